// Words selected in a source become an entry: <div data-document="ID">.
//
// Where the page has a form of its own for them (form.from-words), they are put into it too.
// The words are private: they are sent in a form's body, never in an address.

import { afterPause, csrf, isCommand, isTyping, make } from "./page";
import { MAKE_ENTRY } from "./wording";

const LETTER = /[\p{L}\p{M}\p{N}]/u;
const WITHOUT_BLANKS = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

function joins(text: string, place: number): boolean {
  const [before, after] = [text[place - 1] ?? "", text[place] ?? ""];
  if (WITHOUT_BLANKS.test(before) || WITHOUT_BLANKS.test(after)) return false;
  return LETTER.test(before) && LETTER.test(after);
}

/** Returns the letters before and after a range that belong to words it cuts: half a word is not found again. */
export function cutOff(range: Range): [string, string] {
  const { startContainer: first, endContainer: last, startOffset, endOffset } = range;
  let [start, end] = [startOffset, endOffset];
  const before = first instanceof Text ? first.data : "";
  const after = last instanceof Text ? last.data : "";
  while (start > 0 && joins(before, start)) start -= 1;
  while (end < after.length && joins(after, end)) end += 1;
  return [before.slice(start, startOffset), after.slice(endOffset, end)];
}

interface Selected {
  source: HTMLElement;
  words: string;
  range: Range;
}

function selectedWords(): Selected | undefined {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return undefined;
  const around = selection.getRangeAt(0).commonAncestorContainer;
  const element = around instanceof Element ? around : around.parentElement;
  const source = element?.closest<HTMLElement>("[data-document]");
  const range = selection.getRangeAt(0).cloneRange();
  const selected = selection.toString();
  if (!source || selected.trim() === "") return undefined;
  const [before, after] = cutOff(range);
  return { source, words: `${before}${selected}${after}`.trim(), range };
}

function hidden(name: string, value: string): HTMLInputElement {
  return make("input", { type: "hidden", name, value });
}

/** Puts the words into the page's own form for them, for entries of other kinds. */
function fillField(source: HTMLElement, words: string): void {
  const id = source.dataset["document"] ?? "";
  for (const form of document.querySelectorAll<HTMLFormElement>("form.from-words")) {
    const field = form.querySelector<HTMLTextAreaElement>("textarea[name=words]");
    const own = form.querySelector<HTMLInputElement>("input[name=document]")?.value;
    if (field && own === id) field.defaultValue = words;
  }
}

class Toolbar {
  readonly form = make("form", { method: "post", className: "selected-words", hidden: true });

  constructor() {
    this.form.append(make("button", { type: "submit" }, MAKE_ENTRY));
    this.form.addEventListener("submit", () => this.fill());
    // The button must not take the selection away before it is read.
    this.form.addEventListener("pointerdown", (event) => event.preventDefault());
  }

  private chosen: Selected | undefined;

  show(): void {
    if (this.form.contains(document.activeElement)) return;
    this.chosen = selectedWords();
    this.form.hidden = this.chosen === undefined;
    if (!this.chosen) return;
    const { source, range } = this.chosen;
    fillField(source, this.chosen.words);
    if (this.form.previousElementSibling !== source) source.after(this.form);
    const boxes = [...range.getClientRects()];
    const box = boxes.at(-1) ?? range.getBoundingClientRect();
    const parent = this.form.offsetParent;
    const isPlaced = parent !== null && getComputedStyle(parent).position !== "static";
    const around = (isPlaced ? parent : document.documentElement).getBoundingClientRect();
    const left = Math.min(box.left, document.documentElement.clientWidth - this.form.offsetWidth - 8);
    this.form.style.left = `${Math.max(8, left) - around.left}px`;
    this.form.style.top = `${box.bottom - around.top + 6}px`;
  }

  hide(): void {
    this.form.hidden = true;
    this.chosen = undefined;
  }

  send(): boolean {
    this.chosen = selectedWords() ?? this.chosen;
    if (!this.chosen) return false;
    if (!this.form.isConnected) this.chosen.source.after(this.form);
    this.form.requestSubmit();
    return true;
  }

  private fill(): void {
    if (!this.chosen) return;
    const { source, words } = this.chosen;
    this.form.action = source.dataset["add"] ?? "/add/statements";
    this.form.querySelectorAll("input").forEach((field) => field.remove());
    this.form.append(hidden("document", source.dataset["document"] ?? ""), hidden("words", words), hidden("csrf", csrf()));
  }
}

/** Watches what is selected; `e` makes an entry of it without the mouse. */
export function watchSelection(isOn: () => boolean): void {
  if (!document.querySelector("[data-document]")) return;
  const toolbar = new Toolbar();
  const show = afterPause(150, () => toolbar.show());
  document.addEventListener("selectionchange", show);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") toolbar.hide();
    if (event.key !== "e" || isCommand(event) || isTyping(event) || !isOn()) return;
    if (selectedWords() && toolbar.send()) event.preventDefault();
  });
}
