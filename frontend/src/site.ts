// The script of every page: each island makes better what already works without it.

import { watchFilterKey } from "./filter";
import { startIn } from "./islands";
import { watchChanges } from "./live";
import { watchUnsaved } from "./unsaved";

watchUnsaved();
watchFilterKey(() => true);
watchChanges();
startIn(document);
