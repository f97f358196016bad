// How the editor looks, by day and by night. Problems are marked by lines, not by pictures.

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

interface Colours {
  ink: string;
  ground: string;
  muted: string;
  line: string;
  active: string;
  selected: string;
  name: string;
  text: string;
  number: string;
  error: string;
  warning: string;
  info: string;
}

const DAY: Colours = {
  ink: "#1b1f24",
  ground: "#ffffff",
  muted: "#5a6472",
  line: "#c9d0d8",
  active: "#f3f6fa",
  selected: "#cfe2ff",
  name: "#1f4f8f",
  text: "#1d6b3a",
  number: "#8a4b08",
  error: "#b3261e",
  warning: "#8a5a00",
  info: "#1f4f8f",
};

const NIGHT: Colours = {
  ink: "#e6e9ed",
  ground: "#15191e",
  muted: "#9aa5b1",
  line: "#3a434d",
  active: "#1d232a",
  selected: "#27466e",
  name: "#8ab8ff",
  text: "#8fd6a4",
  number: "#f0b978",
  error: "#ff8a80",
  warning: "#ffcf70",
  info: "#8ab8ff",
};

function mark(kind: "error" | "warning" | "info", colour: string): Record<string, Record<string, string>> {
  const signs = { error: "●", warning: "▲", info: "■" };
  return {
    [`.cm-lintRange-${kind}`]: {
      backgroundImage: "none",
      textDecoration: `underline wavy ${colour}`,
      textDecorationSkipInk: "none",
    },
    [`.cm-lint-marker-${kind}`]: { content: `"${signs[kind]}"`, color: colour },
    [`.cm-diagnostic-${kind}`]: { borderLeft: `5px solid ${colour}` },
    [`.cm-lintPoint-${kind}:after`]: { borderBottomColor: colour },
  };
}

function look(colours: Colours, isDark: boolean): Extension {
  const panel = { backgroundColor: colours.active, color: colours.ink };
  const theme = EditorView.theme(
    {
      "&": { color: colours.ink, backgroundColor: colours.ground, border: `1px solid ${colours.line}`, fontSize: "0.95rem" },
      "&.cm-focused": { outline: `3px solid ${colours.name}`, outlineOffset: "1px" },
      ".cm-scroller": { fontFamily: "ui-monospace, Menlo, Consolas, monospace", lineHeight: "1.5", maxHeight: "75vh" },
      ".cm-content": { caretColor: colours.ink, minHeight: "12rem" },
      ".cm-cursor": { borderLeftColor: colours.ink },
      ".cm-gutters": { backgroundColor: colours.ground, color: colours.muted, borderRight: `1px solid ${colours.line}` },
      ".cm-activeLine": { backgroundColor: `${colours.active}aa` },
      "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
        backgroundColor: colours.selected,
      },
      ".cm-panels, .cm-tooltip": { ...panel, border: `1px solid ${colours.line}` },
      ".cm-diagnosticText": { whiteSpace: "pre-wrap" },
      ".cm-textfield": { backgroundColor: colours.ground, color: colours.ink, fontSize: "inherit" },
      ".cm-button": { ...panel, backgroundImage: "none", fontSize: "inherit" },
      ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: colours.selected, color: colours.ink },
      ".cm-diagnosticSource": { opacity: "1", color: colours.muted },
      ...mark("error", colours.error),
      ...mark("warning", colours.warning),
      ...mark("info", colours.info),
    },
    { dark: isDark },
  );
  const words = HighlightStyle.define([
    { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: colours.name },
    { tag: [tags.string, tags.special(tags.string)], color: colours.text },
    { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: colours.number },
    { tag: [tags.comment, tags.lineComment], color: colours.muted, fontStyle: "italic" },
    { tag: [tags.punctuation, tags.separator, tags.meta, tags.labelName, tags.typeName], color: colours.muted },
  ]);
  return [theme, syntaxHighlighting(words)];
}

export const light = look(DAY, false);
export const dark = look(NIGHT, true);
