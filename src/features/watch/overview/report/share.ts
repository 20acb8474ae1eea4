import type { ReportFacts } from "./facts.ts";

/**
 * The same report for strangers: every name, image and node is replaced by a number, and whatever came from outside
 * (output of checks, addresses) is left out. What stays are Hydra's own words and counts, so that no secret can be in it.
 */
export function disguise(facts: ReportFacts): ReportFacts {
  const containers = new Pseudonyms("container");
  const nodes = new Pseudonyms("node");
  const images = new Pseudonyms("image");
  return {
    ...facts,
    isDisguised: true,
    // To the day: the minute can tell who wrote it.
    writtenAt: `${facts.writtenAt.slice(0, 10)}T00:00:00.000Z`,
    sections: facts.sections.map((section) => ({
      ...section,
      containers: section.containers.map(({ name, node, image, sentence }) => ({
        name: containers.of(`${node}/${name}`),
        node: nodes.of(node),
        image: images.of(image),
        sentence,
        evidence: [],
      })),
    })),
  };
}

class Pseudonyms {
  readonly #word: string;
  readonly #known = new Map<string, string>();

  constructor(word: string) {
    this.#word = word;
  }

  of(name: string): string {
    const known = this.#known.get(name) ?? `${this.#word}-${this.#known.size + 1}`;
    this.#known.set(name, known);
    return known;
  }
}
