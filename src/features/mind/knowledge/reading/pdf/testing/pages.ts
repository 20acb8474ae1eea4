import { deflateSync } from "node:zlib";

export interface PdfText {
  text: string;
  size: number;
  y: number;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\()]/g, String.raw`\$&`);
}

/** A page's drawing: each text at its height, in Helvetica. */
function drawingOf(texts: readonly PdfText[]): Buffer {
  return Buffer.from(texts.map(({ text, size, y }) => `BT /F1 ${size} Tf 72 ${y} Td (${escaped(text)}) Tj ET`).join("\n"), "latin1");
}

/** The bytes of a PDF with these pages. @param trailer more in its trailer, such as a title or an encryption */
export function pdfOf(pages: readonly (readonly PdfText[] | Buffer)[], trailer = ""): Uint8Array<ArrayBuffer> {
  const first = 4;
  const kids = pages.map((_, at) => `${first + 2 * at} 0 R`).join(" ");
  const objects: Buffer[] = [
    Buffer.from("<</Type/Catalog/Pages 2 0 R>>"),
    Buffer.from(`<</Type/Pages/Kids[${kids}]/Count ${pages.length}>>`),
    Buffer.from("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"),
    ...pages.flatMap((page, at) => {
      const stream = Buffer.isBuffer(page) ? page : deflateSync(drawingOf(page));
      const contents = first + 2 * at + 1;
      return [
        Buffer.from(`<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>/Contents ${contents} 0 R>>`),
        Buffer.concat([Buffer.from(`<</Length ${stream.length}/Filter/FlateDecode>>\nstream\n`), stream, Buffer.from("\nendstream")]),
      ];
    }),
  ];
  const parts = [Buffer.from("%PDF-1.4\n")];
  const offsets: number[] = [];
  let size = parts[0]?.length ?? 0;
  for (const [at, object] of objects.entries()) {
    const whole = Buffer.concat([Buffer.from(`${at + 1} 0 obj\n`), object, Buffer.from("\nendobj\n")]);
    offsets.push(size);
    parts.push(whole);
    size += whole.length;
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const count = objects.length + 1;
  parts.push(
    Buffer.from(
      `xref\n0 ${count}\n0000000000 65535 f \n${table}trailer\n<</Size ${count}/Root 1 0 R${trailer}>>\nstartxref\n${size}\n%%EOF`,
    ),
  );
  return Uint8Array.from(Buffer.concat(parts));
}
