import { useEffect, useState, useSyncExternalStore } from "react";
import { Forbidden, NotSignedIn, NotThere, read, Refused } from "../../api/ask.ts";
import { follow } from "../../api/follow.ts";
import { LogBook, olderThan } from "./log-book.ts";

const FIRST_LINES = 500;
const OLDER_LINES = 1_000;
const REOPEN_MS = 2_000;
/** Lines that come within this time are shown together. */
const TOGETHER_MS = 80;

export type Connection = "connecting" | "live" | "broken";

export interface FollowedLog {
  book: LogBook;
  connection: Connection;
  /** What Hydra refused: it is not tried again. */
  error: Error | null;
  isReadingOlder: boolean;
  readOlder(): void;
}

/** The log of a container, followed for as long as it is on the page. */
export function useFollowedLog(container: string, node: string): FollowedLog {
  const [book] = useState(() => new LogBook());
  const [connection, setConnection] = useState<Connection>("connecting");
  const [error, setError] = useState<Error | null>(null);
  const [isReadingOlder, setReadingOlder] = useState(false);
  useSyncExternalStore(book.subscribe, book.version);
  useEffect(() => {
    const ending = new AbortController();
    let timer: number | undefined;
    let reopening: number | undefined;
    const publishSoon = (): void => {
      timer ??= window.setTimeout(() => {
        timer = undefined;
        book.publish();
      }, TOGETHER_MS);
    };
    const listen = async (): Promise<void> => {
      book.resume();
      try {
        const lines = Math.max(FIRST_LINES, Math.min(1_000, book.rows.length));
        const opened = (): void => setConnection("live");
        for await (const item of follow("GET /logs/follow", { container, node, lines }, ending.signal, opened)) {
          if (ending.signal.aborted) return;
          book.hear(item);
          publishSoon();
        }
      } catch (failure) {
        if (ending.signal.aborted) return;
        if (isAnswer(failure)) {
          setError(failure);
          return;
        }
      }
      if (ending.signal.aborted) return;
      setConnection("broken");
      reopening = window.setTimeout(() => void listen(), REOPEN_MS);
    };
    void listen();
    return () => {
      ending.abort();
      window.clearTimeout(timer);
      window.clearTimeout(reopening);
    };
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- another container is another stream
  }, [book, container, node]);
  const readOlder = (): void => {
    const oldest = book.rows.find((row) => row.kind === "line");
    if (isReadingOlder || book.isWhole || oldest === undefined) return;
    setReadingOlder(true);
    read("GET /logs/search", { container, node, limit: OLDER_LINES, ...olderThan(oldest.line) })
      .then(({ lines, nextCursor }) => book.prepend(lines.toReversed(), nextCursor === null))
      // The rest may be read by going there again.
      .catch(() => undefined)
      .finally(() => setReadingOlder(false));
  };
  return { book, connection, error, isReadingOlder, readOlder };
}

function isAnswer(failure: unknown): failure is Error {
  return failure instanceof NotSignedIn || failure instanceof NotThere || failure instanceof Forbidden || failure instanceof Refused;
}
