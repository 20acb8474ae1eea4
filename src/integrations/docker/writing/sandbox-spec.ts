import { DRILL_LABEL, type SandboxContainer } from "../sandbox.ts";

const NS_PER_MS = 1_000_000;

/** What the engine is asked to create for a drill. */
export function sandboxBody(spec: SandboxContainer): object {
  const { healthCheck: check, ports = [], memoryLimitBytes: memory } = spec;
  return {
    Image: spec.image,
    Labels: { ...spec.labels, [DRILL_LABEL]: spec.drill },
    ...(spec.command === undefined ? {} : { Cmd: spec.command }),
    Env: Object.entries(spec.env ?? {}).map(([name, value]) => `${name}=${value}`),
    ...(spec.stopTimeoutSeconds === undefined ? {} : { StopTimeout: spec.stopTimeoutSeconds }),
    ...(check === undefined
      ? {}
      : {
          Healthcheck: {
            Test: check.test,
            Interval: check.intervalMs * NS_PER_MS,
            Timeout: check.timeoutMs * NS_PER_MS,
            StartPeriod: check.startPeriodMs * NS_PER_MS,
            Retries: check.retries,
          },
        }),
    ExposedPorts: Object.fromEntries(ports.map(({ containerPort }) => [`${containerPort}/tcp`, {}])),
    HostConfig: {
      NetworkMode: networkModeOf(spec),
      RestartPolicy: { Name: spec.restartPolicy ?? "no" },
      // Swap would let it live on, slowly.
      ...(memory === undefined ? {} : { Memory: memory, MemorySwap: memory }),
      Tmpfs: Object.fromEntries((spec.tmpfs ?? []).map(({ target, sizeBytes }) => [target, `size=${sizeBytes}`])),
      Mounts: (spec.volumes ?? []).map(({ name, target }) => ({
        Type: "volume",
        Source: name,
        Target: target,
        VolumeOptions: { Labels: { [DRILL_LABEL]: spec.drill } },
      })),
      ...(spec.dns === undefined ? {} : { Dns: spec.dns }),
      PortBindings: Object.fromEntries(
        ports.map(({ containerPort, hostPort }) => [`${containerPort}/tcp`, [{ HostIp: "127.0.0.1", HostPort: String(hostPort) }]]),
      ),
    },
    ...(spec.network === undefined || spec.aliases === undefined
      ? {}
      : { NetworkingConfig: { EndpointsConfig: { [spec.network]: { Aliases: spec.aliases } } } }),
  };
}

export function networkModeOf({ sharesNetworkOf, network, ports = [] }: SandboxContainer): string {
  if (sharesNetworkOf !== undefined) return `container:${sharesNetworkOf}`;
  return network ?? (ports.length > 0 ? "bridge" : "none");
}

const SHELL_PROGRAM = /(?:^|\/)(?:ba|da|a)?sh$/;
const SHELL_IMAGE = /(?:^|\/)(?:busybox|alpine|debian|ubuntu|bash)(?::|@|$)/;

/** By its name, and by the programs that it starts. */
export function hasShell(refs: readonly string[], programs: readonly string[]): boolean | null {
  if (refs.some((ref) => SHELL_IMAGE.test(ref)) || programs.some((program) => SHELL_PROGRAM.test(program))) return true;
  return null;
}

/** Output of a program in a container: the engine puts a head of eight bytes before each piece, with its length at the end. */
export function joinFrames(bytes: Buffer): string {
  const pieces: Buffer[] = [];
  for (let at = 0; at + 8 <= bytes.length;) {
    const end = at + 8 + bytes.readUInt32BE(at + 4);
    pieces.push(bytes.subarray(at + 8, end));
    at = end;
  }
  return Buffer.concat(pieces).toString("utf8");
}
