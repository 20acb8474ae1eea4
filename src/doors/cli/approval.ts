import type { IncomingMessage } from "node:http";
import { createInterface } from "node:readline/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { HydraError } from "../../kernel/errors.ts";
import type { AnyOperation } from "../../kernel/operation.ts";
import { readText, send, type Connection } from "./connection.ts";
import { layoutOf } from "./answer.ts";
import { paint } from "./render/style.ts";
import { printable } from "./render/text.ts";
import { renderFields } from "./render/value.ts";
import { write, type Shell } from "./shell.ts";

const LOOK_AGAIN_MS = 500;

/** Is somebody there who can be asked? */
export function canAsk(shell: Shell): boolean {
  return shell.stdin.isTTY === true && shell.stderr.isTTY === true;
}

/** Show what would happen and ask. Anything but a clear yes is a no. */
export async function askPerson(
  op: AnyOperation,
  values: Readonly<Record<string, unknown>>,
  reason: string,
  shell: Shell,
): Promise<boolean> {
  const layout = { ...layoutOf(shell), width: null };
  const inputs = Object.keys(values).length === 0 ? "" : `\n${renderFields(Object.entries(values), layout)}`;
  await write(shell.stderr, `${paint(layout, "bold", op.summary)} (${op.name}, ${op.risk})${inputs}\n${printable(reason)}\n`);
  const lines = createInterface({ input: shell.stdin, output: shell.stderr });
  try {
    // Who ends the input instead of answering (Ctrl+D) said no.
    const ended = new Promise<string>((resolve) => void lines.once("close", () => resolve("")));
    const asked = lines.question("Do it? [y/N] ", shell.signal === undefined ? {} : { signal: shell.signal });
    const answer = await Promise.race([asked, ended]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}

/**
 * Approve a parked call, wait until it ran, and fetch its result: the same call sent again is answered by it.
 *
 * @throws HydraError what the call failed with, or why it could not be approved
 */
export async function approveAndFetch(
  connection: Connection,
  approvalId: string,
  sendAgain: () => Promise<IncomingMessage>,
  signal?: AbortSignal,
): Promise<IncomingMessage> {
  const path = `/approvals/${encodeURIComponent(approvalId)}/approve`;
  await readText(await send(connection, { method: "POST", path, body: "{}" }, null, signal));
  for (;;) {
    try {
      return await sendAgain();
    } catch (error) {
      const stillRuns = error instanceof HydraError && error.code === "approval_required" && error.detail.approvalId === approvalId;
      if (!stillRuns) throw error;
    }
    await sleep(LOOK_AGAIN_MS, undefined, signal === undefined ? {} : { signal });
  }
}

export async function reject(connection: Connection, approvalId: string, signal?: AbortSignal): Promise<void> {
  const path = `/approvals/${encodeURIComponent(approvalId)}/reject`;
  await readText(await send(connection, { method: "POST", path, body: JSON.stringify({ reason: "declined in the shell" }) }, null, signal));
}
