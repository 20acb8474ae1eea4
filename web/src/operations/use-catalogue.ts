import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { ask } from "../api/ask.ts";
import { readCatalogue, type Catalogue, type OpenApiDocument } from "./catalogue.ts";

/** Everything that Hydra can do, read once: it changes only with another version of Hydra. */
export function useCatalogue(): UseQueryResult<Catalogue> {
  return useQuery({
    queryKey: ["GET /openapi.json"],
    queryFn: async ({ signal }) => {
      const response = await ask("GET /openapi.json", {}, { signal });
      return readCatalogue((await response.json()) as OpenApiDocument);
    },
    // What anybody does changes nothing about what can be done.
    staleTime: "static",
    gcTime: Infinity,
  });
}
