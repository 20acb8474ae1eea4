import type { ContainerFacts } from "../../../integrations/docker/facts.ts";

/** What a monitor belongs to: it outlives the container, so that history and corrections survive a recreation. */
export interface Identity {
  id: string;
  node: string;
  project: string | null;
  service: string;
}

/**
 * `node:project:service`, each part percent-encoded so that it fits into a path; a container without a compose project
 * has an empty middle and its own name as the service. Replicas of one service are told apart by their number.
 */
export function identityOf(node: string, container: Pick<ContainerFacts, "name" | "labels">): Identity {
  // A one-off `compose run` belongs to a project and is still not its service.
  const isOneOff = container.labels["com.docker.compose.oneoff"]?.toLowerCase() === "true";
  const project = (!isOneOff && container.labels["com.docker.compose.project"]) || null;
  const service = (project !== null && container.labels["com.docker.compose.service"]) || container.name;
  const replica = Number(container.labels["com.docker.compose.container-number"] ?? "1");
  const parts = [node, project ?? "", service, ...(project !== null && replica > 1 ? [String(replica)] : [])];
  return { id: parts.map(encodeURIComponent).join(":"), node, project, service };
}
