import { useMemo } from "react";
import { useRead } from "../api/reads.ts";
import { addressOf } from "../containers/address.ts";
import type { CataloguedOperation } from "../operations/catalogue.ts";
import { useCatalogue } from "../operations/use-catalogue.ts";
import { useNamedThings } from "../operations/use-named-things.ts";
import { pages } from "../shell/pages.ts";
import { text } from "../text/common.ts";
import { entriesOf } from "./entries.ts";
import type { Entry } from "./rank.ts";

interface Entries {
  entries: readonly Entry[];
  operations: readonly CataloguedOperation[];
  isLoading: boolean;
  isFailed: boolean;
}

const PARTS = Object.entries(text.parts).flatMap(([page, parts]) =>
  Object.entries(parts).map(([part, title]) => ({ path: `/${page}/${part}`, title, page: text.pages[page as keyof typeof text.parts] })),
);

/** Everything that is there now; what could not be read is missing, and said. */
export function useEntries(): Entries {
  const containers = useRead("GET /containers/list").data;
  const incidents = useRead("GET /incidents").data;
  const cluster = useRead("GET /cluster/status").data;
  const catalogue = useCatalogue();
  const names = useNamedThings();
  const entries = useMemo(
    () =>
      entriesOf({
        pages,
        parts: PARTS,
        containers:
          containers?.containers.map(({ name, node, project, verdict }) => ({
            name,
            node,
            project,
            verdict,
            to: addressOf({ node, name }),
          })) ?? [],
        incidents:
          incidents?.incidents.map(({ id, sentence, state }) => ({
            id,
            sentence,
            isStanding: state === "open" || state === "escalated",
          })) ?? [],
        nodes: cluster?.nodes ?? [],
        catalogue: catalogue.data,
        names,
      }),
    [containers, incidents, cluster, catalogue.data, names],
  );
  const operations = useMemo(() => [...(catalogue.data?.byName.values() ?? [])], [catalogue.data]);
  return { entries, operations, isLoading: catalogue.isPending && catalogue.error === null, isFailed: catalogue.error !== null };
}
