// Warns before somebody leaves a form with changes: <form data-guard>.

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** Returns whether a field holds something else than the page came with. */
function isChanged(field: Field): boolean {
  if (field instanceof HTMLSelectElement) {
    const options = [...field.options];
    if (field.multiple || options.some((option) => option.defaultSelected)) {
      return options.some((option) => option.selected !== option.defaultSelected);
    }
    return field.selectedIndex > 0;
  }
  if (field instanceof HTMLInputElement) {
    if (["hidden", "search", "range", "submit", "button", "reset"].includes(field.type)) return false;
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.type === "file") return (field.files?.length ?? 0) > 0;
  }
  return field.value !== field.defaultValue;
}

/** Returns whether a form has input that is not saved. */
export function isUnsaved(form: HTMLFormElement): boolean {
  if (form.dataset["guard"] === "refused") return true; // what it came with was sent, and not taken
  const named = "input, textarea, select";
  return [...form.elements].some((field) => field.matches(named) && isChanged(field as Field));
}

/** Returns whether any form below a root has input that would be lost if it went. */
export function anyUnsaved(root: ParentNode): boolean {
  const forms = [...root.querySelectorAll<HTMLFormElement>("form:not([data-known-on])")];
  return forms.some(isUnsaved);
}

/** Watches the forms of the page, whichever they are at the time. */
export function watchUnsaved(): void {
  const sent = new WeakSet<HTMLFormElement>();
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented && event.target instanceof HTMLFormElement) sent.add(event.target);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form").forEach((form) => sent.delete(form));
  });
  window.addEventListener("beforeunload", (event) => {
    const guarded = [...document.querySelectorAll<HTMLFormElement>("form[data-guard]")];
    if (guarded.some((form) => !sent.has(form) && isUnsaved(form))) event.preventDefault();
  });
}
