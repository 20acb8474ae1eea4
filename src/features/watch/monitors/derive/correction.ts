import { z } from "zod";
import { HydraError } from "../../../../kernel/errors.ts";
import { httpQuestion, PROBE_KINDS, type Question, type Target } from "../target.ts";

/** What a person says about a monitor. Whatever is left out stays as it was derived. */
export const Correction = z.strictObject({
  off: z.boolean().optional().describe("ask nothing"),
  url: z
    .string()
    .min(1)
    .max(2_000)
    .optional()
    .describe("where it answers: http(s)://, tcp://, postgres://, redis://HOST:PORT or dns://SERVER/NAME; any address may be named here"),
  kind: z.enum(PROBE_KINDS).optional().describe("how to ask, without a URL"),
  intervalSeconds: z.int().min(5).max(86_400).optional().describe("how often to ask"),
  keyword: z.string().min(1).max(500).optional().describe("text that the answer must hold"),
  status: z.int().min(100).max(599).optional().describe("the only HTTP status that counts as up"),
});
export type Correction = z.output<typeof Correction>;

const PORTS: Record<string, number> = { http: 80, https: 443, postgres: 5432, redis: 6379, dns: 53 };

function refuse(why: string): never {
  throw new HydraError("invalid_input", `url: ${why} Write http://, https://, tcp://, postgres://, redis:// or dns://HOST:PORT.`);
}

/**
 * The target that a person's URL names.
 *
 * @throws HydraError invalid_input saying what is wrong with it
 */
export function targetOfUrl(text: string, demands: Pick<Correction, "keyword" | "status">): Target {
  const scheme = /^([a-z]+):\/\//i.exec(text)?.[1]?.toLowerCase() ?? "";
  const kind = scheme === "https" ? "http" : PROBE_KINDS.find((known) => known === scheme);
  // As http the WHATWG parser reads hosts of every scheme the same way.
  const url = URL.parse(text.replace(/^[a-z]+:/i, "http:"));
  if (kind === undefined) return refuse(`"${scheme}" is not a way to ask.`);
  if (url === null || url.hostname === "") return refuse("it names no host.");
  if (url.username !== "" || url.password !== "") return refuse("it holds a password; a probe needs none.");
  // The parser drops :80 because it is the default of http.
  const written = /^[^/]*\/\/[^/?#]*:(\d+)(?=[/?#]|$)/.exec(text)?.[1];
  const port = written === undefined ? PORTS[scheme] : Number(written);
  if (port === undefined || port === 0) return refuse("it names no port.");
  const ask = questionOf(kind, { url, isTls: scheme === "https", keyword: demands.keyword ?? null, status: demands.status ?? null });
  return {
    ask,
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port,
    via: "given",
    containerPort: null,
    source: "person",
    isPromised: true,
  };
}

interface Said {
  url: URL;
  isTls: boolean;
  keyword: string | null;
  status: number | null;
}

function questionOf(kind: (typeof PROBE_KINDS)[number], { url, isTls, keyword, status }: Said): Question {
  if (kind === "http") return httpQuestion({ isTls, path: `${url.pathname}${url.search}`, keyword, status });
  if (kind === "tcp") return { kind, greeting: null };
  if (kind === "dns") return { kind, name: url.pathname.replace(/^\//, "") || ".", transport: "udp" };
  return { kind };
}

/** What was derived, as the person wants it: another way of asking at the same places, or more to ask for. */
export function correct(targets: readonly Target[], correction: Correction): Target[] {
  if (correction.url !== undefined) return [targetOfUrl(correction.url, correction)];
  const { kind, keyword, status } = correction;
  if (kind === undefined && keyword === undefined && status === undefined) return [...targets];
  const wanted = kind ?? "http";
  const fitting = targets.filter(({ ask }) => ask.kind === wanted);
  const asked = fitting.length > 0 ? fitting : targets.map((target) => ({ ...target, ask: plainQuestion(wanted) }));
  return asked.map((target) => ({
    ...target,
    source: "person",
    isPromised: true,
    ask:
      target.ask.kind === "http"
        ? { ...target.ask, keyword: keyword ?? target.ask.keyword, status: status ?? target.ask.status }
        : target.ask,
  }));
}

function plainQuestion(kind: (typeof PROBE_KINDS)[number]): Question {
  if (kind === "http") return httpQuestion();
  if (kind === "tcp") return { kind, greeting: null };
  if (kind === "dns") return { kind, name: ".", transport: "udp" };
  return { kind };
}
