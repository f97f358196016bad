// What several islands ask of the page.

/** Returns all elements that match below a root, the root itself included. */
export function all<E extends Element>(root: ParentNode, selector: string): E[] {
  const found = [...root.querySelectorAll<E>(selector)];
  return root instanceof Element && root.matches(selector) ? [root as unknown as E, ...found] : found;
}

/** Makes an element with properties and what it holds. */
export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...inside: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...inside);
  return made;
}

/** Returns the language of the page, or English where its name is none. */
export function language(): string {
  try {
    return Intl.getCanonicalLocales(document.documentElement.lang)[0] ?? "en";
  } catch {
    return "en";
  }
}

/** Returns whether the page runs from right to left. */
export function runsLeft(): boolean {
  return document.documentElement.dir === "rtl";
}

/** Makes a place whose changes a screen reader tells of when it is idle. */
export function statusPlace(className: string): HTMLElement {
  const place = make("span", { className });
  place.setAttribute("role", "status");
  return place;
}

/** Returns the token that shows that a request comes from one of our pages. */
export function csrf(): string {
  return document.querySelector<HTMLMetaElement>("meta[name=csrf]")?.content ?? "";
}

/** Returns whether an event comes from where somebody types. */
export function isTyping(event: Event): boolean {
  const from = event.composedPath()[0];
  if (!(from instanceof HTMLElement)) return false;
  if (from.isContentEditable || from instanceof HTMLTextAreaElement || from instanceof HTMLSelectElement) return true;
  const pressed = ["button", "checkbox", "file", "image", "radio", "range", "reset", "submit"];
  return from instanceof HTMLInputElement && !pressed.includes(from.type);
}

/** Returns whether the person holds down a key that makes another a command of the browser. */
export function isCommand(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
}

/** Returns a function that runs another once it has not been called for some milliseconds. */
export function afterPause(milliseconds: number, run: () => void): { (): void; cancel(): void } {
  let timer: number | undefined;
  const later = (): void => {
    clearTimeout(timer);
    timer = window.setTimeout(run, milliseconds);
  };
  later.cancel = (): void => clearTimeout(timer);
  return later;
}
