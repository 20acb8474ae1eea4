import type { Host } from "../../../../kernel/context.ts";
import { detailsOf, drawPicture, type PicturedContainer } from "../picture.ts";
import { scoreOf, type Score } from "./score.ts";
import { placeOf } from "../counts.ts";
import { sentenceOf } from "../sentence.ts";

export interface ReportedContainer {
  name: string;
  node: string;
  image: string;
  /** Why it stands here, in Hydra's own words. */
  sentence: string;
  /** Lines of output and addresses; left out of what is shared. */
  evidence: readonly string[];
}

export interface ReportSection {
  title: string;
  /** What it means and what to do. */
  about: string;
  containers: readonly ReportedContainer[];
}

/** All that a report says. */
export interface ReportFacts {
  writtenAt: string;
  sentence: string;
  score: Score;
  sections: readonly ReportSection[];
  isDisguised: boolean;
}

interface Examined extends PicturedContainer {
  isLogBounded: boolean;
}

export async function gatherReport(host: Pick<Host, "call" | "clock">): Promise<ReportFacts> {
  const { containers, isFirstSightOver, engines, silentEngines } = await drawPicture(host);
  const examined: Examined[] = [];
  for (const container of containers) {
    const details = await detailsOf(host, container);
    if (details !== null) examined.push({ ...container, isLogBounded: details.isLogBounded });
  }
  const running = examined.filter(({ state }) => state === "running" || state === "restarting");
  const unbounded = running.filter(({ isLogBounded }) => !isLogBounded);
  const latest = running.filter(({ image }) => runsAsLatest(image));
  const unchecked = running.filter((container) => placeOf(container) === "unchecked");
  return {
    writtenAt: new Date(host.clock.now()).toISOString(),
    sentence: sentenceOf(containers, isFirstSightOver, engines, silentEngines),
    score: scoreOf({ containers: running, unbounded: unbounded.length, latest: latest.length, isFirstSightOver }),
    sections: [
      section(
        "Really down",
        "These need somebody.",
        examined.filter(({ verdict, cause }) => verdict === "down" && cause !== "crash_loop"),
      ),
      section(
        "Restart loops",
        "They crash, come back and crash again. Their last log lines say why.",
        examined.filter(({ cause }) => cause === "crash_loop"),
      ),
      section(
        "Jobs that failed",
        "They ended with an error, and nobody tries again. Their last log lines say why.",
        examined.filter(({ cause }) => cause === "job_failed"),
      ),
      section(
        "Lying checks",
        "Docker calls them unhealthy, and they answer or their check can never pass. Correct the check, not the service.",
        examined.filter(({ verdict }) => verdict === "broken-check"),
      ),
      section(
        "Nobody checks them",
        "If one of them hangs, Docker will not notice. A health check in the compose file changes that.",
        unchecked.map(namedOnly),
      ),
      section(
        "Logs without a limit",
        "Their log files grow until the disk is full. Set max-size and max-file for the json-file driver, or use the local driver.",
        unbounded.map(namedOnly),
      ),
      section(
        "Running as latest",
        "Nobody can tell which version runs, nor go back to it. Pin a version or a digest.",
        latest.map(namedOnly),
      ),
      section(
        "Not known for sure",
        "Hydra could not ask them. An address with the label hydra.probe helps.",
        examined.filter(({ verdict, cause }) => verdict === "unsure" && cause === "unverified"),
      ),
    ].filter(({ containers: members }) => members.length > 0),
    isDisguised: false,
  };
}

/** Where the container itself is not the trouble, its name says enough. */
function namedOnly(container: Examined): Examined {
  return { ...container, sentence: "", evidence: [] };
}

function section(title: string, about: string, members: readonly Examined[]): ReportSection {
  return {
    title,
    about,
    containers: members.map(({ name, node, image, sentence, evidence }) => ({ name, node, image, sentence, evidence })),
  };
}

/** `nginx`, `nginx:latest`, `host:5000/nginx`: no tag is latest; a digest pins it whatever the tag says. */
export function runsAsLatest(image: string): boolean {
  if (image.includes("@sha256:") || image.startsWith("sha256:") || /^[0-9a-f]{12,64}$/.test(image)) return false;
  const tag = /:([\w.-]+)$/.exec(image.slice(image.lastIndexOf("/") + 1))?.[1];
  return tag === undefined || tag === "latest";
}
