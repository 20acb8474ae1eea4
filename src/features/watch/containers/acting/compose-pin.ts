import type { ContainerFacts } from "../../../../integrations/docker/facts.ts";
import { composeServiceOf } from "../../../../integrations/docker/identity.ts";

/** What a person may write into a compose file, so that the next `up` does not bring the bad image back. Only a proposal. */
export interface ComposePin {
  service: string;
  /** The project's files, as compose noted them; the service stands in one of them. */
  files: string[];
  before: string;
  /** Null when no registry knows the image by a digest: then nothing can be pinned. */
  after: string | null;
}

/** Null for what compose did not make. @param pinned `repository@sha256:...` */
export function composePinOf({ labels, image }: Pick<ContainerFacts, "labels" | "image">, pinned: string | null): ComposePin | null {
  const service = composeServiceOf(labels);
  if (service === null) return null;
  const files = (labels["com.docker.compose.project.config_files"] ?? "").split(",").map((file) => file.trim());
  return {
    service,
    files: files.filter((file) => file !== ""),
    before: `image: ${image}`,
    after: pinned === null ? null : `image: ${pinned}`,
  };
}
