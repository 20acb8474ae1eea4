import { Link } from "wouter";
import { useRead } from "../../api/reads.ts";
import { Part } from "../../parts/part.tsx";
import { EvidenceList, Said } from "../../parts/said.tsx";
import { StateSign } from "../../parts/state-mark.tsx";
import { words } from "../../text/setup.ts";

/** One thing that is wrong, explained: a broken check where there is one, for that is what surprises most. */
export function FindingStep() {
  const findings = useRead("GET /verdicts/findings");
  const verdicts = useRead("GET /verdicts");
  const isLooking = verdicts.data === undefined || verdicts.data.firstSightAt === null;
  return (
    <Part
      query={findings}
      empty={isLooking ? words.start.finding.still : words.start.finding.none}
      isEmpty={(data) => data.findings.length === 0}
    >
      {(data) => {
        const finding = data.findings.find(({ verdict }) => verdict === "broken-check") ?? data.findings[0];
        if (finding === undefined) return null;
        const [first] = finding.containers;
        return (
          <div className="space-y-3 text-sm">
            <p className="flex items-start gap-2 font-medium">
              <span className="mt-0.5">
                <StateSign state={finding.verdict} />
              </span>
              {finding.title}
            </p>
            {finding.advice === null ? null : (
              <p>
                <span className="text-soft">{words.start.finding.advice}: </span>
                {finding.advice}
              </p>
            )}
            <p className="wrap-anywhere">
              <span className="text-soft">{words.start.finding.affected}: </span>
              <Said>{finding.containers.map(({ name }) => name).join(", ")}</Said>
            </p>
            {first === undefined ? null : <EvidenceList evidence={first.evidence} />}
            <p>
              <Link href="/" className="underline underline-offset-2">
                {words.start.finding.all}
              </Link>
            </p>
          </div>
        );
      }}
    </Part>
  );
}
