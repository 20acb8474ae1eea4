import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startComposedHydra } from "../doors/composed.ts";
import type { StartedHydra } from "../doors/started-hydra.ts";
import { CONTROL_ROWS } from "./control-rows.ts";
import type { Row } from "./row.ts";
import { TOOLS_ROWS } from "./tools-rows.ts";

const ROWS = [...TOOLS_ROWS, ...CONTROL_ROWS];
const built = ROWS.filter(({ isBuilt }) => isBuilt);
const absent = ROWS.filter(({ isBuilt }) => !isBuilt);
const titleOf = ({ port, method, path, purpose }: Row): string => `${port} ${method} ${path}: ${purpose}`;

let hydra: StartedHydra;

beforeAll(async () => {
  hydra = await startComposedHydra();
});
afterAll(async () => {
  await hydra.end();
  console.info(`The seed's API: ${built.length} of ${ROWS.length} rows are built.`);
});

function send({ port, method, path, example }: Row, withToken = true): Promise<Response> {
  const address = (port === "tools" ? hydra.tools : hydra.control) + (example.path ?? path).replaceAll(/\{\w+\}/g, "any");
  const headers: Record<string, string> = withToken ? { authorization: `Bearer ${hydra.token}` } : {};
  if (example.body === undefined) return fetch(address, { method, headers });
  return fetch(address, { method, headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(example.body) });
}

describe("the API of the seed", () => {
  it("is here row by row: 13 of the tools, 8 of the control plane", () => {
    expect(TOOLS_ROWS).toHaveLength(13);
    expect(CONTROL_ROWS).toHaveLength(8);
    expect(new Set(ROWS.map(titleOf)).size).toBe(ROWS.length);
  });

  it.each(built.map((row) => [titleOf(row), row] as const))("%s", async (_title, row) => {
    const answer = await send(row);
    const body = await answer.text();
    expect({ status: answer.status, body }).toMatchObject({ status: row.example.status ?? 200 });
    const isJson = (answer.headers.get("content-type") ?? "").startsWith("application/json");
    const checked = row.answer.safeParse(isJson ? JSON.parse(body) : body);
    expect(checked.error?.issues ?? []).toEqual([]);
    expect((await send(row, false)).status).toBe(row.isOpen === true ? 200 : 401);
  });

  describe("not built yet", () => {
    // oxlint-disable-next-line vitest/warn-todo -- the progress bar: what the seed names and nobody built yet
    for (const row of absent) it.todo(`${titleOf(row)}`);

    it("is absent: no path of the API, no line of its description", async () => {
      const { paths } = (await (await fetch(`${hydra.tools}/openapi.json`)).json()) as { paths: Record<string, Record<string, unknown>> };
      const described = absent.filter(({ method, path }) => paths[path]?.[method.toLowerCase()] !== undefined);
      expect(described.map(titleOf), "built meanwhile: say so in its row").toEqual([]);
      for (const row of absent) expect(`${titleOf(row)} ${(await send(row)).status}`).toBe(`${titleOf(row)} 404`);
    });
  });
});
