import { useRead } from "../api/reads.ts";

/** Whether a server of language models is named in the settings: asking one without any would only be refused. */
export function hasModels(sections: Readonly<Record<string, unknown>>): boolean {
  const upstreams = sections["upstreams"];
  if (typeof upstreams !== "object" || upstreams === null || !("servers" in upstreams)) return false;
  return Array.isArray(upstreams.servers) && upstreams.servers.length > 0;
}

export function useHasModels(): boolean {
  const { data } = useRead("GET /settings");
  return data !== undefined && hasModels(data.sections);
}
