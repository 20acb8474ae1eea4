import { useEffect, useRef } from "react";
import type { Container, Monitor, Ruling } from "./api.ts";
import { EvidenceList, Said } from "./said.tsx";
import { StateSign, StateWord } from "./state-mark.tsx";
import { text } from "./text.ts";
import { moment } from "./units.ts";

interface ContainerSheetProps {
  container: Container;
  ruling: Ruling | undefined;
  monitor: Monitor | undefined;
  onClose: () => void;
}

/** Why a container has its verdict, over the page: the browser's own dialog keeps the keyboard inside and gives it back. */
export function ContainerSheet({ container, ruling, monitor, onClose }: ContainerSheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  const { name, node, image, state, health, verdict, restarts, lostSince } = container;
  return (
    <dialog
      ref={dialog}
      onClose={onClose}
      onClick={(click) => click.target === dialog.current && onClose()}
      aria-labelledby="container-name"
      className="m-auto max-h-[85dvh] w-[min(36rem,calc(100vw-2rem))] overflow-auto rounded-xl border border-line bg-card p-0 text-ink"
    >
      <div className="space-y-4 p-5">
        <header className="flex items-start gap-3">
          <h2 id="container-name" className="min-w-0 flex-1 text-lg leading-6 font-semibold wrap-anywhere">
            <bdi>{name}</bdi>
          </h2>
          <button
            type="button"
            onClick={onClose}
            className="-m-1 shrink-0 cursor-pointer rounded p-1 text-sm text-soft underline underline-offset-2"
          >
            {text.close}
          </button>
        </header>
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
      </div>
    </dialog>
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
