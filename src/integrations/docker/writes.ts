import type { Address } from "./address.ts";
import { refuseBadStatus } from "./answers.ts";
import type { Transport } from "./transport.ts";

const SLACK_MS = 60_000;

/** Restart and wait until the engine has done it. @throws EngineFailure */
export async function restartContainer(
  way: { address: Address; transport: Transport; version: string },
  id: string,
  limit: { asked: number | undefined; own: number },
): Promise<void> {
  const query = limit.asked === undefined ? "" : `?t=${limit.asked}`;
  const path = `/containers/${encodeURIComponent(id)}/restart${query}`;
  const timeoutMs = (limit.asked ?? limit.own) * 1_000 + SLACK_MS;
  const response = await way.transport.exchange({ method: "POST", path: `/v${way.version}${path}`, timeoutMs });
  await refuseBadStatus(way.address, path, response);
  response.resume();
}
