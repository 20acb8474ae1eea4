/**
 * What a program like Hydra costs before it does anything: Node, SQLite, an HTTP server, an event stream. A process of its
 * own: `node bare-server.mjs FILE`; prints its port. JavaScript, so that it does not pay for reading TypeScript, which
 * Hydra's launcher avoids by its compile cache.
 */
import { serve } from "@hono/node-server";
import Database from "better-sqlite3";
import { Hono } from "hono";
import { streamSSE } from "hono/streaming";

const database = new Database(process.argv[2] ?? ":memory:");
database.pragma("journal_mode = WAL");
database.exec("CREATE TABLE IF NOT EXISTS notes (at INTEGER)");

const app = new Hono();
app.get("/", (context) => context.json(database.prepare("SELECT count(*) AS notes FROM notes").get()));
app.get("/events", (context) =>
  streamSSE(context, async (stream) => {
    while (!stream.aborted) {
      await stream.writeSSE({ data: "" });
      await stream.sleep(15_000);
    }
  }),
);
serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) => process.stdout.write(`port ${port}\n`));
