import type { AnswerOf } from "../api/operations.ts";

type Because = AnswerOf<"GET /dependencies">["links"][number]["because"];

/** Words of the map. */
export const words = {
  about: "Who needs whom. What is needed stands to the right.",
  drawing: "Services and what they need",
  empty: "No containers are in sight.",
  emptyHow: "Hydra draws here what needs what, as soon as it sees containers. What it could reach stands under:",
  emptyCommand: "./hydra doctor",
  noLinks: "Nothing is known to need anything else.",
  noLinksHow:
    "Links come from depends_on in compose files, from the label hydra.depends, from shared networks, and from connections that Hydra sees between containers.",
  zoomIn: "Larger",
  zoomOut: "Smaller",
  whole: "All of it",
  zoomed: (percent: number) => `${percent} %`,
  keys: "Arrow keys follow the links, Enter opens.",
  declared: "declared",
  observed: "seen connecting",
  chain: "suffers with it",
  root: "root cause",
  roots: (count: number) => (count === 1 ? "Root cause" : "Root causes"),
  suffers: (name: string) => `suffers with ${name}`,
  isProtected: "protected",
  needs: "Needs",
  neededBy: "Is needed by",
  nothing: "nothing",
  boxAbout: (name: string, state: string, needs: string, neededBy: string) =>
    `${name}, ${state}. Needs ${needs}. Is needed by ${neededBy}.`,
  rootAbout: (sentence: string) => `Root cause: ${sentence}`,
  asList: "The same as a list",
  loose: (count: number) => (count === 1 ? "One without links" : `${count} without links`),
  looseAbout: "Nothing is known to need them, nor what they need.",
  withoutProject: "No project",
  because: {
    compose: "compose file",
    label: "label",
    person: "a person",
    "network-namespace": "shared network",
    observed: "seen connecting",
  } satisfies Record<Because, string>,
} as const;
