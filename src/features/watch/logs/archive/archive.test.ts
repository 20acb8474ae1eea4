import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { LogArchive, LONGEST_WAIT_MS } from "./archive.ts";
import type { ArchiveOptions, FoundLine, LineBatch, SourceIdentity } from "../thread/messages.ts";

const homes: string[] = [];
afterEach(() => {
  for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true });
});

const DAY_MS = 86_400_000;

function options(more: Partial<ArchiveOptions> = {}): ArchiveOptions {
  const home = mkdtempSync(join(tmpdir(), "hydra-archive-"));
  homes.push(home);
  return { path: join(home, "logs.db"), linesPerContainer: 1_000, sizeLimitBytes: 64 * 1_048_576, keepRemovedMs: 30 * DAY_MS, ...more };
}

function identity(name: string, containerId = `id of ${name}`): SourceIdentity {
  return { key: `home//${name}`, node: "home", project: null, service: null, name, containerId };
}

function batch(sourceId: number, lines: readonly { at: number; text: string }[]): LineBatch {
  return {
    sourceIds: lines.map(() => sourceId),
    ats: lines.map(({ at }) => at),
    streams: "o".repeat(lines.length),
    texts: lines.map(({ text }) => text),
    secrets: [],
  };
}

function numbered(from: number, to: number): { at: number; text: string }[] {
  return Array.from({ length: to - from }, (_, i) => ({ at: from + i, text: `line ${from + i}` }));
}

function all(archive: LogArchive, name = "web"): FoundLine[] {
  return archive.search({ keys: [`home//${name}`], limit: 100_000 }).lines.toReversed();
}

describe("blocks", () => {
  test("however lines come, they are kept in order, numbered without a gap, the last ones at least", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 25 }), fc.boolean(), (sizes, isSlow) => {
        const archive = new LogArchive(options());
        const { sourceId } = archive.attach(identity("web"));
        let written = 0;
        let now = 0;
        for (const size of sizes) {
          archive.append(batch(sourceId, numbered(written, written + size)), now);
          written += size;
          if (isSlow) now += LONGEST_WAIT_MS;
        }
        const lines = all(archive);
        expect(lines.length).toBeGreaterThanOrEqual(Math.min(written, 1_000));
        expect(lines.length).toBeLessThan(1_000 + 256 + 700);
        expect(lines.map(({ text }) => text)).toEqual(numbered(written - lines.length, written).map(({ text }) => text));
        expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, i) => written - lines.length + i));
        archive.close(now);
      }),
      { numRuns: 30 },
    );
  });

  test("a slow container's lines are together in few blocks, and survive closing", () => {
    const where = options();
    const archive = new LogArchive(where);
    const { sourceId } = archive.attach(identity("web"));
    for (let i = 0; i < 200; i += 1) {
      archive.append(batch(sourceId, numbered(i * 3, i * 3 + 3)), i * LONGEST_WAIT_MS);
      archive.flush((i + 1) * LONGEST_WAIT_MS);
    }
    archive.close(0);
    const again = new LogArchive(where);
    expect(again.attach(identity("web"))).toMatchObject({ lastAt: 599 });
    expect(all(again).map(({ text }) => text)).toEqual(numbered(0, 600).map(({ text }) => text));
    again.close(0);
    expect(statSync(where.path).size).toBeLessThan(120_000);
  });

  test("lines that the engine sends again are recognised, equal ones in the same millisecond counted", () => {
    const archive = new LogArchive(options());
    const { sourceId } = archive.attach(identity("web"));
    archive.append(
      batch(sourceId, [
        { at: 1, text: "a" },
        { at: 2, text: "x" },
        { at: 2, text: "x" },
      ]),
      0,
    );
    expect(archive.attach(identity("web"))).toEqual({ sourceId, lastAt: 2 });
    archive.append(
      batch(sourceId, [
        { at: 1, text: "a" },
        { at: 2, text: "x" },
        { at: 2, text: "x" },
        { at: 2, text: "x" },
        { at: 2, text: "y" },
        { at: 3, text: "a" },
      ]),
      0,
    );
    expect(all(archive).map(({ text }) => text)).toEqual(["a", "x", "x", "x", "y", "a"]);
    archive.close(0);
  });
});

