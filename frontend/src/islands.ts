// Every island that belongs to a part of the page, started again when that part is new.

import { startFilters } from "./filter";
import { startFrontiers } from "./frontier";
import { startJudgements } from "./judgement";
import { startSliders } from "./slider";

/** Starts the islands below a root. */
export function startIn(root: ParentNode): void {
  startSliders(root);
  startFilters(root);
  startFrontiers(root);
  startJudgements(root);
}
