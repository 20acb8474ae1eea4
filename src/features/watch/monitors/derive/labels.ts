import { PROBE_KINDS, type ProbeKind } from "../target.ts";
import { isPlainPath } from "./health-command.ts";
import { readTraefikRule } from "./traefik-rule.ts";

/**
 * What a label says about a service. A label comes with the image or from a file, so it may choose among the
 * container's own ports but never an address: a host name in it is only sent as the name that is asked for.
 */
export interface LabelHint {
  kind: ProbeKind;
  isTls: boolean;
  path: string;
  /** The host that the label names; null when it names none. */
  hostName: string | null;
  /** As written or implied by the scheme; null when the label gives none. */
  port: number | null;
  /** Which side of the container's published ports the number belongs to. */
  portSide: "container" | "either";
  keyword: string | null;
  status: number | null;
  /** The label that said so, for a person. */
  label: string;
}

type Labels = Readonly<Record<string, string>>;

export interface LabelledProbes {
  /** A label says that nothing is to be asked. */
  isOff: boolean;
  hints: LabelHint[];
  /** What `hydra.probe` says, when it is no address that can be asked; else null. */
  unreadable: string | null;
}

/** Everything that a container's labels say about where it answers: `hydra.probe` alone when it is there, else what other tools were told. */
export function readLabels(labels: Labels): LabelledProbes {
  if (isTrue(labels["hydra.ignore"])) return { isOff: true, hints: [], unreadable: null };
  const own = labels["hydra.probe"]?.trim();
  if (own !== undefined && own !== "") {
    if (/^(none|off|false|no)$/i.test(own)) return { isOff: true, hints: [], unreadable: null };
    const hint = readUrl(own, "hydra.probe");
    const status = Number(labels["hydra.probe.status"]);
    const demands = {
      keyword: labels["hydra.probe.keyword"] || null,
      status: Number.isInteger(status) && status >= 100 && status <= 599 ? status : null,
    };
    if (hint !== null) return { isOff: false, hints: [{ ...hint, ...demands }], unreadable: null };
  }
  const hints = [...readKuma(labels), ...readTraefik(labels), ...readHomepage(labels), ...readUnraid(labels)];
  return { isOff: false, hints, unreadable: own === undefined || own === "" ? null : own };
}

function isTrue(value: string | undefined): boolean {
  return value !== undefined && /^(|true|1|yes|on)$/i.test(value.trim());
}

const DEFAULT_PORTS: Record<string, number> = { http: 80, https: 443, postgres: 5432, redis: 6379, dns: 53 };

/** An address such as `https://grafana.example:3000/login` or `tcp://:9000`; null when it is none of ours. */
function readUrl(text: string, label: string): LabelHint | null {
  const [, schemeText = ""] = /^([a-z]+):\/\//i.exec(text) ?? [];
  const scheme = schemeText
    .toLowerCase()
    .replace(/^postgresql$/, "postgres")
    .replace(/^rediss$/, "redis");
  const kind = scheme === "https" ? "http" : PROBE_KINDS.find((known) => known === scheme);
  // As http the WHATWG parser reads every scheme the same way; an empty host means the container itself.
  const url = URL.parse(text.replace(/^[a-z]+:\/\/(?=[:/]|$)/i, "http://localhost").replace(/^[a-z]+:/i, "http:"));
  if (kind === undefined || url === null) return null;
  const written = /^[^/]*\/\/[^/?#]*:(\d+)(?=[/?#]|$)/.exec(text)?.[1];
  // Nobody can connect to port 0.
  if (written !== undefined && !isPort(written)) return null;
  const path = `${url.pathname}${url.search}`;
  return {
    kind,
    isTls: scheme === "https",
    path: isPlainPath(path) ? path : "/",
    hostName: url.hostname.replace(/^\[(.*)\]$/, "$1") || null,
    port: written === undefined ? (DEFAULT_PORTS[scheme] ?? null) : Number(written),
    portSide: "either",
    keyword: null,
    status: null,
    label,
  };
}

/** AutoKuma: `kuma.<id>.http.url`, `kuma.<id>.keyword.url`, `kuma.<id>.port.port`; `{{...}}` stands for the container. */
function readKuma(labels: Labels): LabelHint[] {
  const hints: LabelHint[] = [];
  for (const [label, value] of Object.entries(labels)) {
    const match = /^(kuma\.[^.]+\.(http|keyword|json_query|port|tcp|redis|postgres))\.(url|port|database_connection_string)$/.exec(label);
    if (match === null) continue;
    const [, prefix = "", , field] = match;
    const text = field === "port" ? `tcp://:${value}` : value.replaceAll(/\{\{[^}]*\}\}/g, "localhost");
    const hint = readUrl(text, label);
    if (hint !== null) hints.push({ ...hint, keyword: labels[`${prefix}.keyword`] || null });
  }
  return hints;
}

/** Traefik: the port behind the router, asked by the router's first host name and path. */
function readTraefik(labels: Labels): LabelHint[] {
  if (labels["traefik.enable"]?.toLowerCase() === "false") return [];
  const hints: LabelHint[] = [];
  const entries = Object.entries(labels);
  const rule = entries.find(([label]) => /^traefik\.http\.routers\.[^.]+\.rule$/i.test(label))?.[1];
  const { hosts, path } = rule === undefined ? { hosts: [], path: null } : readTraefikRule(rule);
  for (const [label, value] of entries) {
    const match = /^(traefik\.(http|tcp)\.services\.[^.]+\.loadbalancer)\.server\.port$/i.exec(label);
    if (match === null || !isPort(value)) continue;
    const [, prefix = "", protocol = ""] = match;
    hints.push({
      kind: protocol.toLowerCase() as "http" | "tcp",
      isTls: labels[`${prefix}.server.scheme`]?.toLowerCase() === "https",
      path: plainOr(labels[`${prefix}.healthcheck.path`], path ?? "/"),
      hostName: hosts[0] ?? null,
      port: Number(value),
      portSide: "container",
      keyword: null,
      status: null,
      label,
    });
  }
  if (hints.length === 0 && hosts[0] !== undefined) {
    const url = readUrl(`http://${hosts[0]}${path ?? "/"}`, "traefik.http.routers");
    if (url !== null) hints.push({ ...url, port: null });
  }
  return hints;
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) < 65_536;
}

function plainOr(path: string | undefined, otherwise: string): string {
  return path !== undefined && isPlainPath(path) ? path : otherwise;
}

/** Homepage: what it watches, then what it links to. */
function readHomepage(labels: Labels): LabelHint[] {
  return ["siteMonitor", "href"].flatMap((field) =>
    Object.entries(labels)
      .filter(([label]) => new RegExp(`^homepage\\.(instance\\.[^.]+\\.)?${field}$`, "i").test(label))
      .map(([label, value]) => readUrl(value, label))
      .filter((hint) => hint !== null),
  );
}

/** Unraid: `http://[IP]:[PORT:8080]/web`, where the number is the container's own port. */
function readUnraid(labels: Labels): LabelHint[] {
  const label = "net.unraid.docker.webui";
  const text = labels[label]?.replace("[IP]", "localhost").replace(/\[PORT:(\d+)\]/, "$1");
  const hint = text === undefined ? null : readUrl(text, label);
  return hint === null ? [] : [{ ...hint, portSide: "container" }];
}
