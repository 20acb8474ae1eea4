import { toIso } from "../../../../kernel/clock.ts";
import type { CallContext, Host } from "../../../../kernel/context.ts";
import { isDrillProject } from "../../../../integrations/docker/identity.ts";
import { HydraError } from "../../../../kernel/errors.ts";
import { grantChanged } from "../../../self/grants/events.ts";
import { put, remove } from "../../../self/grants/operations.ts";

/** What Hydra has to be allowed on what it breaks itself. */
const OPERATIONS = ["containers.restart", "containers.recreate"] as const;
/** A grant outlives the patience with its case by so much, should nobody take it back. */
const MARGIN_MS = 60_000;

/** Allow Hydra, with the right of the person who called, to act on one project of a drill for a while. @returns how to take it back */
export async function allow(ctx: CallContext, project: string, forMs: number): Promise<() => Promise<void>> {
  const expiresAt = toIso(ctx.clock.now() + forMs + MARGIN_MS);
  const given: string[] = [];
  const takeBack = async (): Promise<void> => {
    for (const id of given.splice(0)) await ctx.call(remove, { id }).catch(unlessGone);
  };
  try {
    for (const operation of OPERATIONS) {
      const scope = { kind: "project", name: project } as const;
      given.push((await ctx.call(put, { operation, scope, level: "act", grantee: "hydra:healing", expiresAt })).id);
    }
  } catch (error) {
    await takeBack();
    throw error;
  }
  return takeBack;
}

/** Grants of drills that a crash left: nobody is in need of them. */
export async function takeBackLeftGrants(host: Host): Promise<number> {
  const { grants } = host.kernel;
  const left = (await grants.list()).filter(({ scope }) => scope.kind === "project" && isDrillProject(scope.name));
  for (const { id, operation } of left) {
    await grants.remove(id);
    await host.emit(grantChanged, { id, operation, level: null, by: "hydra:drills", reason: "the drill that needed it was cut off" });
  }
  return left.length;
}

/** The janitor or a person was faster. */
function unlessGone(error: unknown): void {
  if (!(error instanceof HydraError) || error.code !== "not_found") throw error;
}
