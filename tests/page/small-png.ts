import { crc32, deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const LARGEST_PALETTE = 256;

export interface Picture {
  width: number;
  height: number;
  /** `0xrrggbb` of each pixel, row by row. */
  pixels: Uint32Array;
}

/** Read a PNG as browsers write their screenshots: 8 bits a channel, RGB or opaque RGBA, not interlaced. @throws Error for any other */
export function readPng(png: Buffer): Picture {
  const chunks = [...chunksOf(png)];
  const header = chunks.find(({ type }) => type === "IHDR")?.data;
  if (header === undefined) throw new Error("this is no PNG");
  const [width, height, depth, colourType, interlace] = [header.readUInt32BE(0), header.readUInt32BE(4), header[8], header[9], header[12]];
  if (depth !== 8 || (colourType !== 2 && colourType !== 6) || interlace !== 0) throw new Error("this kind of PNG is not read");
  const size = colourType === 2 ? 3 : 4;
  const packed = Buffer.concat(chunks.filter(({ type }) => type === "IDAT").map(({ data }) => data));
  const bytes = unfilter(inflateSync(packed), width * size, size);
  const pixels = Uint32Array.from({ length: width * height }, (_, index) => bytes.readUIntBE(index * size, 3));
  return { width, height, pixels };
}

function* chunksOf(png: Buffer): Generator<{ type: string; data: Buffer }> {
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    yield { type: png.toString("latin1", at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) };
    at += 12 + length;
  }
}

/** Undo what each row says was done to it: left, above, their mean, or Paeth's guess was taken away. */
function unfilter(rows: Buffer, width: number, size: number): Buffer {
  const height = rows.length / (width + 1);
  const bytes = Buffer.alloc(width * height);
  for (let y = 0; y < height; y += 1) {
    const filter = rows[y * (width + 1)];
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      const left = x < size ? 0 : (bytes[at - size] ?? 0);
      const above = y === 0 ? 0 : (bytes[at - width] ?? 0);
      const corner = x < size || y === 0 ? 0 : (bytes[at - width - size] ?? 0);
      const guess = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter ?? 0] ?? 0;
      bytes[at] = ((rows[y * (width + 1) + 1 + x] ?? 0) + guess) & 0xff;
    }
  }
  return bytes;
}

function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const [toLeft, toAbove, toCorner] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

/** The same picture with 256 colours at most: shades at the edges of letters and signs become their nearest. */
export function writeSmallPng({ width, height, pixels }: Picture): Buffer {
  const { palette, places } = choosePalette(pixels);
  const rows = Buffer.alloc((width + 1) * height);
  for (const [index, colour] of pixels.entries()) rows[index + Math.floor(index / width) + 1] = places.get(colour) ?? 0;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3], 8);
  const colours = Buffer.from(palette.flatMap((colour) => channels(colour)));
  const parts = [
    chunk("IHDR", header),
    chunk("PLTE", colours),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ];
  return Buffer.concat([SIGNATURE, ...parts]);
}

interface Shade {
  colour: number;
  count: number;
  /** The nearest of the palette so far, and how far it is. */
  place: number;
  distance: number;
}

/** One colour after another: always the one whose pixels would be the most wrong without it. */
function choosePalette(pixels: Uint32Array): { palette: number[]; places: Map<number, number> } {
  const counts = new Map<number, number>();
  for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const shades = [...counts].map(([colour, count]): Shade => ({ colour, count, place: 0, distance: Number.MAX_SAFE_INTEGER }));
  const palette: number[] = [];
  while (palette.length < LARGEST_PALETTE) {
    const worst = shades.reduce((a, b) => (b.distance * b.count > a.distance * a.count ? b : a));
    if (worst.distance === 0) break;
    for (const shade of shades) {
      const distance = distanceBetween(shade.colour, worst.colour);
      if (distance < shade.distance) Object.assign(shade, { place: palette.length, distance });
    }
    palette.push(worst.colour);
  }
  return { palette, places: new Map(shades.map(({ colour, place }) => [colour, place])) };
}

function channels(colour: number): [number, number, number] {
  return [colour >> 16, (colour >> 8) & 0xff, colour & 0xff];
}

function distanceBetween(a: number, b: number): number {
  const other = channels(b);
  return channels(a).reduce((sum, value, index) => sum + (value - (other[index] ?? 0)) ** 2, 0);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
