/** What searching has to know of each chunk at once, in arrays by chunk id: some 20 bytes a chunk. */

/** Entries that are seen and asked for together: one owner's (or everybody's) entries of one collection. */
export interface Group {
  /** User id, or null when it is shared with the household. */
  owner: string | null;
  collection: string;
  /** Its chunks in the order in which they came; what is archived meanwhile stays in the list until the next start. */
  members: number[];
}

export interface RosterChunk {
  id: number;
  /** Number of the entry that it belongs to. */
  entry: number;
  owner: string | null;
  collection: string;
  /** In words, title included. */
  length: number;
}

const FIRST_SIZE = 1_024;

export class Roster {
  readonly groups: Group[] = [];
  readonly #groupNumbers = new Map<string, number>();
  #size = FIRST_SIZE;
  /** 0: no such chunk, or it is archived. Else the number of its group plus one. */
  groupOf = new Uint16Array(FIRST_SIZE);
  entryOf = new Int32Array(FIRST_SIZE);
  lengthOf = new Uint16Array(FIRST_SIZE);
  /** Where it stands among the members of its group. */
  placeOf = new Int32Array(FIRST_SIZE);
  count = 0;

  get size(): number {
    return this.#size;
  }

  add({ id, entry, owner, collection, length }: RosterChunk): void {
    if (id >= this.#size) this.#grow(id + 1);
    if (this.isAlive(id)) return;
    const number = this.#numberOf(owner, collection);
    const group = this.groups[number] as Group;
    this.groupOf[id] = number + 1;
    this.entryOf[id] = entry;
    this.lengthOf[id] = Math.min(length, 65_535);
    const known = group.members[this.placeOf[id] as number] === id;
    if (!known) {
      this.placeOf[id] = group.members.length;
      group.members.push(id);
    }
    this.count += 1;
  }

  remove(id: number): void {
    if (!this.isAlive(id)) return;
    this.groupOf[id] = 0;
    this.count -= 1;
  }

  isAlive(id: number): boolean {
    return (this.groupOf[id] ?? 0) > 0;
  }

  /** Which groups somebody may search, by number plus one: what is shared, and what is this very person's. */
  visibleTo(userId: string | null, collection: string | undefined): Uint8Array {
    const visible = new Uint8Array(this.groups.length + 1);
    this.groups.forEach((group, number) => {
      const isTheirs = group.owner === null || (userId !== null && group.owner === userId);
      if (isTheirs && (collection === undefined || group.collection === collection)) visible[number + 1] = 1;
    });
    return visible;
  }

  #numberOf(owner: string | null, collection: string): number {
    const key = JSON.stringify([owner, collection]);
    const known = this.#groupNumbers.get(key);
    if (known !== undefined) return known;
    this.#groupNumbers.set(key, this.groups.length);
    return this.groups.push({ owner, collection, members: [] }) - 1;
  }

  #grow(needed: number): void {
    while (this.#size < needed) this.#size *= 2;
    this.groupOf = larger(this.groupOf, new Uint16Array(this.#size));
    this.entryOf = larger(this.entryOf, new Int32Array(this.#size));
    this.lengthOf = larger(this.lengthOf, new Uint16Array(this.#size));
    this.placeOf = larger(this.placeOf, new Int32Array(this.#size));
  }
}

function larger<T extends Uint16Array | Int32Array>(array: T, made: T): T {
  made.set(array);
  return made;
}
