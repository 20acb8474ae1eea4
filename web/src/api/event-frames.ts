/**
 * The names of server-sent events, as their text arrives in pieces of any size. What an event holds is not read: the
 * page reads the state itself. An event without a name, without data, or cut off by the end is none.
 */
export async function* readEventNames(pieces: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string> {
  let name = "";
  let hasData = false;
  for await (const line of linesOf(pieces)) {
    if (line === "") {
      if (hasData && name !== "") yield name;
      name = "";
      hasData = false;
    } else if (/^data(:|$)/.test(line)) hasData = true;
    else if (line.startsWith("event:")) name = line.slice("event:".length).replace(/^ /, "");
  }
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
