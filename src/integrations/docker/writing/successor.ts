import { isDeepStrictEqual } from "node:util";
import type { WholeConfig, WholeContainer, WholeEndpoint, WholeImage } from "./wire.ts";

/** What the engine is asked to create, and the networks that are joined after. */
export interface Successor {
  body: object;
  /** An engine before API 1.44 takes one network at creation; the others are joined before the start. */
  moreNetworks: { name: string; endpoint: object }[];
}

export interface Wanted {
  imageId: string;
  /** Another network mode than the old one's, where the container whose network it shares is a new one. */
  networkMode?: string;
}

/**
 * The container that follows another: everything that was said when the old one was made, and nothing that it only had from
 * its image, so that the new image's own words count.
 * @param oldImage what the old one was made from; null when that image is gone: then all is taken for said
 */
export function successorOf(old: WholeContainer, oldImage: WholeImage | null, { imageId, networkMode }: Wanted): Successor {
  const mode = networkMode ?? old.HostConfig.NetworkMode ?? "default";
  const endpoints = endpointsOf(old, mode);
  const [first, ...others] = endpoints;
  return {
    body: {
      ...configOf(old, oldImage?.Config ?? {}, mode),
      Image: imageId,
      HostConfig: { ...old.HostConfig, NetworkMode: mode, ...mountsOf(old) },
      ...(first === undefined ? {} : { NetworkingConfig: { EndpointsConfig: { [first.name]: first.endpoint } } }),
    },
    moreNetworks: others,
  };
}

/** These are about a container; an image has them only when it was made from one. */
const OWN_LABEL = /^(?:com\.docker\.compose\.|hydra\.)/;

function configOf(old: WholeContainer, image: Partial<WholeConfig>, mode: string): object {
  const { Config: config } = old;
  const own: Record<string, unknown> = { ...config };
  // These belong to an image's making.
  delete own["OnBuild"];
  delete own["ArgsEscaped"];
  for (const field of ["User", "WorkingDir", "StopSignal", "Healthcheck", "Shell"] as const)
    if (isDeepStrictEqual(config[field], image[field])) delete own[field];
  own["Env"] = (config.Env ?? []).filter((pair) => image.Env?.includes(pair) !== true);
  own["Labels"] = Object.fromEntries(
    Object.entries(config.Labels ?? {}).filter(([label, value]) => OWN_LABEL.test(label) || image.Labels?.[label] !== value),
  );
  own["Volumes"] = without(config.Volumes, image.Volumes);
  own["ExposedPorts"] = without(config.ExposedPorts, image.ExposedPorts);
  Object.assign(own, programOf(config, image));
  const sharesNames = mode === "host" || mode.startsWith("container:");
  // By default a host name is the beginning of the id, which is another one now.
  if (sharesNames || config.Hostname === old.Id.slice(0, 12)) delete own["Hostname"];
  if (sharesNames) for (const field of ["Domainname", "MacAddress"]) delete own[field];
  if (mode.startsWith("container:")) delete own["ExposedPorts"];
  return own;
}

/** An image's command counts only together with its own entrypoint. */
function programOf(config: WholeConfig, image: Partial<WholeConfig>): { Entrypoint: string[] | null; Cmd: string[] | null } {
  const [entrypoint, command] = [config.Entrypoint ?? [], config.Cmd ?? []];
  const isImageEntrypoint = isDeepStrictEqual(entrypoint, image.Entrypoint ?? []);
  const isImageCommand = isDeepStrictEqual(command, image.Cmd ?? []);
  if (!isImageEntrypoint) {
    // One empty word says to an engine that the image's entrypoint is not wanted.
    return { Entrypoint: entrypoint.length === 0 ? [""] : entrypoint, Cmd: command };
  }
  return { Entrypoint: null, Cmd: isImageCommand ? null : command };
}

function without(all: Readonly<Record<string, unknown>> | null | undefined, known: Readonly<Record<string, unknown>> | null | undefined) {
  return Object.fromEntries(Object.entries(all ?? {}).filter(([key]) => known == null || !(key in known)));
}

/** Volumes without a name belong to one container only by where they are mounted: the new one gets the very same. */
function mountsOf(old: WholeContainer): { Binds: string[]; Mounts: object[] } {
  const binds = [...(old.HostConfig.Binds ?? [])];
  const mounts = (old.HostConfig.Mounts ?? []).map((mount) => ({ ...mount }));
  const bound = new Set(binds.map((bind) => bind.split(":")[1]));
  for (const { Type, Name, Destination, RW } of old.Mounts ?? []) {
    if (Type !== "volume" || Name == null || Name === "" || bound.has(Destination)) continue;
    const said = mounts.find(({ Target }) => Target === Destination);
    if (said === undefined) binds.push(`${Name}:${Destination}${RW === false ? ":ro" : ""}`);
    else if (said.Source == null || said.Source === "") said.Source = Name;
  }
  return { Binds: binds, Mounts: mounts };
}

function endpointsOf(old: WholeContainer, mode: string): { name: string; endpoint: object }[] {
  if (mode === "host" || mode === "none" || mode.startsWith("container:")) return [];
  const primary = mode === "default" ? "bridge" : mode;
  const isPrimary = (name: string, { NetworkID }: WholeEndpoint): boolean => name === primary || NetworkID === primary;
  return Object.entries(old.NetworkSettings?.Networks ?? {})
    .map(([name, endpoint]) => ({ name, said: endpoint ?? {} }))
    .toSorted((a, b) => Number(isPrimary(b.name, b.said)) - Number(isPrimary(a.name, a.said)))
    .map(({ name, said }) => ({ name, endpoint: endpointOf(name, said, old.Id) }));
}

/** What somebody said about a network; addresses that the engine chose are not carried over. */
function endpointOf(name: string, { Aliases, Links, IPAMConfig, DriverOpts }: WholeEndpoint, oldId: string): object {
  // Engines before 25 add the short id; the default network knows no aliases.
  const aliases = name === "bridge" ? [] : (Aliases ?? []).filter((alias) => !oldId.startsWith(alias));
  return {
    ...(aliases.length === 0 ? {} : { Aliases: aliases }),
    ...(Links == null ? {} : { Links }),
    ...(IPAMConfig == null ? {} : { IPAMConfig }),
    ...(DriverOpts == null ? {} : { DriverOpts }),
  };
}