describe("bounds", () => {
  test("a recreated container shares the bound of its identity: the oldest lines of the first go", () => {
    const archive = new LogArchive(options());
    const first = archive.attach(identity("web", "one"));
    archive.append(batch(first.sourceId, numbered(0, 1_000)), 0);
    const second = archive.attach(identity("web", "two"));
    expect(second.lastAt).toBeNull();
    archive.append(batch(second.sourceId, numbered(1_000, 2_500)), 0);
    const texts = all(archive).map(({ text }) => text);
    expect(texts.at(-1)).toBe("line 2499");
    expect(texts.length).toBeLessThan(1_000 + 2 * 256);
    archive.close(0);
  });

  test("a file larger than allowed loses the oldest blocks of all", () => {
    const archive = new LogArchive(options({ sizeLimitBytes: 400_000, linesPerContainer: 1_000_000 }));
    const { sourceId } = archive.attach(identity("web"));
    for (let i = 0; i < 60; i += 1) archive.append(batch(sourceId, incompressible(i * 100, 100)), 0);
    expect(archive.measure().fileBytes).toBeLessThanOrEqual(400_000);
    expect(all(archive).at(-1)?.at).toBe(5_999);
    archive.close(0);
  });

  test("no room: it says why, keeps reading, and loses nothing that it took", () => {
    const where = options({ mostPages: 40, linesPerContainer: 1_000_000 });
    const archive = new LogArchive(where);
    const { sourceId } = archive.attach(identity("web"));
    let taken = 0;
    while (archive.paused === null && taken < 100_000) {
      archive.append(batch(sourceId, incompressible(taken, 100)), 0);
      taken += 100;
    }
    expect(archive.paused).toContain("full");
    archive.flush(0);
    expect(archive.paused).toContain("full");
    expect(all(archive)).toHaveLength(taken);
    archive.close(0);
    const roomier = new LogArchive({ ...where, mostPages: 4_000 });
    const { lastAt } = roomier.attach(identity("web"));
    expect(all(roomier).at(-1)?.at).toBe(lastAt);
    roomier.append(batch(sourceId, incompressible(0, taken)), 0);
    expect(all(roomier).map(({ at }) => at)).toEqual(Array.from({ length: taken }, (_, i) => i));
    roomier.close(0);
  });

  test("containers that are long gone are forgotten, those that are there are not", () => {
    const where = options();
    const archive = new LogArchive(where);
    for (const name of ["gone", "there"]) archive.append(batch(archive.attach(identity(name)).sourceId, numbered(0, 10)), 0);
    archive.close(0);
    const later = new LogArchive(where);
    later.attach(identity("there"));
    later.flush(40 * DAY_MS);
    expect(later.known().map(({ name, lines }) => [name, lines])).toEqual([["there", 10]]);
    later.close(0);
  });
});

/** A file with 20 full blocks. */
function filled(): ArchiveOptions {
  const where = options({ linesPerContainer: 1_000_000 });
  const archive = new LogArchive(where);
  const { sourceId } = archive.attach(identity("web"));
  for (let i = 0; i < 20; i += 1) archive.append(batch(sourceId, incompressible(i * 256, 256)), 0);
  archive.close(0);
  return where;
}

describe("damage", () => {
  test.each([
    ["overwritten in the middle", (bytes: Buffer) => bytes.fill(0xff, 4_096, bytes.length - 4_096)],
    ["cut off", (bytes: Buffer) => bytes.subarray(0, 10_000)],
    ["of another program", () => Buffer.from("something else entirely ".repeat(500))],
  ])("a file %s is begun anew", (_how, damage) => {
    const where = filled();
    writeFileSync(where.path, damage(readFileSync(where.path)));
    const archive = new LogArchive(where);
    expect(archive.rebuiltBecause).toEqual(expect.any(String));
    expect(archive.attach(identity("web")).lastAt).toBeNull();
    archive.close(0);
  });

  test("a sound file is not", () => {
    const archive = new LogArchive(filled());
    expect(archive.rebuiltBecause).toBeNull();
    expect(archive.attach(identity("web")).lastAt).toBe(20 * 256 - 1);
    archive.close(0);
  });
});

/** Lines that hardly pack. */
function incompressible(from: number, count: number): { at: number; text: string }[] {
  return Array.from({ length: count }, (_, i) => {
    let state = from + i + 1;
    const word = (): string => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state.toString(36);
    };
    return { at: from + i, text: `${from + i} ${Array.from({ length: 20 }, word).join("")}` };
  });
}
