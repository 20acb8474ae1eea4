import { useState, type ReactNode } from "react";
import type { AnswerOf } from "../../api/operations.ts";
import { words } from "../../text/setup.ts";
import { AddToSettings } from "../add-to-settings.tsx";

type AtHome = AnswerOf<"GET /access/addresses">["atHome"];

/** What hydra.yaml needs for each way. What only the person knows is an example that is refused until it is filled in. */
const TAILSCALE = "server:\n  hosts: [tower.example.ts.net]\n  trustedProxies: [127.0.0.1]\n";

function behindProxy(address: string): string {
  return `server:\n  hosts: [hydra.example.org]\n  listen: [${address}]\n  trustedProxies: [192.0.2.1]\n`;
}

function ownCertificate(address: string): string {
  return `server:\n  listen:\n    - ${address}\n  tls: own\n`;
}

/** The three ways from another machine to this page. */
export function Ways({ atHome, port, isReached }: { atHome: AtHome; port: string; isReached: boolean }) {
  const [opened, setOpened] = useState<{ title: string; addition: string } | null>(null);
  const ways = words.phone.three;
  return (
    <section>
      <h2 className="mb-2 font-semibold">{isReached ? words.phone.moreWays : words.phone.threeWays}</h2>
      <ul className="grid gap-3 lg:grid-cols-3">
        <Way title={ways.own.title} how={ways.own.how}>
          {atHome.length === 0 ? <p className="text-sm text-soft">{ways.own.none}</p> : null}
          {atHome.map(({ address, interface: name }) => (
            <Open
              key={address}
              label={words.phone.openAt(address)}
              about={name}
              onPress={() => setOpened({ title: ways.own.title, addition: ownCertificate(address) })}
            />
          ))}
        </Way>
        <Way title={ways.proxy.title} how={ways.proxy.how}>
          <Open
            label={words.phone.show}
            onPress={() => setOpened({ title: ways.proxy.title, addition: behindProxy(atHome[0]?.address ?? "") })}
          />
        </Way>
        <Way title={ways.tailscale.title} how={ways.tailscale.how}>
          <code className="block overflow-x-auto rounded border border-line bg-paper px-2 py-1 font-mono text-xs whitespace-nowrap select-all">
            {words.phone.tailscaleCommand(port)}
          </code>
          <Open label={words.phone.show} onPress={() => setOpened({ title: ways.tailscale.title, addition: TAILSCALE })} />
        </Way>
      </ul>
      {opened === null ? null : <AddToSettings {...opened} onClose={() => setOpened(null)} />}
    </section>
  );
}

function Way({ title, how, children }: { title: string; how: string; children: ReactNode }) {
  return (
    <li className="flex flex-col items-start gap-2 rounded-lg border border-line bg-card p-3">
      <h3 className="text-sm font-medium">{title}</h3>
      <p className="flex-1 text-sm text-soft">{how}</p>
      {children}
    </li>
  );
}

function Open({ label, about, onPress }: { label: string; about?: string; onPress: () => void }) {
  return (
    <button
      type="button"
      title={about}
      onClick={onPress}
      className="cursor-pointer rounded-lg border border-line bg-paper px-3 py-1 text-sm font-medium hover:border-soft pointer-coarse:py-2.5"
    >
      {label}
    </button>
  );
}
