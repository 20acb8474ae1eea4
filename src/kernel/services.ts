import type { Approval, Approvals } from "./approvals.ts";
import type { Audit } from "./audit.ts";
import type { Call } from "./call.ts";
import type { Caller } from "./caller.ts";
import type { Config } from "./config.ts";
import type { Protection } from "./context.ts";
import type { Events } from "./events.ts";
import type { Grants } from "./grants.ts";
import type { ProbeResult } from "./integration.ts";
import type { Jobs } from "./jobs.ts";
import type { Pause } from "./pause.ts";
import type { Registry } from "./registry.ts";
import type { Tokens } from "./tokens.ts";

export interface IntegrationState {
  name: string;
  about: string;
  isConfigured: boolean;
  hint: string;
  probe: ProbeResult | null;
}

/** The kernel's own organs, for the wing `self/`, the doors and main. Other features have no need of them. */
export interface KernelServices {
  readonly version: string;
  readonly home: string;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly registry: Registry;
  readonly config: Config;
  readonly audit: Audit;
  readonly approvals: Approvals;
  readonly grants: Grants;
  readonly jobs: Jobs;
  readonly events: Events;
  readonly tokens: Tokens;
  readonly pause: Pause;
  /** Reasons why a subject is protected; a feature pushes its own. */
  readonly protections: Protection[];
  /** The one way in. */
  call(call: Call): Promise<unknown>;
  /** Run a parked call once, as its original caller; the person who approves is noted. How it ended stands in the approval. */
  runApproved(id: string, by: Caller): Promise<Approval>;
  /** Whether an integration is configured. Asks nobody outside, unlike `integrationStates`. */
  isConfigured(integration: string): boolean;
  integrationStates(): Promise<IntegrationState[]>;
}
