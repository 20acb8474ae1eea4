import type { Container, Monitor, Ruling } from "../api/shapes.ts";
import { EvidenceList, Said } from "../parts/said.tsx";
import { Sheet } from "../parts/sheet.tsx";
import { StateSign, StateWord } from "../parts/state-mark.tsx";
import { text } from "../text/common.ts";
import { moment } from "../parts/units.ts";

interface ContainerSheetProps {
  container: Container;
  ruling: Ruling | undefined;
  monitor: Monitor | undefined;
  onClose: () => void;
}

/** Why a container has its verdict. */
export function ContainerSheet({ container, ruling, monitor, onClose }: ContainerSheetProps) {
  const { name, node, image, state, health, verdict, restarts, lostSince } = container;
  return (
    <Sheet title={name} onClose={onClose}>
      <p className="flex items-center gap-2 text-sm font-medium">
        <StateSign state={lostSince == null ? verdict : "unsure"} />
        <StateWord state={verdict} />
        {ruling === undefined ? null : <span className="font-normal text-soft">{text.since(moment(ruling.since))}</span>}
      </p>
      {lostSince == null ? null : <p className="text-sm text-unsure">{text.engineLost(moment(lostSince))}</p>}
      <p>{ruling === undefined ? text.notJudged : <bdi>{ruling.sentence}</bdi>}</p>
      {ruling === undefined ? null : <EvidenceList evidence={ruling.evidence} />}
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 border-t border-line pt-3 text-sm">
        <Fact name={text.docker} value={text.saysDocker(state, health, restarts)} />
        <Fact name={text.probe} value={monitor === undefined ? text.notMeasured : (monitor.target ?? monitor.detail)} />
        <Fact name={text.image} value={image} />
        <Fact name={text.node} value={node} />
      </dl>
    </Sheet>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt className="text-soft">{name}</dt>
      <dd className="min-w-0 wrap-anywhere">
        <Said>{value}</Said>
      </dd>
    </>
  );
}
