import { createHash } from "node:crypto";
import { lstat, readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { messageOf } from "../../../../kernel/errors.ts";
import { textOfPdf } from "../reading/pdf/pdf.ts";
import { whyNotText } from "../reading/plain-text.ts";

type Format = "text" | "markdown" | "html" | "pdf";

const FORMATS: Readonly<Record<string, Format>> = {
  ".md": "markdown",
  ".markdown": "markdown",
  ".mdx": "markdown",
  ".txt": "text",
  ".text": "text",
  ".rst": "text",
  ".adoc": "text",
  ".org": "text",
  ".html": "html",
  ".htm": "html",
  ".pdf": "pdf",
};
/** Folders of programs, not of people. Hidden ones are left out too. */
const LEFT_OUT: ReadonlySet<string> = new Set(["node_modules", "vendor", "target", "dist", "build", "__pycache__"]);
const LARGEST_BYTES = 16 * 1_048_576;
export const MOST_FILES = 20_000;

export interface FoundFile {
  /** Relative to the folder, with slashes. */
  path: string;
  format: Format;
}

/** The documents in a folder and those below, in order of their paths. Symbolic links are not followed: they may lead anywhere. */
export async function* documentsIn(folder: string, below = ""): AsyncGenerator<FoundFile> {
  const entries = await readdir(join(folder, below), { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith(".") || LEFT_OUT.has(entry.name)) continue;
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    const format = FORMATS[extname(entry.name).toLowerCase()];
    if (entry.isDirectory()) yield* documentsIn(folder, path);
    else if (entry.isFile() && format !== undefined) yield { path, format };
  }
}

/** A document as it lies there. */
export interface FileBytes {
  bytes: Uint8Array<ArrayBuffer>;
  /** sha256, hex. */
  digest: string;
}

/** A document's bytes, or why they are not read. */
export async function readBytes(folder: string, path: string): Promise<FileBytes | { why: string }> {
  try {
    const file = join(folder, path);
    const { size } = await lstat(file);
    if (size > LARGEST_BYTES) return { why: `larger than ${LARGEST_BYTES / 1_048_576} MiB` };
    const bytes = await readFile(file);
    return { bytes, digest: createHash("sha256").update(bytes).digest("hex") };
  } catch (error) {
    return { why: messageOf(error) };
  }
}

/** A document's text and how to cut it, or why it has none. */
export async function readText(
  bytes: Uint8Array<ArrayBuffer>,
  format: Format,
  signal: AbortSignal,
): Promise<{ title: string | null; text: string; format: "text" | "markdown" | "html" } | { why: string }> {
  if (format === "pdf") {
    const read = await textOfPdf(bytes, signal);
    return "why" in read ? read : { ...read, format: "markdown" };
  }
  const text = new TextDecoder("utf-8").decode(bytes);
  const why = whyNotText(text);
  return why === null ? { title: null, text, format } : { why };
}
