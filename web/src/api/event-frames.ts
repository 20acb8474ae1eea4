/** One server-sent event. */
export interface StreamedEvent {
  /** Empty when it has none. */
  name: string;
  data: string;
}

/** Server-sent events, as their text arrives in pieces of any size. One without data, or cut off by the end, is none. */
export async function* readEvents(pieces: AsyncIterable<string> | Iterable<string>): AsyncGenerator<StreamedEvent> {
  let name = "";
  let data: string[] = [];
  for await (const line of linesOf(pieces)) {
    if (line === "") {
      if (data.length > 0) yield { name, data: data.join("\n") };
      name = "";
      data = [];
    } else if (/^data(:|$)/.test(line)) data.push(line.slice("data:".length).replace(/^ /, ""));
    else if (line.startsWith("event:")) name = line.slice("event:".length).replace(/^ /, "");
  }
}

/** The names of those that have one. What such an event holds is not read: the page reads the state itself. */
export async function* readEventNames(pieces: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string> {
  for await (const { name } of readEvents(pieces)) if (name !== "") yield name;
}

/** A line ends with CR LF, LF or CR, and a CR that ends a piece may have its LF in the next. */
async function* linesOf(pieces: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string> {
  let started = "";
  let endedWithCr = false;
  for await (const piece of pieces) {
    if (piece === "") continue;
    const [first = "", ...others] = (endedWithCr && piece.startsWith("\n") ? piece.slice(1) : piece).split(/\r\n|\r|\n/);
    endedWithCr = piece.endsWith("\r");
    const lines = [started + first, ...others];
    started = lines.pop() ?? "";
    yield* lines;
  }
}
