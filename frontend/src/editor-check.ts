// Asks the program what is wrong with the text, and shows it where it stands.

import { type Diagnostic, lintGutter, linter } from "@codemirror/lint";
import { type Extension, type Text } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

import { csrf } from "./page";
import { NOT_CHECKED, problemCount } from "./wording";

export interface Problem {
  line: number;
  column: number;
  severity: string;
  code: string;
  message: string;
  hint?: string | null;
}

const PAUSE = 400;
const FINISH = /[\s,\]}#]/;

function severityOf(problem: Problem): Diagnostic["severity"] {
  if (problem.severity === "error" || problem.severity === "warning") return problem.severity;
  return "info";
}

/** Returns a problem at its place: from where it begins to the end of the word there. */
export function diagnosticOf(problem: Problem, text: Text): Diagnostic {
  const line = text.line(Math.max(1, Math.min(problem.line, text.lines)));
  const start = Math.max(0, Math.min(problem.column - 1, line.length));
  const rest = line.text.slice(start);
  const length = rest.search(FINISH);
  const from = line.from + start;
  const words = problem.hint ? `${problem.message}\nhint: ${problem.hint}` : problem.message;
  return {
    from,
    to: from + (length < 0 ? rest.length : length),
    severity: severityOf(problem),
    source: problem.code,
    message: words,
  };
}

async function ask(textarea: HTMLTextAreaElement, text: string): Promise<Problem[]> {
  const answer = await fetch(textarea.dataset["check"] ?? "/edit/check", {
    method: "POST",
    headers: { "content-type": "application/json", "x-csrf": csrf() },
    body: JSON.stringify({ file: textarea.dataset["file"] ?? "", text }),
  });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return ((await answer.json()) as { problems: Problem[] }).problems;
}

/** Checks the text whenever it rests; the count of problems is told below the editor. */
export function checking(textarea: HTMLTextAreaElement, told: HTMLElement): Extension {
  const find = async (view: EditorView): Promise<Diagnostic[]> => {
    const text = view.state.doc;
    let problems: Problem[];
    try {
      problems = await ask(textarea, text.toString());
    } catch {
      told.textContent = NOT_CHECKED;
      return [];
    }
    const found = problems.map((problem) => diagnosticOf(problem, text));
    if (view.state.doc !== text) return found;
    const count = (severity: string): number => found.filter((each) => each.severity === severity).length;
    told.textContent = problemCount(count("error"), count("warning"));
    return found;
  };
  return [linter(find, { delay: PAUSE }), lintGutter()];
}

