// Every island that belongs to a part of the page, started again when that part is new.

import { startFilters } from "./filter";

/** Starts the islands below a root. */
export function startIn(root: ParentNode): void {
  startFilters(root);
}
