import { join } from "node:path";
import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/** The page's own code, and that of its first page. */
const FIRST = ["src/main.tsx", "src/now/now.tsx"].map((file) => join(import.meta.dirname, file));
/** What asks before anything else is here: small, and on its own. */
const FIRST_ASKED = /web\/src\/api\/(?:page-key|first-answer)\.ts|vite\/preload-helper/;
/** What every page stands on. */
const GROUND =
  /node_modules\/(?:react|react-dom|scheduler|react-error-boundary|wouter|regexparam|mitt|use-sync-external-store|@tanstack\/(?:query-core|react-query))\/|web\/src\/(?:api\/|parts\/|shell\/)|web\/src\/text\/common\.ts/;

/** Names in the shell what the first code fetches anyway: it comes with the shell, and is kept for when Hydra does not answer. */
const nameFirst: Plugin = {
  name: "hydra:name-first",
  transformIndexHtml: {
    order: "post",
    handler(_html, { bundle = {} }) {
      const chunks = Object.values(bundle).filter((each) => each.type === "chunk");
      const wanted = new Set(chunks.filter(({ facadeModuleId }) => FIRST.includes(facadeModuleId ?? "")).map(({ fileName }) => fileName));
      for (const name of wanted) for (const needed of chunks.find(({ fileName }) => fileName === name)?.imports ?? []) wanted.add(needed);
      return [...wanted].map((name) => ({
        tag: "link",
        attrs: { rel: "modulepreload", crossorigin: true, href: `/${name}` },
        injectTo: "head",
      }));
    },
  },
};

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwind(), nameFirst],
  // Nothing may be inlined as data: or script: the page runs under a strict policy.
  build: {
    outDir: "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    rolldownOptions: {
      input: {
        index: join(import.meta.dirname, "index.html"),
        "service-worker": join(import.meta.dirname, "src/offline/service-worker.ts"),
      },
      output: {
        // A browser looks for the worker where it was, and it keeps only what lies beside or below it.
        entryFileNames: ({ name }) => (name === "service-worker" ? "[name].js" : "assets/[name]-[hash].js"),
        // One file instead of a dozen: each costs a weak line a turn.
        codeSplitting: {
          groups: [
            { name: "first", test: FIRST_ASKED, priority: 1 },
            { name: "ground", test: GROUND },
          ],
        },
      },
    },
  },
});
