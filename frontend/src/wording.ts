// Every word that the scripts of the pages show.

export const CHANGED = "The case was changed outside.";
export const SHOW_AGAIN = "Show it as it is now";
export const BROUGHT_UP_TO_DATE = "The page was brought up to date.";
export const NO_CONNECTION = "The program does not answer. This page may be out of date.";
export const CHOOSE_DAY = "Choose the day by moving";
export const MAKE_ENTRY = "Make an entry from these words";
export const DROP_HERE = "Let go to add the file";
export const SHORTCUTS = "Keyboard shortcuts";
export const SHORTCUTS_ON = "Use these shortcuts";
export const CLOSE = "Close";
export const TO_SEARCH = "Search on this page";
export const TO_SHORTCUTS = "Show this list";
export const TO_ENTRY = "Make an entry from the selected words";
export const GIVES_UP = "What each gives up";
export const PACKAGE = "Package";
export const MOVE_BETWEEN = "Use the arrow keys to move between packages.";
export const EDITOR_KEYS = "Tab leaves the text. F8 goes to the next problem, Ctrl-F searches, Ctrl-S saves.";
export const ENDED =
  "Not sent: the program does not answer. What you wrote is still here. Copy it, start the program again, and put it in there.";
export const STARTED_ANEW =
  "Not sent: the program was started anew. What you wrote is still here. Open the address that it printed in another tab, then send this again.";
export const RECKONING = "Reckoning …";
export const NOT_RECKONED = "These numbers could not be tried just now; what is shown is as before.";
export const AS_RECORDED = "as recorded";
export const ALL_PARTIES = "all parties";
export const SHOW_PARTIES = "Show";
export const NO_PACKAGE = "With these numbers there is no such package.";
export const NO_PROBLEMS = "No problems.";
export const NOT_CHECKED = "The text could not be checked.";

/** Tells how many of the rows are shown. */
export function shown(count: number, of: number): string {
  return count === of ? `All ${of} are shown.` : `${count} of ${of} are shown.`;
}

/** Tells which point of a chart this is. */
export function place(index: number, of: number): string {
  return `Package ${index + 1} of ${of}`;
}

/** Tells how many problems of each weight there are. */
export function problemCount(errors: number, warnings: number): string {
  const parts = [
    errors === 0 ? "" : errors === 1 ? "1 error" : `${errors} errors`,
    warnings === 0 ? "" : warnings === 1 ? "1 warning" : `${warnings} warnings`,
  ].filter((part) => part !== "");
  return parts.length === 0 ? NO_PROBLEMS : `${parts.join(", ")}.`;
}
