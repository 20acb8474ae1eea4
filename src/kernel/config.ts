import { existsSync, readFileSync } from "node:fs";
import { isIP } from "node:net";
import { isMap, isNode, isScalar, parseDocument } from "yaml";
import { z } from "zod";
import { HydraError, messageOf } from "./errors.ts";
import { sayMistake, wordsOf } from "./issue-words.ts";
import type { SettingsKey } from "./keys.ts";
import { LISTEN_ADDRESS } from "./run-file.ts";
import { didYouMean } from "./suggest.ts";
import { fieldsOf, readTextFields } from "./text-values.ts";

const EVERYWHERE = new Set(["0.0.0.0", "::"]);
const OtherAddress = z.string().refine((address) => isIP(address) !== 0 && !EVERYWHERE.has(address) && address !== LISTEN_ADDRESS, {
  error: "name one address of this machine, such as 192.168.1.20; 127.0.0.1 is listened on anyway",
});

/** Names and addresses that are nobody's (RFC 2606, RFC 5737): whoever sees one has not filled in their own yet. */
const isExample = (hostOrAddress: string): boolean => /(?:^|\.)example(?:\.|:|$)|^192\.0\.2\./i.test(hostOrAddress);
const OwnName = z.string().refine((host) => !isExample(host), { error: "is the example: name the one under which yours is reached" });

const CertificateFiles = z.strictObject({
  certificate: z.string().min(1).describe("PEM file, with the certificates in between"),
  key: z.string().min(1).describe("PEM file of its key"),
});

export const serverSettings = {
  section: "server",
  schema: z
    .strictObject({
      toolsPort: z.int().min(0).max(65_535).default(8700).describe("port of the tools API; 0 lets the system choose"),
      controlPort: z.int().min(0).max(65_535).default(8600).describe("port of the control plane and its page; 0 lets the system choose"),
      hosts: z.array(OwnName).default([]).describe("further Host names under which this Hydra is reached, for example through a proxy"),
      listen: z
        .array(OtherAddress)
        .max(20)
        .default([])
        .describe("addresses of this machine to serve the control plane on, besides loopback; needs tls or trustedProxies"),
      tls: z
        .union([z.literal("own"), CertificateFiles])
        .optional()
        .describe('for what listen names: "own" lets Hydra make and renew its own certificate, or name the files of yours'),
      trustedProxies: z
        .array(
          z.string().refine((address) => isIP(address) !== 0 && !isExample(address), {
            error: "name the address of your proxy, such as 192.168.1.2",
          }),
        )
        .max(20)
        .default([])
        .describe("addresses of reverse proxies whose X-Forwarded-Host and X-Forwarded-Proto count; nobody gains rights by it"),
      logLevel: z.enum(["debug", "info", "warn", "error"]).default("info"),
    })
    .refine(({ listen, tls, trustedProxies }) => listen.length === 0 || tls !== undefined || trustedProxies.length > 0, {
      path: ["listen"],
      error:
        "other machines reach Hydra only over TLS: add tls: own (or your certificate), or name the proxy in front of it in trustedProxies",
    }),
} satisfies SettingsKey;

type Section = Record<string, unknown>;

/** All settings: file, then environment, then flags, validated as a whole before anything starts. */
export class Config {
  readonly #values: ReadonlyMap<string, unknown>;
  /** The file that was read, or null when there was none. */
  readonly file: string | null;
  /** Where the settings came from; a file that was written meanwhile counts with the next start. */
  readonly sources: ConfigSources;
  /** The file as it was read; empty when there was none. */
  readonly text: string;

  constructor(values: ReadonlyMap<string, unknown>, sources: ConfigSources, text: string | null) {
    this.#values = values;
    this.sources = sources;
    this.file = text === null ? null : sources.file;
    this.text = text ?? "";
  }

  get<S extends z.ZodType>(key: SettingsKey<S>): z.output<S> {
    return this.#values.get(key.section) as z.output<S>;
  }
}

export interface ConfigSources {
  /** hydra.yaml; it need not exist. */
  file: string;
  env: Readonly<Record<string, string | undefined>>;
  /** `{ server: { toolsPort: 9000 } }`: what was given on the command line. */
  flags: Readonly<Record<string, Section>>;
}

/**
 * Read and check all settings.
 *
 * @throws HydraError invalid_input with one line for each mistake: where it stands, what is wrong, what was meant.
 */
export function loadConfig(keys: readonly SettingsKey[], sources: ConfigSources): Config {
  const text = readFile(sources.file);
  const parsed = parseFile(text ?? "");
  if ("mistake" in parsed) throw new HydraError("invalid_input", `${sources.file} ${parsed.mistake.message}`);
  const { values, mistakes } = readSettings(keys, sources, parsed);
  if (mistakes.length > 0) throw new HydraError("invalid_input", mistakes.map((mistake) => sayWhere(mistake, sources.file)).join("\n"));
  return new Config(values, sources, text);
}

export interface SettingsMistake {
  /** Null where no line of the file is to blame: the environment, a flag, or the file as a whole. */
  line: number | null;
  message: string;
}

