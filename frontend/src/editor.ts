// The editor of the case's own text: <textarea data-editor data-file data-check="/edit/check">.
//
// It stands in a shadow tree: there CodeMirror's style sheets are adopted, which the pages' policy
// allows, and not written into the page, which it forbids. The textarea keeps the text for the form.

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, codeFolding, foldGutter, foldKeymap, indentOnInput } from "@codemirror/language";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import {
  EditorView,
  drawSelection,
  highlightActiveLine,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";

import { checking } from "./editor-check";
import { completing } from "./editor-complete";
import { dark, light } from "./editor-look";
import { all, make, statusPlace } from "./page";
import { EDITOR_KEYS } from "./wording";

const EDITING: Extension = [
  lineNumbers(),
  foldGutter(),
  codeFolding(),
  lintGutter(),
  highlightSpecialChars(),
  history(),
  drawSelection(),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  highlightActiveLine(),
  highlightSelectionMatches(),
  search({ top: true }),
  EditorView.lineWrapping,
  EditorState.tabSize.of(2),
  yaml(),
];

/** Follows the scheme of the person's machine. */
function scheme(): [Extension, (view: EditorView) => void] {
  const isDark = matchMedia("(prefers-color-scheme: dark)");
  const look = new Compartment();
  const wanted = (): Extension => (isDark.matches ? dark : light);
  const follow = (view: EditorView): void => {
    isDark.addEventListener("change", () => view.dispatch({ effects: look.reconfigure(wanted()) }));
  };
  return [look.of(wanted()), follow];
}

/** Returns what a label says of the textarea, and lets the label lead to the editor. */
function nameOf(textarea: HTMLTextAreaElement): string {
  const own = textarea.getAttribute("aria-label") ?? textarea.dataset["file"] ?? "";
  const texts = [...(textarea.labels ?? [])].map((label) => {
    const copy = label.cloneNode(true) as HTMLElement;
    copy.querySelectorAll("textarea, .editor").forEach((inside) => inside.remove());
    return copy.textContent?.trim() ?? "";
  });
  return texts.join(" ") || own;
}

function save(textarea: HTMLTextAreaElement): boolean {
  textarea.form?.requestSubmit();
  return true;
}

/** Goes to the line that the address names: /edit?file=case.yaml#line-14. */
function goToLine(view: EditorView): void {
  const number = Number(/^#line-(\d+)$/.exec(location.hash)?.[1]);
  if (!(number >= 1)) return;
  const line = view.state.doc.line(Math.min(number, view.state.doc.lines));
  view.dispatch({ selection: { anchor: line.from }, effects: EditorView.scrollIntoView(line.from, { y: "center" }) });
  view.focus();
}

/** Lets all of the text go to paper: the editor holds only what is near the screen. */
function printWhole(textarea: HTMLTextAreaElement, host: HTMLElement): void {
  const whole = make("pre", { className: "on-paper", dir: "ltr" });
  window.addEventListener("beforeprint", () => {
    whole.textContent = textarea.value;
    host.replaceWith(whole);
  });
  window.addEventListener("afterprint", () => whole.replaceWith(host));
}

function startOne(textarea: HTMLTextAreaElement): void {
  if (textarea.previousElementSibling?.classList.contains("editor")) return;
  const host = make("div", { className: "editor", dir: "ltr" });
  const tree = host.attachShadow({ mode: "open" });
  const problems = statusPlace("editor-problems");
  const help = make("p", { className: "editor-problems" }, EDITOR_KEYS);
  textarea.before(host);
  textarea.after(problems, help);
  const name = nameOf(textarea);
  const [look, follow] = scheme();
  const view = new EditorView({
    parent: tree,
    root: tree,
    state: EditorState.create({
      doc: textarea.value,
      extensions: [
        keymap.of([
          { key: "Mod-s", run: () => save(textarea), preventDefault: true },
          ...closeBracketsKeymap,
          ...defaultKeymap,
          ...searchKeymap,
          ...historyKeymap,
          ...foldKeymap,
          ...completionKeymap,
          ...lintKeymap,
        ]),
        EDITING,
        look,
        autocompletion({ override: [completing(textarea)] }),
        checking(textarea, problems),
        EditorView.contentAttributes.of({ "aria-label": `${name}. ${EDITOR_KEYS}`, spellcheck: "false", tabindex: "0" }),
        EditorState.readOnly.of(textarea.readOnly),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          textarea.value = update.state.doc.toString();
          textarea.dispatchEvent(new Event("input", { bubbles: true }));
        }),
      ],
    }),
  });
  follow(view);
  printWhole(textarea, host);
  textarea.hidden = true;
  for (const label of textarea.labels ?? []) label.addEventListener("click", () => view.focus());
  textarea.form?.addEventListener("reset", () => {
    const insert = textarea.defaultValue;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert } });
  });
  goToLine(view);
  window.addEventListener("hashchange", () => goToLine(view));
}

all<HTMLTextAreaElement>(document, "textarea[data-editor]").forEach(startOne);
