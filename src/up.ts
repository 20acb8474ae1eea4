import { once } from "node:events";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { integrations, wings } from "./composition.ts";
import { createHttpApp } from "./doors/http/app.ts";
import { Page } from "./doors/http/page.ts";
import { listenElsewhere } from "./doors/http/elsewhere.ts";
import { listen, type Listening } from "./doors/http/server.ts";
import { docsAnswer } from "./doors/docs/index.ts";
import { mcpHandler } from "./doors/mcp/index.ts";
import { printableLines } from "./doors/cli/render/text.ts";
import { openApiDocument } from "./doors/openapi/index.ts";
import { choice } from "./features/self/grants/choice/operations.ts";
import { systemClock } from "./kernel/clock.ts";
import { loadConfig, serverSettings } from "./kernel/config.ts";
import { LISTEN_ADDRESS, tlsFolder, type RunFile } from "./kernel/run-file.ts";
import { HydraError, messageOf } from "./kernel/errors.ts";
import { Kernel } from "./kernel/kernel.ts";
import { RateLimits } from "./kernel/limits.ts";
import { createLog, readableLine } from "./kernel/log.ts";
import { Registry } from "./kernel/registry.ts";
import { didYouMean } from "./kernel/suggest.ts";

export interface UpSurroundings {
  home: string;
  version: string;
  hostname: string;
  userName: string;
}

const FLAGS = {
  "watch-only": { type: "boolean" },
  "tools-port": { type: "string" },
  "control-port": { type: "string" },
  config: { type: "string" },
} as const;

const USAGE = `Start Hydra and serve until Ctrl-C.
Usage: hydra up [FLAGS]

  --tools-port N    port of the tools API (default 8700); 0 lets the system choose
  --control-port N  port of the control plane and its page (default 8600); 0 lets the system choose
  --watch-only      change nothing on any Docker engine, whatever is asked
  --config FILE     settings (default hydra.yaml in the state folder)
  --help            this text

HYDRA_HOME names the state folder (default ~/.hydra). What a flag sets counts before the environment, that before the file.
`;

/** Serve until SIGTERM or Ctrl-C. The exit code: 0 after a clean stop, 2 for bad settings, 1 otherwise. */
export async function up(argv: readonly string[], surroundings: UpSurroundings): Promise<number> {
  if (argv.includes("--help") || argv.includes("-h")) {
    process.stdout.write(USAGE);
    return 0;
  }
  try {
    await serveUntilStopped(argv, surroundings);
    return 0;
  } catch (error) {
    if (!(error instanceof HydraError)) throw error;
    process.stderr.write(`${printableLines(error.message)}\n`);
    return error.code === "invalid_input" ? 2 : 1;
  }
}

async function serveUntilStopped(argv: readonly string[], { home, version, hostname, userName }: UpSurroundings): Promise<void> {
  const flags = readFlags(argv);
  const registry = new Registry(wings, integrations);
  const config = loadConfig([serverSettings, ...registry.settings], {
    file: flags.file ?? join(home, "hydra.yaml"),
    env: process.env,
    flags: flags.sections,
  });
  const server = config.get(serverSettings);
  if (server.toolsPort === server.controlPort && server.toolsPort !== 0)
    throw new HydraError(
      "invalid_input",
      `The tools API and the control plane need a port each, but both ports are ${server.toolsPort}: change --tools-port or --control-port.`,
    );
  const log = createLog(server.logLevel, process.stderr.isTTY ? (line) => process.stderr.write(readableLine(line)) : undefined);
  const kernel = await Kernel.open({ registry, config, home, version, log });
  const draining = new AbortController();
  const listening: Pick<Listening, "close">[] = [];
  try {
    const { services } = kernel;
    const mcp = mcpHandler(services);
    const fetch = createHttpApp({
      services,
      limits: new RateLimits(systemClock),
      log,
      page: new Page(join(import.meta.dirname, "../web/dist")),
      neighbours: { openApi: () => openApiDocument(registry, version), docs: docsAnswer, mcp },
      stopping: draining.signal,
    });
    const control = await listen(fetch, LISTEN_ADDRESS, server.controlPort, "--control-port");
    listening.push(control);
    const tools = await listen(fetch, LISTEN_ADDRESS, server.toolsPort, "--tools-port");
    listening.push(tools);
    const running: RunFile = { pid: process.pid, version, toolsPort: tools.port, controlPort: control.port, addresses: [] };
    kernel.lock.announce(running);
    const elsewhere = {
      ...server,
      names: [...server.listen, ...server.hosts.map(withoutPort)],
      port: control.port,
      folder: tlsFolder(home),
    };
    const announce = (addresses: string[]): void => {
      running.addresses = addresses;
      kernel.lock.announce(running);
    };
    listening.push(
      await listenElsewhere(fetch, { ...elsewhere, tls: server.tls }, { log, clock: systemClock, signal: draining.signal, announce }),
    );
    await kernel.start();
    const base = `http://${LISTEN_ADDRESS}`;
    process.stdout.write(
      greeting({
        version,
        home,
        link: `${base}:${control.port}/login?code=${services.tokens.createLoginCode()}`,
        addresses: running.addresses ?? [],
        tools: `${base}:${tools.port}/docs`,
        tunnel:
          process.env["SSH_CONNECTION"] === undefined ? null : `ssh -L ${control.port}:127.0.0.1:${control.port} ${userName}@${hostname}`,
        states: (await services.integrationStates()).map(({ name, isConfigured, hint, probe }) => ({
          name,
          says: isConfigured ? (probe?.detail ?? "connected") : hint,
        })),
        choice: (await kernel.callAsOwner(choice, {})) as Greeting["choice"],
      }),
    );
    await untilSignal();
    process.stdout.write("Stopping: running calls end, then the state is closed.\n");
  } finally {
    draining.abort();
    await Promise.all(listening.map((each) => each.close()));
    await kernel.stop();
  }
}

