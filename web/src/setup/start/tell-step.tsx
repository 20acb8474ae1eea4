import { useState } from "react";
import { act } from "../../api/acts.ts";
import type { AnswerOf } from "../../api/operations.ts";
import { useRead } from "../../api/reads.ts";
import { ActButton } from "../../parts/act-button.tsx";
import { Part } from "../../parts/part.tsx";
import { StateSign } from "../../parts/state-mark.tsx";
import { words } from "../../text/setup.ts";
import { AddToSettings } from "../add-to-settings.tsx";

type Channel = AnswerOf<"GET /notifications/channels">["channels"][number];
type Kind = keyof typeof words.start.tell.kinds;

/** What hydra.yaml needs for each kind, to be filled in. */
const ADDITIONS: Readonly<Record<Kind, string>> = {
  ntfy: "notifications:\n  channels:\n    - name: phone\n      kind: ntfy\n      topic: file:/path/to/a-file-with-the-topic\n",
  discord:
    "notifications:\n  channels:\n    - name: discord\n      kind: discord\n      url: file:/path/to/a-file-with-the-webhook-address\n",
  slack: "notifications:\n  channels:\n    - name: slack\n      kind: slack\n      url: file:/path/to/a-file-with-the-webhook-address\n",
  webhook: "notifications:\n  channels:\n    - name: own\n      kind: webhook\n      url: file:/path/to/a-file-with-the-address\n",
  smtp: "notifications:\n  channels:\n    - name: mail\n      kind: smtp\n      host: mail.example.org\n      from: hydra@example.org\n      to: [you@example.org]\n      user: hydra@example.org\n      password: file:/path/to/a-file-with-the-password\n",
};
const KINDS = Object.keys(ADDITIONS) as Kind[];

/** Who is told, and whether it arrives. */
export function TellStep() {
  const channels = useRead("GET /notifications/channels");
  const [adding, setAdding] = useState<Kind | null>(null);
  return (
    <Part query={channels}>
      {(data) => (
        <div className="space-y-3">
          {data.channels.length === 0 ? (
            <p className="text-sm text-soft">{words.start.tell.none}</p>
          ) : (
            <ul className="divide-y divide-line rounded-lg border border-line">
              {data.channels.map((channel) => (
                <ChannelItem key={channel.name} channel={channel} />
              ))}
            </ul>
          )}
          <p className="text-sm">{words.start.tell.add}</p>
          <p className="flex flex-wrap gap-2">
            {KINDS.map((kind) => (
              <button
                key={kind}
                type="button"
                onClick={() => setAdding(kind)}
                className="cursor-pointer rounded-lg border border-line bg-paper px-3 py-1 text-sm font-medium hover:border-soft pointer-coarse:py-2.5"
              >
                {words.start.tell.kinds[kind]}
              </button>
            ))}
          </p>
          <p className="text-xs text-soft">{words.start.tell.secretHow}</p>
          {adding === null ? null : (
            <AddToSettings title={words.start.tell.kinds[adding]} addition={ADDITIONS[adding]} onClose={() => setAdding(null)} />
          )}
        </div>
      )}
    </Part>
  );
}

const SIGNS = { well: "well", unwell: "unwell", unknown: "unknown" } as const;

function ChannelItem({ channel: { name, kind, host, state, reason } }: { channel: Channel }) {
  const [outcome, setOutcome] = useState<string | null>(null);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 text-sm">
      <StateSign state={SIGNS[state]} />
      <span className="min-w-0 flex-1 wrap-anywhere">
        <span className="font-medium">{name}</span>{" "}
        <span className="text-soft">
          {kind}
          {host === null ? "" : ` · ${host}`} · {words.start.tell.state[state]}
        </span>
        {reason === null ? null : <bdi className="block text-xs text-unwell">{reason}</bdi>}
        {outcome === null ? null : (
          <span role="status" className="block text-xs">
            {outcome}
          </span>
        )}
      </span>
      <ActButton
        act={act("POST /notifications/test", { channel: name })}
        label={words.start.tell.test}
        about={name}
        onDone={({ results }) => {
          const failed = results.find(({ isDelivered }) => !isDelivered);
          setOutcome(failed === undefined ? words.start.tell.arrived : words.start.tell.failed(failed.reason ?? ""));
        }}
      />
    </li>
  );
}
