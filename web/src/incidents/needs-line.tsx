import { Link } from "wouter";
import { useRead } from "../api/reads.ts";
import type { Story } from "../api/shapes.ts";
import { addressOf } from "../containers/address.ts";
import { StateSign } from "../parts/state-mark.tsx";
import { text } from "../text/common.ts";
import { words } from "../text/incidents.ts";

/** What a container needs, and how that is: where it cannot reach something, there is the next place to look. */
export function NeedsLine({ story: { subject } }: { story: Story }) {
  const { name, node, kind } = subject;
  const { data } = useRead("GET /dependencies/of/{name}", kind === "container" ? { name, node } : null);
  const needs = data?.needs.filter(({ steps }) => steps === 1) ?? [];
  if (needs.length === 0) return null;
  return (
    <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
      <span className="text-soft">{words.needs}</span>
      {needs.map((other) => (
        <Link key={other.key} href={addressOf(other)} className="inline-flex items-baseline gap-1.5 underline underline-offset-2">
          <StateSign state={other.verdict} />
          <bdi>{other.name}</bdi>
          <span className="text-soft">{text.states[other.verdict]}</span>
        </Link>
      ))}
    </p>
  );
}