/** What would be wrong at the next start if the file held this text. */
export function mistakesIn(keys: readonly SettingsKey[], sources: ConfigSources, text: string): SettingsMistake[] {
  const parsed = parseFile(text);
  return "mistake" in parsed ? [parsed.mistake] : readSettings(keys, sources, parsed).mistakes;
}

function sayWhere({ line, message }: SettingsMistake, file: string): string {
  return `${line === null ? "settings" : `${file} line ${line}`}: ${message}`;
}

function readSettings(
  keys: readonly SettingsKey[],
  sources: ConfigSources,
  { sections, lineOf }: ParsedFile,
): { values: Map<string, unknown>; mistakes: SettingsMistake[] } {
  const known = new Map(keys.map((key) => [key.section, key]));
  const mistakes: SettingsMistake[] = [];
  for (const section of Object.keys(sections)) {
    if (!known.has(section))
      mistakes.push({ line: lineOf([section]), message: `there is no section "${section}".${didYouMean(section, known.keys())}` });
  }
  const values = new Map<string, unknown>();
  for (const key of keys) {
    const inFile = sections[key.section] ?? {};
    const merged = { ...(isSection(inFile) ? inFile : {}), ...fromEnvironment(key, sources.env), ...sources.flags[key.section] };
    const given = isSection(inFile) ? merged : inFile;
    const result = key.schema.safeParse(given);
    if (result.success) values.set(key.section, result.data);
    else mistakes.push(...result.error.issues.flatMap((issue) => describe(issue, key, given, lineOf)));
  }
  return { values, mistakes };
}

interface ParsedFile {
  sections: Section;
  lineOf(path: readonly PropertyKey[]): number | null;
}

/** Null when there is none. */
function readFile(file: string): string | null {
  if (!existsSync(file)) return null;
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new HydraError("invalid_input", `${file} cannot be read: ${messageOf(error)}`);
  }
}

/** The mistake of a file that is no settings at all goes on from its name: "hydra.yaml is not valid YAML: ..." */
function parseFile(text: string): ParsedFile | { mistake: SettingsMistake } {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) return { mistake: { line: error.linePos?.[0].line ?? null, message: `is not valid YAML: ${error.message}` } };
  let sections: unknown;
  try {
    sections = document.toJS({ maxAliasCount: 50 }) ?? {};
  } catch (thrown) {
    return { mistake: { line: null, message: `is not valid YAML: ${messageOf(thrown)}` } };
  }
  if (!isSection(sections)) {
    const kind = Array.isArray(sections) ? "list" : typeof sections;
    return { mistake: { line: null, message: `must hold sections such as "server:", not a ${kind}.` } };
  }
  const lineOf = (path: readonly PropertyKey[]): number | null => {
    for (let length = path.length; length > 0; length -= 1) {
      const parent: unknown = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
      // The line of the name: the value of a section begins only on the line after it.
      const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === path[length - 1]) : undefined;
      const place = isScalar(pair?.key) ? pair.key : document.getIn(path.slice(0, length), true);
      const range = isNode(place) ? place.range : undefined;
      if (range != null) return text.slice(0, range[0]).split("\n").length;
    }
    return null;
  };
  return { sections, lineOf };
}

function isSection(value: unknown): value is Section {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** `HYDRA_SERVER_TOOLS_PORT`, or without the section for the server's own: `HYDRA_TOOLS_PORT`. */
function fromEnvironment(key: SettingsKey, env: ConfigSources["env"]): Section {
  const found: Record<string, string> = {};
  for (const field of Object.keys(fieldsOf(key.schema))) {
    const words = field.replaceAll(/([A-Z])/g, "_$1").toUpperCase();
    const names = [`HYDRA_${key.section.toUpperCase()}_${words}`, ...(key.section === "server" ? [`HYDRA_${words}`] : [])];
    const value = names.map((name) => env[name]).find((text) => text !== undefined && text !== "");
    if (value !== undefined) found[field] = value;
  }
  return readTextFields(key.schema, found);
}

function describe(issue: z.core.$ZodIssue, key: SettingsKey, given: unknown, lineOf: ParsedFile["lineOf"]): SettingsMistake[] {
  const path = [key.section, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    const fields = issue.path.length === 0 ? Object.keys(fieldsOf(key.schema)) : [];
    return issue.keys.map((name) => ({
      line: lineOf([...path, name]),
      message: `${path.join(".")} has no setting "${name}".${didYouMean(name, fields)}`,
    }));
  }
  return [{ line: lineOf(path), message: sayMistake(path.join("."), wordsOf(issue, fieldsOf(key.schema), given)) }];
}

/** One JSON Schema of the whole file, for editors. */
export function configJsonSchema(keys: readonly SettingsKey[]): Record<string, unknown> {
  const properties = Object.fromEntries(
    keys.map((key) => {
      const { $schema: _dialect, ...schema } = z.toJSONSchema(key.schema, { io: "input" }) as Record<string, unknown>;
      return [key.section, schema];
    }),
  );
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "hydra.yaml",
    type: "object",
    properties,
    additionalProperties: false,
  };
}
