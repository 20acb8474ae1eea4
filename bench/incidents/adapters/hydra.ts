import { ServedHydra } from "../../../tests/cluster/served-hydra.ts";
import type { Answer, Home, OpenTool, Told } from "./adapter.ts";

interface Incident {
  id: string;
  state: "open" | "escalated" | "resolved" | "dismissed";
  subject: { kind: string; name: string };
  trouble: string;
  cause: { category: string };
}
interface Story {
  plan: { steps: { remedy: string; subject: string; allowed: string | null }[] } | null;
}
interface Approval {
  operation: string;
  subject: string | null;
  input: { name?: string };
}
interface Verdict {
  name: string;
  verdict: string;
  since: string;
}

/** One look serves all cases that are played side by side. */
const LOOK_FOR_MS = 400;
/** As Hydra's default is, for one home: the limit is for everything together. */
const ACTS_PER_TEN_MINUTES = 10;
const ROLLBACK = "containers.recreate";

/** `hydra up` as a process of its own, allowed by its owner to restart and to recreate; spoken to as any program would. */
export const openHydra: OpenTool = async ({ socketPath, homes }) => {
  const env = { DOCKER_HOST: `unix://${socketPath}`, HYDRA_HEALING_PER_TEN_MINUTES: String(ACTS_PER_TEN_MINUTES * homes.length) };
  const hydra = await ServedHydra.start({ env });
  try {
    await hydra.hear();
    for (const home of homes) await allow(hydra, home);
  } catch (error) {
    await hydra.end();
    throw error;
  }
  let look: { at: number; seen: Promise<Seen> } | null = null;
  return {
    answer: async (containers) => {
      if (look === null || performance.now() - look.at > LOOK_FOR_MS) look = { at: performance.now(), seen: seeAll(hydra) };
      return answerOf(await look.seen, new Set(containers));
    },
    end: () => hydra.end(),
  };
};

/** Leave by home: one act that fails takes it back, in that home alone. */
async function allow(hydra: ServedHydra, { project, others }: Home): Promise<void> {
  const scopes = [{ kind: "project", name: project }, ...others.map((name) => ({ kind: "one", name }))];
  for (const scope of scopes) {
    for (const operation of ["containers.restart", ROLLBACK]) {
      const { status, text } = await hydra.fetch("PUT", "/grants", { operation, scope, level: "act" });
      if (status !== 200) throw new Error(`grant ${operation} for ${scope.name}: ${status} ${text}`);
    }
  }
}

interface Seen {
  told: Told[];
  asks: Approval[];
  /** Containers for which a rollback is planned that Hydra does not do by itself. */
  proposals: string[];
}

async function seeAll(hydra: ServedHydra): Promise<Seen> {
  const [{ incidents }, { verdicts }, { approvals }] = await Promise.all([
    hydra.get<{ incidents: Incident[] }>("/incidents?limit=200"),
    hydra.get<{ verdicts: Verdict[] }>("/verdicts?verdict=broken-check"),
    hydra.get<{ approvals: Approval[] }>("/approvals"),
  ]);
  const merged = new Set(hydra.told("incident.closed").flatMap(({ data }) => (data["mergedInto"] === null ? [] : [data["id"]])));
  const noticed = new Set(hydra.told("notice.raised").map(({ data }) => data["topic"]));
  const openedAt = new Map(hydra.told("incident.opened").map(({ data, at }) => [data["id"], Date.parse(at)]));
  const own = incidents.filter(
    // What was taken back before anybody heard of it was not told.
    ({ id, subject, state }) => subject.kind === "container" && !merged.has(id) && (state !== "dismissed" || noticed.has(id)),
  );
  const told = own.map(({ id, state, subject, trouble, cause }): Told => ({
    root: subject.name,
    category: cause.category,
    trouble,
    at: openedAt.get(id) ?? Date.now(),
    isEscalated: state === "escalated",
  }));
  const findings = verdicts
    .filter(({ name }) => !told.some(({ root }) => root === name))
    .map(({ name, since }): Told => ({
      root: name,
      category: "healthcheck_broken",
      trouble: null,
      at: Date.parse(since),
      isEscalated: false,
    }));
  return { told: [...told, ...findings], asks: approvals, proposals: await rollbacksOf(hydra, own) };
}

async function rollbacksOf(hydra: ServedHydra, incidents: readonly Incident[]): Promise<string[]> {
  const escalated = incidents.filter(({ state }) => state === "escalated");
  const stories = await Promise.all(escalated.map(({ id }) => hydra.get<Story>(`/incidents/${id}`)));
  return stories.flatMap(({ plan }) =>
    (plan?.steps ?? []).filter(({ remedy, allowed }) => remedy === "rollback" && allowed !== "act").map(({ subject }) => subject),
  );
}

function answerOf({ told, asks, proposals }: Seen, containers: ReadonlySet<string>): Answer {
  const isOurs = (name: string): boolean => containers.has(name);
  const asked = asks.map(({ operation, subject, input }) => ({ operation, name: input.name ?? subject ?? "" }));
  return {
    told: told.filter(({ root }) => isOurs(root)),
    asks: asked.filter(({ name }) => isOurs(name)).map(({ name }) => name),
    proposals: [...proposals, ...asked.filter(({ operation }) => operation === ROLLBACK).map(({ name }) => name)].filter(isOurs),
  };
}
