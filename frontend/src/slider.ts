// A slider over the days that a form can show: <form data-known-on data-first data-last>.

import { afterPause, all, language, make } from "./page";
import { CHOOSE_DAY } from "./wording";

const DAY = 86_400_000;
const KEPT = "detente-slider";

function dayNumber(text: string | undefined): number {
  return Math.round(Date.parse(`${text ?? ""}T00:00:00Z`) / DAY);
}

function written(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

function inWords(day: number): string {
  const spoken = language();
  const how: Intl.DateTimeFormatOptions = { dateStyle: "long", timeZone: "UTC" }; // 30 May 2025, as the pages write it
  return new Intl.DateTimeFormat(spoken === "en" ? "en-GB" : spoken, how).format(day * DAY);
}

/** Marks the days on which something happened: data-marks="2025-05-16 2025-06-02". */
function addMarks(form: HTMLFormElement, range: HTMLInputElement): void {
  const days = (form.dataset["marks"] ?? "").split(/[\s,]+/).map(dayNumber);
  const options = days.filter(Number.isFinite).map((day) => make("option", { value: String(day) }));
  if (options.length === 0) return;
  const list = make("datalist", { id: `days-${all(document, "datalist").length + 1}` }, ...options);
  range.setAttribute("list", list.id);
  range.after(list);
}

function startOne(form: HTMLFormElement): void {
  const field = form.querySelector<HTMLInputElement>("input[type=date]");
  const [first, last] = [dayNumber(form.dataset["first"]), dayNumber(form.dataset["last"])];
  if (!field || !(first < last) || form.querySelector("input[type=range]")) return;
  const range = make("input", { type: "range", className: "days" });
  Object.assign(range, { min: String(first), max: String(last), step: "1" });
  range.setAttribute("aria-label", CHOOSE_DAY);
  const label = make("output", { className: "day" });
  const show = (day: number): void => {
    const words = inWords(day);
    range.setAttribute("aria-valuetext", words);
    label.value = words;
  };
  const follow = (): void => {
    const day = dayNumber(field.value);
    if (!Number.isFinite(day)) return;
    range.value = String(day);
    show(day);
  };
  // Each press of an arrow key is a change: the page follows once the person rests.
  const goAfterKeys = afterPause(600, () => form.requestSubmit());
  let byKey = false;
  range.addEventListener("keydown", () => (byKey = true));
  range.addEventListener("pointerdown", () => (byKey = false));
  range.addEventListener("input", () => {
    field.value = written(range.valueAsNumber);
    show(range.valueAsNumber);
  });
  range.addEventListener("change", () => {
    sessionStorage.setItem(KEPT, byKey ? "focus" : "");
    if (byKey) goAfterKeys();
    else form.requestSubmit();
  });
  range.addEventListener("blur", () => goAfterKeys.cancel());
  field.addEventListener("input", follow);
  follow();
  field.after(range, label);
  addMarks(form, range);
  if (sessionStorage.getItem(KEPT) === "focus") range.focus({ preventScroll: true });
  sessionStorage.removeItem(KEPT);
}

/** Starts the sliders below a root. */
export function startSliders(root: ParentNode): void {
  all<HTMLFormElement>(root, "form[data-known-on]").forEach(startOne);
}
