import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { takePageKey } from "./api/page-key.ts";
import { createReadings } from "./api/reads.ts";
import { App } from "./app.tsx";
import { keepShell } from "./offline/register.ts";
import "./tokens.css";

const place = document.querySelector("#page");
if (place === null) throw new Error("index.html has no #page");
await takePageKey();
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={createReadings()}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);
keepShell();
