/** What the inventory knows of one container, as far as a text can contradict it. */
export interface LivingContainer {
  name: string;
  service: string | null;
  /** `registry/repo:tag` */
  image: string;
  /** Inside and published ones. */
  ports: readonly number[];
  /** Its own addresses in Docker's networks. */
  addresses: readonly string[];
}

export interface Contradiction {
  /** The container that says otherwise, or the word that names none. */
  by: string;
  why: string;
}

const SENTENCE_END = /\n|(?<=[.!?])\s+/;
const MOST_SENTENCES = 2_000;
const PORT = /\bports?\b\D{0,12}(\d{2,5})\b|(?<=[a-z*\]]):(\d{2,5})\b(?![.\d])/gi;
const IMAGE = /\b((?:[a-z0-9][\w.-]*\/)*[a-z0-9][a-z0-9._-]*):(v?\d[\w-]*(?:\.[\w-]+)*)/gi;
const VERSION = /\b(?:version|v\.?)\s*(\d+(?:\.\d+)*)\b|\b(\d+\.\d+(?:\.\d+)*)\b(?!\.\d)/gi;
const ADDRESS = /\b(?:\d{1,3}\.){3}\d{1,3}\b/g;
const NAMED =
  /\bdocker\s+(?:restart|logs|exec|stop|start|inspect)\s+(?:-\S+\s+(?:\d+\s+)?)*([a-z0-9][\w.-]{2,})|\bcontainer\s+(?:named\s+|called\s+)?["'`]([a-z0-9][\w.-]{2,})["'`]/gi;

/**
 * What in a text the living system shows otherwise: a port, an address or an image version said of a container that has
 * another, or a container that is not there. Only what names its container in the same sentence is compared, and only
 * what the inventory knows: silence contradicts nothing.
 */
export function contradictionIn(text: string, living: readonly LivingContainer[]): Contradiction | null {
  if (living.length === 0) return null;
  const names = new Map<string, LivingContainer>();
  for (const container of living) {
    if (container.service !== null) names.set(container.service.toLowerCase(), container);
  }
  for (const container of living) names.set(container.name.toLowerCase(), container);
  for (const sentence of text.split(SENTENCE_END, MOST_SENTENCES)) {
    const named = namedIn(sentence, names);
    const found = absent(sentence, names) ?? otherImage(sentence, named.length > 0 ? named : living) ?? aboutOne(sentence, named);
    if (found !== null) return found;
  }
  return null;
}

function absent(sentence: string, names: ReadonlyMap<string, LivingContainer>): Contradiction | null {
  for (const match of sentence.matchAll(NAMED)) {
    const name = (match[1] ?? match[2] ?? "").replace(/[.,;:]+$/, "");
    if (name !== "" && !names.has(name.toLowerCase()))
      return { by: name, why: `it names the container "${name}", and there is none of that name` };
  }
  return null;
}

/** The containers that a sentence names. */
function namedIn(sentence: string, names: ReadonlyMap<string, LivingContainer>): LivingContainer[] {
  const lower = sentence.toLowerCase();
  return [...new Set([...names].filter(([name]) => isWordIn(name, lower)).map(([, container]) => container))];
}

/** @param living whom the sentence can mean: those that it names, else all */
function otherImage(sentence: string, living: readonly LivingContainer[]): Contradiction | null {
  for (const [said, repository = "", tag = ""] of sentence.matchAll(IMAGE)) {
    const same = living.filter(({ image }) => isSameRepository(repository, partsOf(image).repository));
    const others = same.filter(({ image }) => !isSameVersion(tag, partsOf(image).tag));
    // "web:8080" is a host and its port.
    const isPort = /^\d{4,5}$/.test(tag) || same.some(({ ports }) => ports.includes(Number(tag)));
    const [first] = others;
    if (first !== undefined && others.length === same.length && !isPort)
      return { by: first.name, why: `it says ${said.trim()}; ${first.name} runs ${first.image}` };
  }
  return null;
}

/** Of a sentence that names exactly one container: which of its ports, versions and addresses are others now. */
function aboutOne(sentence: string, [one, another]: readonly LivingContainer[]): Contradiction | null {
  if (one === undefined || another !== undefined) return null;
  const by = one.name;
  const addresses = sentence.match(ADDRESS) ?? [];
  for (const address of addresses) {
    const nearby = one.addresses.find((own) => networkOf(own) === networkOf(address));
    if (nearby !== undefined && !one.addresses.includes(address)) return { by, why: `it says ${address}; ${by} has ${nearby}` };
  }
  const rest = sentence
    .replaceAll(ADDRESS, "host")
    .replaceAll(IMAGE, (whole, _repository, tag: string) => (/^\d{2,5}$/.test(tag) ? whole : " "));
  for (const match of rest.matchAll(PORT)) {
    const port = Number(match[1] ?? match[2]);
    if (one.ports.length > 0 && port > 0 && port <= 65_535 && !one.ports.includes(port))
      return { by, why: `it says port ${port}; ${by} has ${[...new Set(one.ports)].join(", ")}` };
  }
  const { tag } = partsOf(one.image);
  for (const match of rest.matchAll(VERSION)) {
    const version = match[1] ?? match[2] ?? "";
    if (/^v?\d/.test(tag) && !isSameVersion(version, tag)) return { by, why: `it says version ${version}; ${by} runs ${one.image}` };
  }
  return null;
}

function isWordIn(name: string, lower: string): boolean {
  for (let at = lower.indexOf(name); at !== -1; at = lower.indexOf(name, at + 1)) {
    const before = at === 0 ? " " : (lower[at - 1] as string);
    const after = lower[at + name.length] ?? " ";
    if (!/[\w-]/.test(before) && !/[\w-]/.test(after)) return name.length >= 3;
  }
  return false;
}

function partsOf(image: string): { repository: string; tag: string } {
  const [plain = ""] = image.split("@");
  const colon = plain.lastIndexOf(":");
  if (colon === -1 || plain.indexOf("/", colon) !== -1) return { repository: plain, tag: "" };
  return { repository: plain.slice(0, colon), tag: plain.slice(colon + 1) };
}

function isSameRepository(said: string, own: string): boolean {
  const [a, b] = [said.toLowerCase(), own.toLowerCase()];
  return a === b || b.endsWith(`/${a}`);
}

/** "15" agrees with "15.4-alpine"; "latest" and digests say no version that could differ. */
function isSameVersion(said: string, tag: string): boolean {
  const [a, b] = [numbersOf(said), numbersOf(tag)];
  const shared = Math.min(a.length, b.length);
  return shared === 0 || a.slice(0, shared).every((part, index) => part === b[index]);
}

function networkOf(address: string): string {
  return address.slice(0, address.lastIndexOf("."));
}

function numbersOf(version: string): string[] {
  return /^v?(\d+(?:\.\d+)*)/.exec(version)?.[1]?.split(".") ?? [];
}
