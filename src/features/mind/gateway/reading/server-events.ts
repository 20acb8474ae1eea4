import { StringDecoder } from "node:string_decoder";

/** An event longer than this is not kept: it is passed on, but nobody here reads it. */
const LONGEST_EVENT = 1_048_576;

/** The data of server-sent events, from pieces that are cut anywhere. Comments and other fields are left out. */
export class ServerEvents {
  readonly #decoder = new StringDecoder("utf8");
  #rest = "";
  #data: string[] = [];
  #length = 0;

  /** The data of the events that this piece completes. */
  push(piece: Uint8Array): string[] {
    const text = this.#rest + this.#decoder.write(piece as Buffer);
    const complete: string[] = [];
    let from = 0;
    for (;;) {
      let to = from;
      while (to < text.length && text.charCodeAt(to) !== 10 && text.charCodeAt(to) !== 13) to += 1;
      // A carriage return at the very end may be half of a line's end.
      if (to >= text.length || (text.charCodeAt(to) === 13 && to + 1 === text.length)) break;
      this.#line(text.slice(from, to), complete);
      from = to + (text.charCodeAt(to) === 13 && text.charCodeAt(to + 1) === 10 ? 2 : 1);
    }
    this.#rest = text.length - from > LONGEST_EVENT ? "" : text.slice(from);
    return complete;
  }

  #line(line: string, complete: string[]): void {
    if (line === "") {
      if (this.#data.length > 0) complete.push(this.#data.join("\n"));
      this.#data = [];
      this.#length = 0;
    } else if (line.startsWith("data:") && this.#length <= LONGEST_EVENT) {
      const data = line.slice(line.charCodeAt(5) === 32 ? 6 : 5);
      this.#data.push(data);
      this.#length += data.length;
    }
  }
}
