import type { Assessment, World } from "./assessment.ts";
import { assessDisks } from "./disks.ts";
import { assessGpus } from "./gpus.ts";
import { assessMemoryLimits } from "./memory.ts";
import { assessModels } from "./models.ts";
import { assessRestarts } from "./restarts.ts";
import { assessSwap } from "./swap.ts";

/** Everything that can be said about how the home is used; each thing once for each rule. */
export function assess(world: World): Assessment[] {
  return [assessDisks, assessGpus, assessMemoryLimits, assessModels, assessRestarts, assessSwap].flatMap((rule) => rule(world));
}