interface Flags {
  file: string | undefined;
  sections: Record<string, Record<string, unknown>>;
}

function readFlags(argv: readonly string[]): Flags {
  let values;
  try {
    ({ values } = parseArgs({ args: [...argv], options: FLAGS, strict: true, allowPositionals: false }));
  } catch (error) {
    const unknown = /'(--?[\w-]+)'/.exec(messageOf(error))?.[1];
    const known = Object.keys(FLAGS).map((name) => `--${name}`);
    throw new HydraError(
      "invalid_input",
      `hydra up: ${messageOf(error).split(". ")[0]}.${unknown === undefined ? "" : didYouMean(unknown, known)} It knows ${known.join(", ")}.`,
    );
  }
  const port = (name: "tools-port" | "control-port", setting: string): Record<string, unknown> => {
    const text = values[name];
    if (text === undefined) return {};
    if (!/^\d{1,5}$/.test(text)) throw new HydraError("invalid_input", `--${name} must be a number from 0 to 65535, not "${text}".`);
    return { [setting]: Number(text) };
  };
  return {
    file: values.config,
    sections: {
      server: { ...port("tools-port", "toolsPort"), ...port("control-port", "controlPort") },
      ...(values["watch-only"] === true ? { docker: { watchOnly: true } } : {}),
    },
  };
}

interface Greeting {
  version: string;
  home: string;
  link: string;
  /** Where other machines reach the page. */
  addresses: readonly string[];
  tools: string;
  tunnel: string | null;
  states: { name: string; says: string }[];
  /** How much Hydra may do by itself, and why that does not hold now. */
  choice: { sentence: string; note: string | null };
}

export function greeting({ version, home, link, addresses, tools, tunnel, states, choice }: Greeting): string {
  const width = Math.max(8, ...states.map(({ name }) => name.length));
  const line = (name: string, text: string): string => `  ${name.padEnd(width)}  ${text}\n`;
  return [
    `\nHydra ${version} is up.\n\n`,
    line("page", link),
    line("", "this link opens once, within 15 minutes; a new one: ./hydra link"),
    ...addresses.map((address, index) => line(index === 0 ? "at home" : "", address)),
    ...(addresses.length > 0 ? [line("", "a phone is paired on the page, under Setup")] : []),
    ...(tunnel === null ? [] : [line("from afar", `on your own computer run: ${tunnel}`), line("", "and open the link there")]),
    line("tools", tools),
    line("state", home),
    ...states.map(({ name, says }) => line(name, says)),
    "\nCtrl-C stops it.\n\n",
    `${choice.sentence}\n`,
    ...(choice.note === null ? [] : [`${choice.note}\n`]),
    "\n",
  ].join("");
}

function withoutPort(host: string): string {
  return host.replace(/:\d{1,5}$/, "");
}

async function untilSignal(): Promise<void> {
  const waiting = new AbortController();
  await Promise.race(
    ["SIGTERM", "SIGINT", "SIGHUP"].map((signal) => once(process, signal, { signal: waiting.signal }).catch(() => undefined)),
  );
  waiting.abort();
}
