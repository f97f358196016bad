// Sends a form with something to lose only if there is a program that takes it: <form data-guard>.
//
// A browser would leave the page for one that says that nothing answers, and the text would be gone. If the
// program was started anew meanwhile, the form gets that run's token, once its address was opened again.

import { make } from "./page";
import { ENDED, STARTED_ANEW } from "./wording";

const PROBE = "/help";

function tell(form: HTMLFormElement, words: string): void {
  form.querySelector(".not-sent")?.remove();
  const place = make("p", { className: "mark not-sent" }, words);
  place.setAttribute("role", "alert");
  form.prepend(place);
  place.scrollIntoView({ block: "nearest" });
}

/** Returns the token of the run that answers, or nothing after telling why the form stays. */
async function token(form: HTMLFormElement): Promise<string | undefined> {
  try {
    const answer = await fetch(PROBE, { headers: { accept: "text/html" }, cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.querySelector<HTMLMetaElement>("meta[name=csrf]")?.content;
    if (!answer.ok || !found) tell(form, STARTED_ANEW);
    return answer.ok ? found : undefined;
  } catch {
    tell(form, ENDED);
    return undefined;
  }
}

/** Watches the forms of the page that have something to lose. */
export function watchSending(): void {
  const sure = new WeakSet<HTMLFormElement>();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.dataset["guard"] === undefined) return;
    if (sure.delete(form) || event.defaultPrevented) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void token(form).then((found) => {
      if (found === undefined) return;
      const field = form.querySelector<HTMLInputElement>("input[name=csrf]");
      if (field) field.value = found;
      sure.add(form);
      form.requestSubmit(event.submitter);
    });
  });
}
