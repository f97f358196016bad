// Numbers of a judgement that slide: <form data-judgement>, with <input data-slider="LOW HIGH"> for each.
//
// While they move, the page of agreement is asked what would follow, and takes over the parts that tell it:
// the elements "told", "tried" and "walk", and the frontier beside them.

import { showFrontier } from "./frontier";
import { afterPause, all, csrf, make } from "./page";
import { NOT_RECKONED, RECKONING } from "./wording";

const STEPS = 200;
const PAUSE = 120;

/** Returns a number written as plainly as its slider's steps allow. */
function written(value: number, [low, high]: [number, number]): string {
  const digits = Math.max(0, 3 - Math.floor(Math.log10(high - low)) - 1);
  return String(Number(value.toFixed(Math.min(12, digits))));
}

/** Returns what a text says as a number; a range is its middle. */
function numberOf(text: string): number {
  const ends = text.split("..").map((part) => {
    const [above, below] = part.split("/").map(Number);
    return below === undefined ? (above ?? NaN) : (above ?? NaN) / below;
  });
  return ends.reduce((sum, each) => sum + each, 0) / ends.length;
}

function addSlider(input: HTMLInputElement): void {
  const [low, high] = (input.dataset["slider"] ?? "").split(" ").map(Number);
  if (low === undefined || high === undefined || !(low < high)) return;
  const range = make("input", { type: "range", min: String(low), max: String(high), step: String((high - low) / STEPS) });
  const label = input.labels?.[0]?.textContent ?? "";
  range.setAttribute("aria-label", label);
  const follow = (): void => {
    const value = numberOf(input.value);
    if (Number.isFinite(value)) range.value = String(value);
    range.setAttribute("aria-valuetext", input.value);
  };
  range.addEventListener("input", () => {
    input.value = written(Number(range.value), [low, high]);
    range.setAttribute("aria-valuetext", input.value);
    input.removeAttribute("aria-invalid");
  });
  input.addEventListener("input", follow);
  input.form?.addEventListener("reset", () => setTimeout(follow));
  follow();
  input.before(range);
}

function isPage(answer: Response): boolean {
  return (answer.headers.get("content-type") ?? "").startsWith("text/html") && [200, 422].includes(answer.status);
}

class Trial {
  private asking: AbortController | undefined;
  private readonly soon = afterPause(PAUSE, () => void this.ask());

  constructor(private readonly form: HTMLFormElement) {
    all<HTMLInputElement>(form, "input[data-slider]").forEach(addSlider);
    form.addEventListener("input", (event) => {
      if (event.target instanceof HTMLInputElement && this.counts(event.target)) this.soon();
    });
    form.addEventListener("reset", () => setTimeout(() => void this.ask()));
    form.addEventListener("submit", (event) => {
      if (event.submitter?.hasAttribute("formaction")) {
        this.soon.cancel(); // what is saved needs no answer any more: where it is, the page is another
        this.asking?.abort();
        return;
      }
      event.preventDefault();
      void this.ask();
    });
  }

  private counts(input: HTMLInputElement): boolean {
    return input.type === "range" || input.dataset["slider"] !== undefined;
  }

  private tell(words: string): void {
    document.getElementById("tried")?.replaceChildren(make("p", { className: "meta" }, words));
  }

  private async ask(): Promise<void> {
    this.soon.cancel();
    this.asking?.abort();
    const asking = (this.asking = new AbortController());
    const slow = window.setTimeout(() => this.tell(RECKONING), 600);
    const fields = [...new FormData(this.form)].map(([name, value]): [string, string] => [name, String(value)]);
    const body = new URLSearchParams(fields);
    const headers = { "x-csrf": csrf(), "x-part": "told" };
    try {
      const answer = await fetch(this.form.action, { method: "POST", body, headers, signal: asking.signal });
      if (!isPage(answer)) throw new Error(String(answer.status));
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (asking.signal.aborted) return;
      this.show(fresh);
    } catch {
      if (!asking.signal.aborted) this.tell(NOT_RECKONED);
    } finally {
      clearTimeout(slow);
    }
  }

  private show(fresh: Document): void {
    this.showProblems(fresh);
    for (const id of ["tried", "told", "walk"]) {
      const [old, now] = [document.getElementById(id), fresh.getElementById(id)];
      if (old && now) old.replaceChildren(...[...now.childNodes].map((each) => document.adoptNode(each)));
    }
    all<HTMLElement>(document, "figure[data-frontier]").forEach(showFrontier);
  }

  /** Marks the fields whose numbers cannot be meant, and tells why; the fields themselves stay. */
  private showProblems(fresh: Document): void {
    for (const input of all<HTMLInputElement>(this.form, "input[data-slider]")) {
      const twin = fresh.getElementById(input.id);
      const wrong = twin?.getAttribute("aria-describedby");
      input.toggleAttribute("aria-invalid", false);
      input.removeAttribute("aria-describedby");
      input.parentElement?.querySelector(".mark")?.remove();
      const told = wrong ? fresh.getElementById(wrong) : null;
      if (!wrong || !told) continue;
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", wrong);
      input.after(document.adoptNode(told));
    }
  }
}

/** Starts the judgements below a root whose numbers can be moved. */
export function startJudgements(root: ParentNode): void {
  for (const form of all<HTMLFormElement>(root, "form[data-judgement]")) {
    if (!form.querySelector("input[type=range]")) new Trial(form);
  }
}
