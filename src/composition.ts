import { people } from "./features/people/index.ts";
import { self } from "./features/self/index.ts";
import { watch } from "./features/watch/index.ts";
import { care } from "./features/care/index.ts";
import { order } from "./features/order/index.ts";
import { mind } from "./features/mind/index.ts";
import { proof } from "./features/proof/index.ts";
import { docker } from "./integrations/docker/index.ts";
import { machine } from "./integrations/machine/index.ts";
import { prometheus } from "./integrations/prometheus/index.ts";
import { qdrant } from "./integrations/qdrant/index.ts";
import { upstreams } from "./integrations/upstreams/index.ts";
import type { Wing } from "./kernel/feature.ts";
import type { Integration } from "./kernel/integration.ts";

/** Everything that this Hydra does, in the order of the house: a wing calls only itself and those before it. */
export const wings: readonly Wing[] = [people, self, watch, care, order, mind, proof];

/** Everybody it can talk to. */
export const integrations: readonly Integration[] = [docker, machine, prometheus, qdrant, upstreams];
