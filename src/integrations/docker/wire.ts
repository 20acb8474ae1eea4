import { z } from "zod";

/** What an engine sends, as far as Hydra reads it. Go writes null for an empty list or map; unknown keys pass. */
/** Docker sends a list; Podman once sent one text. */
const texts = z.union([z.array(z.string()), z.string()]).nullish();
const textMap = z.record(z.string(), z.string().nullable()).nullish();
const optionalText = z.string().nullish();
const optionalNumber = z.number().nullish();

export const InfoAnswer = z.object({
  ID: z.string().nullish(),
  Name: optionalText,
  ServerVersion: optionalText,
  KernelVersion: optionalText,
  OperatingSystem: optionalText,
  NCPU: optionalNumber,
  MemTotal: optionalNumber,
  CgroupVersion: optionalText,
  Driver: optionalText,
  DockerRootDir: optionalText,
  LiveRestoreEnabled: z.boolean().nullish(),
  SystemTime: optionalText,
});
export type InfoAnswer = z.output<typeof InfoAnswer>;

export const VersionAnswer = z.object({ ApiVersion: z.string() });

export const ListAnswer = z.array(
  z.object({
    Id: z.string(),
    Names: z.array(z.string()).nullish(),
    ImageID: optionalText,
    State: optionalText,
    Status: optionalText,
  }),
);
export type ListedContainer = z.output<typeof ListAnswer>[number];

const HealthAnswer = z.object({
  Status: z.string(),
  FailingStreak: z.number().nullish(),
  Log: z.array(z.object({ Start: z.string(), End: z.string(), ExitCode: z.number(), Output: optionalText })).nullish(),
});

const StateAnswer = z.object({
  Status: optionalText,
  Running: z.boolean().nullish(),
  Paused: z.boolean().nullish(),
  Restarting: z.boolean().nullish(),
  Dead: z.boolean().nullish(),
  OOMKilled: z.boolean().nullish(),
  Pid: optionalNumber,
  ExitCode: optionalNumber,
  Error: optionalText,
  StartedAt: optionalText,
  FinishedAt: optionalText,
  Health: HealthAnswer.nullish(),
});
export type StateAnswer = z.output<typeof StateAnswer>;

const PortBindings = z.record(z.string(), z.array(z.object({ HostIp: optionalText, HostPort: optionalText })).nullish()).nullish();
export type PortBindings = z.output<typeof PortBindings>;

const CheckAnswer = z.object({
  Test: z.array(z.string()).nullish(),
  Interval: optionalNumber,
  Timeout: optionalNumber,
  StartPeriod: optionalNumber,
  Retries: optionalNumber,
});
export type CheckAnswer = z.output<typeof CheckAnswer>;

export const InspectAnswer = z.object({
  Id: z.string(),
  Name: z.string(),
  Created: z.string(),
  Image: z.string(),
  RestartCount: optionalNumber,
  State: StateAnswer,
  Config: z.object({
    Image: optionalText,
    Tty: z.boolean().nullish(),
    Env: z.array(z.string()).nullish(),
    Cmd: texts,
    Entrypoint: texts,
    Labels: textMap,
    User: optionalText,
    WorkingDir: optionalText,
    Healthcheck: CheckAnswer.nullish(),
    StopTimeout: optionalNumber,
    ExposedPorts: z.record(z.string(), z.unknown()).nullish(),
  }),
  HostConfig: z.object({
    NetworkMode: optionalText,
    PortBindings,
    RestartPolicy: z.object({ Name: optionalText }).nullish(),
    LogConfig: z.object({ Type: optionalText, Config: textMap }).nullish(),
    Memory: optionalNumber,
    NanoCpus: optionalNumber,
    CpuQuota: optionalNumber,
    CpuPeriod: optionalNumber,
    Init: z.boolean().nullish(),
    ReadonlyRootfs: z.boolean().nullish(),
    Privileged: z.boolean().nullish(),
    Tmpfs: textMap,
  }),
  Mounts: z
    .array(z.object({ Type: optionalText, Name: optionalText, Source: optionalText, Destination: z.string(), RW: z.boolean().nullish() }))
    .nullish(),
  NetworkSettings: z
    .object({
      Ports: PortBindings,
      Networks: z
        .record(
          z.string(),
          z.object({ IPAddress: optionalText, GlobalIPv6Address: optionalText, Aliases: z.array(z.string()).nullish() }).nullable(),
        )
        .nullish(),
    })
    .nullish(),
});
export type InspectAnswer = z.output<typeof InspectAnswer>;

export const ImageAnswer = z.object({ RepoDigests: z.array(z.string()).nullish() });

export const EventAnswer = z.object({
  Type: optionalText,
  Action: z.string(),
  Actor: z.object({ ID: z.string(), Attributes: textMap }),
  time: optionalNumber,
  timeNano: optionalNumber,
});
export type EventAnswer = z.output<typeof EventAnswer>;

export const StatsAnswer = z.object({
  read: z.string(),
  pids_stats: z.object({ current: optionalNumber }).nullish(),
  cpu_stats: z.object({ cpu_usage: z.object({ total_usage: z.number() }) }),
  memory_stats: z.object({ usage: optionalNumber, limit: optionalNumber, stats: z.record(z.string(), z.number()).nullish() }),
  blkio_stats: z.object({ io_service_bytes_recursive: z.array(z.object({ op: z.string(), value: z.number() })).nullish() }).nullish(),
  networks: z.record(z.string(), z.object({ rx_bytes: z.number(), tx_bytes: z.number() })).nullish(),
});
export type StatsAnswer = z.output<typeof StatsAnswer>;

/** Every refusal of an engine. */
export const MessageAnswer = z.object({ message: z.string() });
