import type { ComponentType } from "react";
import { Link, useParams } from "wouter";
import { PageTitle } from "../parts/part.tsx";
import { Notice } from "../parts/notice.tsx";
import { text } from "../text/common.ts";
import { words } from "../text/setup.ts";
import { AccessPart } from "./access.tsx";
import { ConnectionsPart } from "./connections.tsx";
import { DoctorPart } from "./doctor.tsx";
import { PhonePart } from "./phone/phone.tsx";
import { SettingsPart } from "./settings.tsx";
import { StartPart } from "./start/start.tsx";

const PARTS = {
  start: StartPart,
  doctor: DoctorPart,
  connections: ConnectionsPart,
  settings: SettingsPart,
  phone: PhonePart,
  access: AccessPart,
} satisfies Record<keyof typeof words.parts, ComponentType>;

type PartName = keyof typeof PARTS;
const NAMES = Object.keys(PARTS) as PartName[];

/** Everything that is set once: the first steps, how Hydra is, whom it talks to, its settings, who may reach it. */
export default function Setup() {
  const { part = "start" } = useParams<{ part?: string }>();
  const name = NAMES.find((each) => each === part);
  const Body = name === undefined ? null : PARTS[name];
  return (
    <>
      <PageTitle title={words.title} />
      <nav aria-label={words.partsLabel} className="-mx-4 mb-5 border-b border-line px-4 sm:-mx-6 sm:px-6">
        <ul className="-ml-2.5 flex flex-wrap gap-x-1">
          {NAMES.map((each) => (
            <li key={each}>
              <Link
                href={each === "start" ? "/setup" : `/setup/${each}`}
                aria-current={each === name ? "page" : undefined}
                className="-mb-px block border-b-2 border-transparent px-2.5 py-2 text-sm whitespace-nowrap text-soft hover:text-ink aria-[current=page]:border-ink aria-[current=page]:font-medium aria-[current=page]:text-ink pointer-coarse:py-3"
              >
                {words.parts[each]}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {Body === null ? <Notice isPart title={text.noSuchPage} detail={text.noSuchPageHow} /> : <Body />}
    </>
  );
}
