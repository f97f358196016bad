"use strict";
// Makes the charts live where they can be; where they cannot, the still ones stay.
(async () => {
  const specifications = JSON.parse(document.getElementById("specifications").textContent);
  for (const [name, specification] of Object.entries(specifications)) {
    const figure = document.getElementById("chart-" + name);
    const still = figure.querySelector(".still");
    const live = figure.querySelector(".live");
    live.hidden = false;
    try {
      await vegaEmbed(live, specification, {
        actions: false,
        renderer: "svg",
        tooltip: { theme: "custom", disableDefaultStyle: false },
      });
      still.hidden = true;
      const drawing = live.querySelector("svg");
      drawing.setAttribute("role", "img");
      drawing.setAttribute("aria-labelledby", "caption-" + name);
      for (const part of drawing.querySelectorAll("[aria-label], [aria-roledescription]")) {
        for (const attribute of ["aria-label", "aria-roledescription", "role"]) part.removeAttribute(attribute);
      }
    } catch {
      live.hidden = true;
    }
  }
})();
// What is folded away on the screen is opened on paper.
addEventListener("beforeprint", () => {
  for (const each of document.querySelectorAll("details:not([open])")) {
    each.open = true;
    each.dataset.printed = "";
  }
});
addEventListener("afterprint", () => {
  for (const each of document.querySelectorAll("details[data-printed]")) {
    each.open = false;
    delete each.dataset.printed;
  }
});
