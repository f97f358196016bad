// A file dropped anywhere on the page goes into the form for it: <form data-drop>.

import { make } from "./page";
import { DROP_HERE } from "./wording";

function target(): { form: HTMLFormElement; input: HTMLInputElement } | undefined {
  const form = document.querySelector<HTMLFormElement>("form[data-drop]");
  const input = form?.querySelector<HTMLInputElement>("input[type=file]");
  return form && input && !input.disabled ? { form, input } : undefined;
}

function holdsFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") ?? false;
}

/** Takes as many files as the input does. */
function given(files: FileList, input: HTMLInputElement): FileList {
  if (input.multiple || files.length < 2) return files;
  const one = new DataTransfer();
  const first = files[0];
  if (first) one.items.add(first);
  return one.files;
}

/** Watches for files dragged over the page. */
export function watchDrops(): void {
  const sign = make("p", { className: "drop-sign", hidden: true }, DROP_HERE);
  let inside = 0;
  const show = (isShown: boolean): void => {
    sign.hidden = !isShown;
    if (isShown && !sign.isConnected) document.body.append(sign);
    if (!isShown) inside = 0;
  };
  document.addEventListener("dragenter", (event) => {
    if (!holdsFiles(event) || !target()) return;
    inside += 1;
    show(true);
  });
  document.addEventListener("dragleave", (event) => {
    if (!holdsFiles(event)) return;
    inside -= 1;
    if (inside <= 0) show(false);
  });
  document.addEventListener("dragover", (event) => {
    if (!holdsFiles(event) || !target()) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
  });
  document.addEventListener("drop", (event) => {
    const found = target();
    const files = event.dataTransfer?.files;
    show(false);
    if (!found || !files || files.length === 0) return;
    event.preventDefault();
    found.input.files = given(files, found.input);
    found.input.dispatchEvent(new Event("change", { bubbles: true }));
    found.form.requestSubmit();
  });
}
