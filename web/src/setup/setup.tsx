import type { ComponentType } from "react";
import { useParams } from "wouter";
import { PageTitle } from "../parts/part.tsx";
import { Notice } from "../parts/notice.tsx";
import { Tabs } from "../parts/tabs.tsx";
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
      <Tabs
        label={words.partsLabel}
        tabs={NAMES.map((each) => ({
          to: each === "start" ? "/setup" : `/setup/${each}`,
          title: words.parts[each],
          isOpen: each === name,
        }))}
      />
      {Body === null ? <Notice isPart title={text.noSuchPage} detail={text.noSuchPageHow} /> : <Body />}
    </>
  );
}
