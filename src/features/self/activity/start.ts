import type { Host } from "../../../kernel/context.ts";
import { auditGrew } from "./events.ts";

/** Lines that come within this time are told of together. */
const GATHER_MS = 500;

/** Tell whoever listens that the audit grew. */
export function startActivity(host: Host): void {
  let timer: NodeJS.Timeout | undefined;
  const tell = (): void => {
    timer = undefined;
    void host.emit(auditGrew, {});
  };
  const stop = host.kernel.audit.onGrown(() => (timer ??= setTimeout(tell, GATHER_MS).unref()));
  host.stopping.addEventListener("abort", () => {
    stop();
    clearTimeout(timer);
  });
}
