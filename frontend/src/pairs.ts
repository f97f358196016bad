// Of a frontier between three parties or more: which two are looked at, or all.

import { make } from "./page";
import { ALL_PARTIES, SHOW_PARTIES } from "./wording";

/** Adds a choice of two parties before a drawing; `choose` is told of them, or of nothing for all. */
export function addPairs(
  drawing: HTMLElement,
  parties: string[],
  choose: (pair: [number, number] | undefined) => void,
): void {
  if (parties.length < 3) return;
  const select = make("select", {}, make("option", { value: "" }, ALL_PARTIES));
  parties.forEach((one, first) => {
    parties.slice(first + 1).forEach((other, further) => {
      const value = `${first} ${first + 1 + further}`;
      select.append(make("option", { value }, `${one} – ${other}`));
    });
  });
  select.addEventListener("change", () => {
    const [first, second] = select.value.split(" ").map(Number);
    choose(first === undefined || second === undefined ? undefined : [first, second]);
  });
  drawing.before(make("label", { className: "pairs" }, `${SHOW_PARTIES} `, select));
}
