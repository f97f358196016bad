// Completes names of blocks and fields, and the ids of entries that a field may name.

import type { Completion, CompletionContext, CompletionResult, CompletionSource } from "@codemirror/autocomplete";
import type { EditorState } from "@codemirror/state";

interface Words {
  blocks: Record<string, string[]>;
  ids: { id: string; label: string; block: string }[];
}

const FRESH = 30_000;
const NOTHING: Words = { blocks: {}, ids: [] };

/** Returns the block that a line stands in: the last name without indentation above it. */
export function blockAt(state: EditorState, position: number): string {
  for (let number = state.doc.lineAt(position).number; number >= 1; number -= 1) {
    const name = /^([\w-]+):/.exec(state.doc.line(number).text)?.[1];
    if (name) return name;
  }
  return "";
}

/** Returns whether a field's name speaks of a block: `party` of `parties`, `issues` of `issues`. */
export function speaksOf(field: string, block: string): boolean {
  const stem = (word: string): string => word.toLowerCase().replace(/(ies|y|s)$/, "");
  return stem(field) === stem(block);
}

function fieldsFor(words: Words, block: string, isTop: boolean): Completion[] {
  const names = isTop ? Object.keys(words.blocks) : (words.blocks[block] ?? []);
  return names.map((name) => ({ label: name, apply: `${name}: `, type: "property" }));
}

function idsFor(words: Words, field: string): Completion[] {
  const meant = words.ids.filter((each) => speaksOf(field, each.block));
  const offered = meant.length > 0 ? meant : words.ids;
  return offered.map((each) => ({
    label: each.id,
    detail: each.label === each.id ? each.block : `${each.label}, ${each.block}`,
    type: "constant",
  }));
}

/** Returns what can stand where somebody types. */
export function offers(context: CompletionContext, words: Words): CompletionResult | null {
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  const typed = /[\p{L}\p{N}_-]*$/u.exec(before)?.[0] ?? "";
  if (typed === "" && !context.explicit) return null;
  const from = context.pos - typed.length;
  const validFor = /^[\p{L}\p{N}_-]*$/u;
  const key = /^(\s*(?:- +)?)[\w-]*$/.exec(before);
  const valued = /^\s*(?:- +)?([\w-]+): /.exec(before);
  const block = blockAt(context.state, context.pos);
  if (key && !valued) {
    const isTop = key[1] === "";
    const fields = fieldsFor(words, block, isTop);
    const listed = /^\s+- +/.test(key[1] ?? "") && !isTop ? idsFor(words, fieldAbove(context)) : [];
    return { from, options: [...fields, ...listed], validFor };
  }
  const within = /([\w-]+): +(?:\[[^\]]*)?$/.exec(before.slice(0, before.length - typed.length));
  return { from, options: idsFor(words, within?.[1] ?? valued?.[1] ?? ""), validFor };
}

/** Returns the field whose list a line belongs to. */
function fieldAbove(context: CompletionContext): string {
  const { doc } = context.state;
  for (let number = doc.lineAt(context.pos).number - 1; number >= 1; number -= 1) {
    const name = /^\s*(?:- +)?([\w-]+):\s*$/.exec(doc.line(number).text)?.[1];
    if (name) return name;
  }
  return "";
}

/** Asks the program for its words now and then, and offers them. */
export function completing(textarea: HTMLTextAreaElement): CompletionSource {
  let words = NOTHING;
  let asked = -FRESH;
  return async (context) => {
    const address = textarea.dataset["complete"];
    if (address !== undefined && performance.now() - asked > FRESH) {
      asked = performance.now();
      const answer = await fetch(address).catch(() => undefined);
      if (answer?.ok) words = (await answer.json()) as Words;
    }
    return context.aborted ? null : offers(context, words);
  };
}
