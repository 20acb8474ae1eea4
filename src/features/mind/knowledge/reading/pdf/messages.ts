/** What the thread answers, once. */
export type PdfAnswer = { title: string | null; text: string } | { why: string };

/** What the thread is given. */
export interface PdfQuestion {
  bytes: Uint8Array;
  /** Of unpacked streams, which are outside of the heap. */
  mostUnpackedBytes: number;
}

export const TOO_LARGE = "unpacked it is too large";
