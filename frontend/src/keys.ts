// Keys that lead to pages: <a data-key="g t">. `?` shows them, and lets them be turned off;
// pressed twice it follows its own link, if there is one.

import { all, isCommand, isTyping, make } from "./page";
import { CLOSE, SHORTCUTS, SHORTCUTS_ON, TO_ENTRY, TO_SEARCH, TO_SHORTCUTS } from "./wording";

const OFF = "detente-shortcuts";
const PATIENCE = 1500;

/** Returns whether the person wants shortcuts (single keys disturb who speaks to the machine). */
export function areOn(): boolean {
  return localStorage.getItem(OFF) !== "off";
}

function keysOf(text: string): HTMLElement[] {
  return text.split(" ").map((key) => make("kbd", {}, key));
}

function line(keys: string, ...what: (Node | string)[]): HTMLElement {
  const inside = keysOf(keys).flatMap((key) => [key, " "]);
  return make("li", {}, ...inside, ...what);
}

function listed(): HTMLElement[] {
  const found = new Map<string, HTMLElement>();
  for (const link of all<HTMLAnchorElement>(document, "a[data-key]")) {
    const keys = link.dataset["key"] ?? "";
    const words = link.textContent?.trim() ?? "";
    if (!found.has(keys)) found.set(keys, line(keys, make("a", { href: link.href }, words)));
  }
  const own: [string, string, string][] = [
    ["/", TO_SEARCH, "input[data-filters]"],
    ["e", TO_ENTRY, "[data-document]"],
    ["?", TO_SHORTCUTS, "body"],
  ];
  for (const [keys, words, where] of own) {
    if (!found.has(keys) && document.querySelector(where)) found.set(keys, line(keys, words));
  }
  return [...found.values()];
}

/** Shows the list of shortcuts. */
function showList(): void {
  document.querySelector("dialog.shortcuts")?.remove();
  const box = make("input", { type: "checkbox", checked: areOn() });
  box.addEventListener("change", () => localStorage.setItem(OFF, box.checked ? "on" : "off"));
  const heading = make("h2", { id: "shortcuts-heading" }, SHORTCUTS);
  const close = make("form", { method: "dialog" }, make("button", {}, CLOSE));
  const dialog = make("dialog", { className: "shortcuts" });
  dialog.setAttribute("aria-labelledby", heading.id);
  dialog.append(heading, make("ul", {}, ...listed()), make("label", {}, box, ` ${SHORTCUTS_ON}`), close);
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "?") document.querySelector<HTMLAnchorElement>("a[data-key='?']")?.click();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/** Follows the link whose keys were pressed one after the other, never while somebody types. */
export function watchKeys(): void {
  let pressed: string[] = [];
  let last = 0;
  document.addEventListener("keydown", (event) => {
    if (isCommand(event) || isTyping(event) || event.key.length !== 1) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "?") {
      event.preventDefault();
      showList();
      return;
    }
    if (!areOn()) return;
    if (event.timeStamp - last > PATIENCE) pressed = [];
    last = event.timeStamp;
    pressed = [...pressed, event.key].slice(-2);
    const links = all<HTMLAnchorElement>(document, "a[data-key]");
    const wanted = [pressed.join(" "), event.key];
    const link = links.find((each) => wanted.includes(each.dataset["key"] ?? ""));
    if (!link) return;
    event.preventDefault();
    pressed = [];
    link.click();
  });
}
