import { parentPort, workerData } from "node:worker_threads";
import { getDocumentProxy } from "unpdf";
import { messageOf } from "../../../../../kernel/errors.ts";
import { TOO_LARGE, type PdfAnswer, type PdfQuestion } from "./messages.ts";
import { textOfPages, type PdfPiece } from "./layout.ts";

const LOOK_MS = 20;
const MOST_PAGES = 5_000;
const MOST_CHARS = 20_000_000;

/** The words of why a document cannot be read, by the name of the error. */
const REASONS: Readonly<Record<string, string>> = {
  PasswordException: "it is encrypted: save it without its password first",
  InvalidPDFException: "it is not a PDF, or a broken one",
};

async function read(data: Uint8Array): Promise<PdfAnswer> {
  try {
    const document = await getDocumentProxy(data, { disableFontFace: true, stopAtErrors: false, verbosity: 0 });
    if (document.numPages > MOST_PAGES) return { why: `it has more than ${MOST_PAGES} pages` };
    const pages: PdfPiece[][] = [];
    let chars = 0;
    for (let number = 1; number <= document.numPages; number += 1) {
      const page = await document.getPage(number);
      const { items } = await page.getTextContent();
      const pieces = items.flatMap((item) => ("str" in item ? [pieceOf(item)] : []));
      chars += pieces.reduce((total, { text }) => total + text.length, 0);
      if (chars > MOST_CHARS) return { why: `it has more than ${MOST_CHARS / 1e6} million letters` };
      pages.push(pieces);
      page.cleanup();
    }
    const text = textOfPages(pages);
    return text === ""
      ? { why: "there is no text in it: scanned pages have to be read by OCR first" }
      : { title: await titleOf(document), text };
  } catch (error) {
    const name = error instanceof Error ? error.name : "";
    return { why: REASONS[name] ?? `it cannot be read: ${messageOf(error).slice(0, 200)}` };
  }
}

function pieceOf({ str, transform, hasEOL }: { str: string; transform: number[]; hasEOL: boolean }): PdfPiece {
  const [, , c = 0, d = 0, , y = 0] = transform;
  return { text: str, size: Math.hypot(c, d), y, isLast: hasEOL };
}

async function titleOf(document: Awaited<ReturnType<typeof getDocumentProxy>>): Promise<string | null> {
  const { info } = (await document.getMetadata()) as { info: { Title?: unknown } };
  const title = typeof info.Title === "string" ? info.Title.replaceAll(/\s+/g, " ").trim().slice(0, 500) : "";
  return title === "" ? null : title;
}

/** Looks between two pieces of a stream that is unpacked; the end of the thread frees all of it. */
function watchMemory(mostBytes: number, giveUp: () => void): NodeJS.Timeout {
  return setInterval(() => {
    if (process.memoryUsage().arrayBuffers > mostBytes) giveUp();
  }, LOOK_MS);
}

if (parentPort !== null) {
  const port = parentPort;
  const { bytes, mostUnpackedBytes } = workerData as PdfQuestion;
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- to a thread, not to a window
  const answer = (said: PdfAnswer): void => port.postMessage(said);
  const watching = watchMemory(mostUnpackedBytes, () => answer({ why: TOO_LARGE }));
  answer(await read(bytes));
  clearInterval(watching);
}
