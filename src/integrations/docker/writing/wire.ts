import { z } from "zod";

/**
 * Containers and images as the engine shows them whole: what Hydra does not read is kept as it is, because a container that
 * is made anew needs all of it.
 */
const text = z.string().nullish();
const texts = z.array(z.string()).nullish();
const set = z.record(z.string(), z.unknown()).nullish();

const Config = z.looseObject({
  Image: text,
  Hostname: text,
  Domainname: text,
  MacAddress: text,
  Env: texts,
  Cmd: texts,
  Entrypoint: texts,
  Labels: z.record(z.string(), z.string()).nullish(),
  User: text,
  WorkingDir: text,
  StopSignal: text,
  StopTimeout: z.number().nullish(),
  Shell: texts,
  Healthcheck: z.looseObject({}).nullish(),
  ExposedPorts: set,
  Volumes: set,
});
export type WholeConfig = z.output<typeof Config>;

const Endpoint = z.looseObject({
  NetworkID: text,
  Aliases: texts,
  Links: texts,
  IPAMConfig: z.looseObject({}).nullish(),
  DriverOpts: z.record(z.string(), z.string()).nullish(),
});
export type WholeEndpoint = z.output<typeof Endpoint>;

export const WholeContainer = z.looseObject({
  Id: z.string(),
  Name: z.string(),
  Image: z.string(),
  State: z.looseObject({ Status: text, Running: z.boolean().nullish(), Restarting: z.boolean().nullish() }),
  Config,
  HostConfig: z.looseObject({
    NetworkMode: text,
    AutoRemove: z.boolean().nullish(),
    Binds: texts,
    Mounts: z.array(z.looseObject({ Type: text, Source: text, Target: text })).nullish(),
    RestartPolicy: z.looseObject({ Name: text }).nullish(),
  }),
  Mounts: z.array(z.looseObject({ Type: text, Name: text, Destination: z.string(), RW: z.boolean().nullish() })).nullish(),
  NetworkSettings: z.looseObject({ Networks: z.record(z.string(), Endpoint.nullable()).nullish() }).nullish(),
});
export type WholeContainer = z.output<typeof WholeContainer>;

export const WholeImage = z.looseObject({ Id: z.string(), RepoTags: texts, RepoDigests: texts, Config: Config.nullish() });
export type WholeImage = z.output<typeof WholeImage>;

export const CreateAnswer = z.object({ Id: z.string() });

export const ShortList = z.array(
  z.object({
    Id: z.string(),
    Names: texts,
    HostConfig: z.object({ NetworkMode: text }).nullish(),
  }),
);

export const TopAnswer = z.object({ Titles: texts, Processes: z.array(z.array(z.string())).nullish() });
