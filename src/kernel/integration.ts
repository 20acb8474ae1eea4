import type { Host, IntegrationClients } from "./context.ts";
import type { SettingsKey } from "./keys.ts";

export interface ProbeResult {
  status: "well" | "degraded" | "unwell" | "unknown";
  /** One sentence for a person, with what to do when it is not well. */
  detail: string;
}

/** A connection to an outside system. */
export interface Connected<Client> {
  client: Client;
  /** An independent look, for `hydra doctor` and /health. */
  probe(): Promise<ProbeResult>;
  close(): Promise<void>;
}

/** What one integration is. `connect` answers null while nothing is configured; it never waits for the other side. */
export interface Integration<Name extends keyof IntegrationClients = keyof IntegrationClients> {
  name: Name;
  about: string;
  settings: SettingsKey;
  /** Said when an operation needs it and it is not configured: which setting or command connects it. */
  hint: string;
  connect(host: Host): Promise<Connected<IntegrationClients[Name]> | null>;
}

export function integration<Name extends keyof IntegrationClients>(definition: Integration<Name>): Integration<Name> {
  return definition;
}
