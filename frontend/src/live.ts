// Keeps the page true while the case changes outside: the program tells at /live what happened.
//
//   <div id="live">                            where notices are shown
//   event: changed   data: anything            the case's files are others now
//   event: job       data: {"id", "state", "text", "part"}
//       part is between 0 and 1; shown in the elements with data-job="ID"

import { startIn } from "./islands";
import { Line, type Told } from "./line";
import { all, make, statusPlace } from "./page";
import { anyUnsaved } from "./unsaved";
import { BROUGHT_UP_TO_DATE, CHANGED, NO_CONNECTION, SHOW_AGAIN } from "./wording";

interface Job {
  id: string;
  state?: string;
  text?: string;
  part?: number;
}

const PATIENCE = 4000;

function notice(place: HTMLElement, text: string, withButton: boolean): void {
  if (text === "") {
    place.replaceChildren();
    return;
  }
  const isStatus = place.matches("[role=status], [aria-live]");
  const words = place.querySelector<HTMLElement>(".live-words") ?? statusPlace("live-words");
  if (isStatus) words.removeAttribute("role");
  words.textContent = text;
  if (!words.isConnected) place.replaceChildren(words);
  place.querySelector("button")?.remove();
  if (withButton) {
    const again = make("button", { type: "button" }, SHOW_AGAIN);
    again.addEventListener("click", () => location.reload());
    place.append(again);
  }
}

/** Remembers what a person opened, typed and stood on, to find it again in the new page. */
function keepPlace(main: Element): (fresh: Element) => void {
  const name = (details: Element): string => details.querySelector("summary")?.textContent ?? "";
  const open = new Set(all<HTMLDetailsElement>(main, "details[open]").map(name));
  const typed = new Map(
    all<HTMLInputElement>(main, "input[data-filters]").map((input) => [input.dataset["filters"], input.value]),
  );
  const active = document.activeElement;
  const focused = active && main.contains(active) ? active : null;
  const order = focused ? all(main, "a, button, input, select, textarea, summary").indexOf(focused) : -1;
  return (fresh) => {
    for (const details of all<HTMLDetailsElement>(fresh, "details")) {
      if (open.has(name(details))) details.open = true;
    }
    for (const input of all<HTMLInputElement>(fresh, "input[data-filters]")) {
      input.value = typed.get(input.dataset["filters"]) ?? input.value;
    }
    if (!focused) return;
    const byOrder = all<HTMLElement>(fresh, "a, button, input, select, textarea, summary")[order];
    const again = focused.id ? document.getElementById(focused.id) : byOrder;
    again?.focus({ preventScroll: true });
  };
}

type Outcome = "same" | "shown" | "kept";

/** What the page's content was when it came, before any script touched it. */
let original = "";

/** Puts the page's title and head line as they are now in place of the old. */
function showHead(fresh: Document): void {
  document.title = fresh.title;
  const [old, now] = [document.querySelector("body > header"), fresh.querySelector("body > header")];
  if (!old || !now || old.isEqualNode(now) || old.contains(document.activeElement)) return;
  old.replaceWith(document.adoptNode(now));
}

/** Puts the page's content as it is now in place of the old, unless that would take something away. */
async function showAgain(): Promise<Outcome> {
  const main = document.querySelector("main");
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!main || !answer.ok || answer.redirected) return "kept";
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const content = fresh.querySelector("main");
  showHead(fresh);
  if (content?.outerHTML === original) return "same";
  const selected = getSelection();
  const isReading = selected !== null && !selected.isCollapsed && main.contains(selected.anchorNode);
  const isWriting = anyUnsaved(document) || document.querySelector("[data-editor]") !== null;
  if (!content || isReading || isWriting) return "kept";
  original = content.outerHTML;
  const restore = keepPlace(main);
  const adopted = document.adoptNode(content);
  main.replaceWith(adopted);
  restore(adopted);
  startIn(adopted);
  return "shown";
}

function showJob(job: Job): void {
  for (const element of all<HTMLElement>(document, `[data-job="${CSS.escape(job.id)}"]`)) {
    if (job.state !== undefined) element.dataset["state"] = job.state;
    const bar = all<HTMLProgressElement>(element, "progress")[0];
    if (bar && job.part !== undefined) bar.value = job.part * (bar.max || 1);
    const words = element.querySelector("[data-job-words]") ?? (bar ? null : element);
    if (words && job.text !== undefined) words.textContent = job.text;
  }
}

function isJob(value: unknown): value is Job {
  return typeof value === "object" && value !== null && typeof (value as Job).id === "string";
}

/** Listens as long as the page is to be seen. */
class Listener {
  private readonly line: Line;
  private silence: number | undefined;
  private wasOpen = false;

  constructor(private readonly place: HTMLElement) {
    this.line = new Line(place.dataset["from"] ?? "/live", (told) => this.hear(told));
    document.addEventListener("visibilitychange", () => (document.hidden ? this.close() : this.open()));
    window.addEventListener("pagehide", () => this.close());
    window.addEventListener("pageshow", () => this.open());
    this.open();
  }

  private async changed(): Promise<void> {
    const outcome = await showAgain().catch((): Outcome => "kept");
    if (outcome === "shown") notice(this.place, BROUGHT_UP_TO_DATE, false);
    if (outcome === "kept") notice(this.place, CHANGED, true);
  }

  private hear(told: Told): void {
    if (told.kind === "changed") void this.changed();
    else if (told.kind === "open") this.opened();
    else if (told.kind === "lost") {
      this.silence ??= window.setTimeout(() => notice(this.place, NO_CONNECTION, true), PATIENCE);
    } else {
      const job: unknown = JSON.parse(told.data);
      if (isJob(job)) showJob(job);
    }
  }

  private opened(): void {
    this.calm();
    if (this.place.textContent?.includes(NO_CONNECTION)) notice(this.place, "", false);
    // What happened while nobody listened was not told.
    if (this.wasOpen) void this.changed();
    this.wasOpen = true;
  }

  private calm(): void {
    clearTimeout(this.silence);
    this.silence = undefined;
  }

  private open(): void {
    if (!document.hidden) this.line.open();
  }

  private close(): void {
    this.calm();
    this.line.close();
  }
}

/** Watches what the program tells, where the page has a place for it; called before other islands. */
export function watchChanges(): void {
  const place = document.getElementById("live");
  original = document.querySelector("main")?.outerHTML ?? "";
  if (place) new Listener(place);
}
