import { useState } from "react";
import { act } from "../../api/acts.ts";
import type { AnswerOf } from "../../api/operations.ts";
import { useRead } from "../../api/reads.ts";
import { ActButton } from "../../parts/act-button.tsx";
import { Part } from "../../parts/part.tsx";
import { moment } from "../../parts/units.ts";
import { words } from "../../text/setup.ts";
import { CopyButton } from "../copy-button.tsx";
import { QrCode } from "./qr-code.tsx";
import { Ways } from "./ways.tsx";

type Reach = AnswerOf<"GET /access/addresses">;
type Address = Reach["addresses"][number];

/** How a phone comes to this page: where it is reached, how it is trusted, and the code that signs it in. */
export function PhonePart() {
  const reach = useRead("GET /access/addresses");
  return (
    <div className="max-w-3xl">
      <Part query={reach}>
        {(data) => {
          const here = data.addresses.find(({ way }) => way === "this-machine");
          const elsewhere = data.addresses.filter(({ way }) => way !== "this-machine");
          return (
            <div className="space-y-8">
              {elsewhere.length === 0 ? (
                <p className="text-sm">{words.phone.onlyHere}</p>
              ) : (
                <Pairing addresses={elsewhere} authority={data.authority} />
              )}
              <Ways atHome={data.atHome} port={here === undefined ? "" : new URL(here.url).port} isReached={elsewhere.length > 0} />
            </div>
          );
        }}
      </Part>
    </div>
  );
}

function Pairing({ addresses, authority }: { addresses: readonly Address[]; authority: Reach["authority"] }) {
  const [chosen, setChosen] = useState(addresses[0]?.url ?? "");
  const address = addresses.find(({ url }) => url === chosen) ?? addresses[0];
  if (address === undefined) return null;
  return (
    <section className="space-y-6">
      <div>
        <h2 className="mb-2 font-semibold">{words.phone.reached}</h2>
        <ul className="divide-y divide-line rounded-lg border border-line bg-card">
          {addresses.map(({ url, way }) => (
            <li key={url}>
              <label className="flex min-h-10 cursor-pointer items-center gap-3 px-3 py-1.5 text-sm pointer-coarse:min-h-11">
                <input
                  type="radio"
                  name="address"
                  checked={url === address.url}
                  onChange={() => setChosen(url)}
                  className="size-4 shrink-0 accent-well"
                />
                <span className="flex min-w-0 flex-1 flex-wrap items-baseline justify-between gap-x-3">
                  <span className="min-w-0 font-mono text-xs wrap-anywhere">{url}</span>
                  <span className="text-xs text-soft">{words.phone.ways[way]}</span>
                </span>
              </label>
            </li>
          ))}
        </ul>
      </div>
      {address.way === "own-certificate" && authority !== null ? <Trust url={address.url} authority={authority} /> : null}
      {/* A code is for one address: another one begins anew. */}
      <SignIn key={address.url} url={address.url} />
    </section>
  );
}

function Trust({ url, authority: { fingerprint, endsAt } }: { url: string; authority: NonNullable<Reach["authority"]> }) {
  const download = `${url}/access/certificate`;
  return (
    <section className="space-y-3">
      <h3 className="font-medium">{words.phone.trust.title}</h3>
      <p className="max-w-prose text-sm text-soft">{words.phone.trust.how}</p>
      <div className="flex flex-wrap items-start gap-5">
        <QrCode text={download} label={words.phone.trust.code} />
        <div className="min-w-0 flex-1 basis-64 space-y-3 text-sm">
          <ol className="list-decimal space-y-1.5 pl-5">
            {words.phone.trust.steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
          <dl className="grid gap-y-0.5 text-xs">
            <dt className="text-soft">{words.phone.trust.fingerprint}</dt>
            <dd className="font-mono break-all">{fingerprint}</dd>
            <dt className="text-soft">{words.phone.trust.ends(moment(endsAt))}</dt>
          </dl>
          <p>
            <a href="/access/certificate" download className="underline underline-offset-2">
              {words.phone.trust.download}
            </a>
          </p>
        </div>
      </div>
    </section>
  );
}

function SignIn({ url }: { url: string }) {
  const [link, setLink] = useState<string | null>(null);
  return (
    <section className="space-y-3">
      <h3 className="font-medium">{words.phone.signIn.title}</h3>
      <p className="max-w-prose text-sm text-soft">{words.phone.signIn.how}</p>
      {link === null ? null : (
        <div className="flex flex-wrap items-start gap-5">
          <QrCode text={link} label={words.phone.signIn.code} />
          <div className="min-w-0 flex-1 basis-64 space-y-2 text-sm">
            <p>{words.phone.signIn.once}</p>
            <p className="flex items-center gap-2">
              <code className="min-w-0 flex-1 overflow-x-auto rounded border border-line bg-paper px-2 py-1 font-mono text-xs whitespace-nowrap select-all">
                {link}
              </code>
              <CopyButton text={link} />
            </p>
            <p className="text-soft">{words.phone.signIn.install}</p>
          </div>
        </div>
      )}
      <p>
        <ActButton
          act={act("POST /access/link", { address: url })}
          label={link === null ? words.phone.signIn.make : words.phone.signIn.another}
          tone={link === null ? "main" : "plain"}
          onDone={(answer) => setLink(answer.url)}
        />
      </p>
    </section>
  );
}
