import { useMemo } from "react";
import { useRead } from "../api/reads.ts";
import type { NamedThings } from "./named-things.ts";
import { useCatalogue } from "./use-catalogue.ts";

/** The names that are there now, for whoever fills in a form. What may not be seen is missing. */
export function useNamedThings(): NamedThings {
  const containers = useRead("GET /containers/list").data;
  const cluster = useRead("GET /cluster/status").data;
  const incidents = useRead("GET /incidents").data;
  const catalogue = useCatalogue().data;
  return useMemo(
    () => ({
      container: [...new Set(containers?.containers.map(({ name }) => name))],
      node: cluster?.nodes.map(({ name }) => name) ?? [],
      incident: incidents?.incidents.map(({ id }) => id) ?? [],
      operation: [...(catalogue?.byName.keys() ?? [])],
    }),
    [containers, cluster, incidents, catalogue],
  );
}
