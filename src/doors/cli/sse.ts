/** One server-sent event. */
export interface ServerEvent {
  event: string | null;
  id: string | null;
  data: string;
}

/** Read server-sent events from text that arrives in pieces of any size. An event that the end cuts off is dropped, as the standard says. */
export async function* readServerEvents(chunks: AsyncIterable<string> | Iterable<string>): AsyncGenerator<ServerEvent> {
  let event: string | null = null;
  let id: string | null = null;
  let data: string[] = [];
  for await (const line of linesOf(chunks)) {
    if (line === "") {
      if (data.length > 0) yield { event, id, data: data.join("\n") };
      event = null;
      data = [];
      continue;
    }
    const colon = line.indexOf(":");
    if (colon === 0) continue;
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "data") data.push(value);
    else if (name === "event") event = value;
    else if (name === "id") id = value;
  }
}

/** Lines end with CR LF, LF or CR; a CR at the end of a piece may still become CR LF. */
async function* linesOf(chunks: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of chunks) {
    rest += chunk;
    const whole = rest.endsWith("\r") ? rest.slice(0, -1) : rest;
    const lines = whole.split(/\r\n|\n|\r/);
    rest = (lines.pop() ?? "") + rest.slice(whole.length);
    yield* lines;
  }
  if (rest.endsWith("\r")) yield rest.slice(0, -1);
}
