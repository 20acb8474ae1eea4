import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { layDownFirst } from "./api/first-answer.ts";
import { createReadings } from "./api/reads.ts";
import { App } from "./app.tsx";
import { pageAt } from "./shell/pages.ts";
import { keepShell } from "./offline/register.ts";

/** For the first answer and the first page's code, which were on their way before. */
const PATIENCE_MS = 50;

const place = document.querySelector("#page");
if (place === null) throw new Error("index.html has no #page");
const readings = createReadings();
// What is here already stands there at once; what is not is shown as coming.
await Promise.race([
  Promise.all([layDownFirst(readings), pageAt(window.location.hash.slice(1) || "/")?.Body.fetch()]),
  new Promise((resolve) => window.setTimeout(resolve, PATIENCE_MS)),
]).catch(() => null);
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={readings}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);
keepShell();
