import type { Host } from "../../../kernel/context.ts";
import { HydraError } from "../../../kernel/errors.ts";
import { list as listContainers, nodes as listEngines, show } from "../containers/operations.ts";
import { list as listVerdicts } from "../verdicts/operations.ts";
import type { Counted } from "./counts.ts";

export interface PicturedContainer extends Counted {
  id: string;
  name: string;
  node: string;
  project: string | null;
  image: string;
  sentence: string;
  evidence: readonly string[];
  since: string | null;
}

export interface Picture {
  containers: PicturedContainer[];
  isFirstSightOver: boolean;
  /** How many Docker engines Hydra was given. */
  engines: number;
  /** How many of them do not answer now. */
  silentEngines: number;
}

/** Containers with what was made of them; one that was not judged yet is unsure and starting to be known. */
export async function drawPicture(host: Pick<Host, "call">): Promise<Picture> {
  const [{ containers }, { verdicts, firstSightAt }, { nodes }] = await Promise.all([
    host.call(listContainers, {}),
    host.call(listVerdicts, {}),
    host.call(listEngines, {}),
  ]);
  const rulings = new Map(verdicts.map((ruling) => [ruling.id, ruling]));
  return {
    isFirstSightOver: firstSightAt !== null,
    engines: nodes.length,
    silentEngines: nodes.filter(({ status }) => status === "lost").length,
    containers: containers.map(({ id, name, node, project, image, state, health }) => {
      const ruling = rulings.get(id);
      return {
        id,
        name,
        node,
        project,
        image,
        state,
        health,
        verdict: ruling?.verdict ?? "unsure",
        cause: ruling?.cause ?? "not_judged",
        answers: ruling?.answers ?? null,
        sentence: ruling?.sentence ?? "Not looked at yet.",
        evidence: ruling?.evidence ?? [],
        since: ruling?.since ?? null,
      };
    }),
  };
}

/** Everything about one listed container, or null when it went away since it was listed. */
export async function detailsOf(host: Pick<Host, "call">, { id, node }: Pick<PicturedContainer, "id" | "node">) {
  try {
    return await host.call(show, { name: id, node, history: 0 });
  } catch (error) {
    if (error instanceof HydraError && error.code === "not_found") return null;
    throw error;
  }
}
