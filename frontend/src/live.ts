// Keeps the page true while the case changes outside: the program tells at /live what happened.
//
//   <div id="live" data-seen="VERSION">        where notices are shown
//   event: changed   data: anything            the case's files are others now
//   event: job       data: {"id", "state", "text", "part"}
//       part is between 0 and 1; shown in the elements with data-job="ID"

import { startIn } from "./islands";
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
  let words = place.querySelector<HTMLElement>("[role=status]");
  if (!words) {
    words = statusPlace("live-words");
    place.replaceChildren(words);
  }
  words.textContent = text;
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

/** Puts the page's content as it is now in place of the old; returns whether that was possible. */
async function showAgain(): Promise<boolean> {
  const main = document.querySelector("main");
  if (!main || anyUnsaved(document) || document.querySelector("[data-editor]")) return false;
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!answer.ok || answer.redirected) return false;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const content = fresh.querySelector("main");
  const selected = getSelection();
  const reading = selected !== null && !selected.isCollapsed && main.contains(selected.anchorNode);
  if (!content || reading || anyUnsaved(document)) return false;
  const restore = keepPlace(main);
  const adopted = document.adoptNode(content);
  main.replaceWith(adopted);
  document.title = fresh.title;
  restore(adopted);
  startIn(adopted);
  return true;
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

/** Listens as long as the page is to be seen; a browser keeps only a few connections to one place. */
export function watchChanges(): void {
  const place = document.getElementById("live");
  if (!place) return;
  let stream: EventSource | undefined;
  let silence: number | undefined;
  let seen = place.dataset["seen"] ?? "";
  const changed = async (event: MessageEvent<string>): Promise<void> => {
    if (event.lastEventId !== "") seen = event.lastEventId;
    const done = await showAgain().catch(() => false);
    notice(place, done ? BROUGHT_UP_TO_DATE : CHANGED, !done);
  };
  const open = (): void => {
    if (stream || document.hidden) return;
    const address = place.dataset["from"] ?? "/live";
    stream = new EventSource(seen === "" ? address : `${address}?seen=${encodeURIComponent(seen)}`);
    stream.addEventListener("changed", (event: MessageEvent<string>) => void changed(event));
    stream.addEventListener("job", (event: MessageEvent<string>) => {
      const job: unknown = JSON.parse(event.data);
      if (isJob(job)) showJob(job);
    });
    stream.addEventListener("open", () => {
      clearTimeout(silence);
      silence = undefined;
      if (place.textContent?.includes(NO_CONNECTION)) notice(place, "", false);
    });
    stream.addEventListener("error", () => {
      silence ??= window.setTimeout(() => notice(place, NO_CONNECTION, true), PATIENCE);
    });
  };
  const close = (): void => {
    clearTimeout(silence);
    silence = undefined;
    stream?.close();
    stream = undefined;
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", open);
  open();
}
