// A real llama.cpp behind an OpenAI-shaped endpoint: node llama-server.mjs FOLDER MODEL, FOLDER being where
// node-llama-cpp is installed. Prints its port. One call at a time, as a small server at home works.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";

const [folder, modelPath] = process.argv.slice(2);
const entry = createRequire(join(folder, "package.json")).resolve("node-llama-cpp");
const { getLlama } = await import(pathToFileURL(entry).href);
const llama = await getLlama({ build: "never", gpu: false, logLevel: "error" });
const model = await llama.loadModel({ modelPath });
// More threads than cores only wait for each other.
const context = await model.createContext({ contextSize: 512, threads: 1 });
const embedder = await model.createEmbeddingContext({ threads: 1 });

let turn = Promise.resolve();
let cancelled = 0;
const inTurn = (work) => {
  const mine = turn.then(work);
  turn = mine.catch(() => undefined);
  return mine;
};

const piece = (delta, finish = null) =>
  `data: ${JSON.stringify({ id: "llama", object: "chat.completion.chunk", model: "tiny", choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;

async function complete(body, response) {
  const prompt = body.messages.map(({ role, content }) => `${role}: ${content}\n`).join("");
  const tokens = model.tokenize(prompt);
  const most = body.max_tokens ?? 32;
  if (tokens.length + most > context.contextSize) {
    const message = `This model's maximum context length is ${context.contextSize} tokens, you asked for ${tokens.length + most}.`;
    return send(response, 400, { error: { message, type: "invalid_request_error", param: "messages", code: "context_length_exceeded" } });
  }
  const gone = new AbortController();
  response.on("close", () => {
    if (response.writableFinished) return;
    cancelled += 1;
    gone.abort();
  });
  const sequence = context.getSequence();
  let made = 0;
  if (body.stream) response.writeHead(200, { "content-type": "text/event-stream" });
  try {
    let text = "";
    for await (const token of sequence.evaluate(tokens, { temperature: body.temperature ?? 0.8, seed: body.seed })) {
      if (gone.signal.aborted) return;
      made += 1;
      const chunk = model.detokenize([token]);
      text += chunk;
      if (body.stream) response.write(piece({ content: chunk }));
      if (made >= most || model.isEogToken(token)) break;
      // So small a model is done before anybody could go away: a test may ask for a slower one.
      if (body.pace_ms) await sleep(body.pace_ms);
    }
    const usage = { prompt_tokens: tokens.length, completion_tokens: made, total_tokens: tokens.length + made };
    if (!body.stream)
      return send(response, 200, {
        id: "llama",
        object: "chat.completion",
        model: "tiny",
        choices: [{ index: 0, message: { role: "assistant", content: text }, finish_reason: "length" }],
        usage,
      });
    response.end(`${piece({}, "length")}data: [DONE]\n\n`);
  } finally {
    sequence.dispose();
  }
}

async function embed(body, response) {
  const data = [];
  for (const [index, text] of [body.input].flat().entries())
    data.push({ object: "embedding", index, embedding: [...(await embedder.getEmbeddingFor(text)).vector] });
  send(response, 200, { object: "list", model: "tiny", data });
}

function send(response, status, body) {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

const server = createServer((request, response) => {
  if (request.url === "/cancelled") return send(response, 200, { cancelled });
  if (request.method === "GET")
    return send(response, 200, { object: "list", data: [{ id: "tiny", meta: { n_ctx_train: 512, n_params: 122_688 } }] });
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const body = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    inTurn(() => (request.url.endsWith("/embeddings") ? embed(body, response) : complete(body, response))).catch((error) => {
      if (response.headersSent) response.destroy();
      else send(response, 500, { error: { message: String(error) } });
    });
  });
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`port ${server.address().port} is open\n`));
