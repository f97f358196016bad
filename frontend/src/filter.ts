// Hides what does not hold all the words typed: <input type=search data-filters="#rows">.

import { all, isCommand, isTyping, statusPlace } from "./page";
import { shown } from "./wording";

/** Returns a text without case and accents. */
export function plain(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Returns whether a text holds all words of a wish. */
export function holdsAll(text: string, wish: string): boolean {
  const plainText = plain(text);
  return wordsOf(wish).every((word) => plainText.includes(word));
}

function wordsOf(wish: string): string[] {
  return plain(wish).split(/\s+/);
}

/** The plain text of each row, made once: of a long list it takes longer than all else. */
const known = new WeakMap<Element, string>();

function plainTextOf(row: Element): string {
  const text = known.get(row) ?? plain(row.textContent ?? "");
  known.set(row, text);
  return text;
}

function isHeading(row: Element): boolean {
  return row.querySelector("th[scope=rowgroup], th[scope=colgroup]") !== null;
}

/** Returns what is hidden or shown, in order: the rows of tables and items of lists, else the children. */
function rowsOf(target: Element): HTMLElement[] {
  const found = all<HTMLElement>(target, target.getAttribute("data-rows") ?? "tbody > tr, li");
  const inner = (row: Element): boolean => found.some((other) => other !== row && other.contains(row));
  if (found.length > 0) return found.filter((row) => !inner(row));
  return [...target.children].filter((child): child is HTMLElement => child instanceof HTMLElement);
}

/** Shows the rows that hold the words, and a heading where any row below it is shown. */
function apply(rows: HTMLElement[], wish: string): number {
  const words = wordsOf(wish);
  let count = 0;
  let heading: HTMLElement | undefined;
  for (const row of rows) {
    if (isHeading(row)) {
      heading = row;
      row.hidden = wish.trim() !== "";
      continue;
    }
    const text = plainTextOf(row);
    row.hidden = !words.every((word) => text.includes(word));
    if (row.hidden) continue;
    count += 1;
    if (heading && heading.closest("table") === row.closest("table")) heading.hidden = false;
  }
  return count;
}

function startOne(input: HTMLInputElement): void {
  const target = document.querySelector(input.dataset["filters"] ?? "");
  if (target === null) return;
  const status = statusPlace("filter-count");
  (input.closest("label") ?? input).after(status);
  let rows: HTMLElement[] = [];
  const run = (): void => {
    if (!rows[0]?.isConnected) rows = rowsOf(target);
    const count = apply(rows, input.value);
    for (const chart of all<HTMLElement>(target, "figure.chart")) chart.hidden = input.value.trim() !== "";
    const text = shown(count, rows.filter((row) => !isHeading(row)).length);
    status.textContent = input.value.trim() === "" ? "" : text;
  };
  input.addEventListener("input", run);
  input.addEventListener("keydown", (event) => {
    // Enter looks through the rest of a list of which the page shows a part.
    if (event.key === "Enter" && !input.form?.hasAttribute("data-more")) event.preventDefault();
    if (event.key !== "Escape" || input.value === "") return;
    event.preventDefault();
    input.value = "";
    run();
  });
  // What the program looked for in the whole list is not looked for again in what it found.
  const isFound = input.form?.hasAttribute("data-more") && input.value === input.defaultValue;
  if (input.value !== "" && !isFound) run();
}

/** Starts the filters below a root. */
export function startFilters(root: ParentNode): void {
  all<HTMLInputElement>(root, "input[data-filters]").forEach(startOne);
}

/** Lets the key `/` lead to the first filter that is to be seen. */
export function watchFilterKey(isOn: () => boolean): void {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || isCommand(event) || isTyping(event) || !isOn()) return;
    const inputs = all<HTMLInputElement>(document, "input[data-filters]");
    const first = inputs.find((input) => input.checkVisibility());
    if (!first) return;
    event.preventDefault();
    first.focus();
    first.select();
  });
}
