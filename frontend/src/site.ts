// The script of every page: each island makes better what already works without it.

import { watchDrops } from "./drop";
import { watchFilterKey } from "./filter";
import { startIn } from "./islands";
import { areOn, watchKeys } from "./keys";
import { watchChanges } from "./live";
import { watchSelection } from "./select";
import { watchSending } from "./sending";
import { watchUnsaved } from "./unsaved";

watchChanges();
watchSending();
watchUnsaved();
watchKeys();
watchFilterKey(areOn);
watchSelection(areOn);
watchDrops();
startIn(document);
document.querySelector<HTMLElement>("form [aria-invalid=true]")?.focus(); // where something has to be mended
