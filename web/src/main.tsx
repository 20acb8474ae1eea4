import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Page } from "./page.tsx";
import { takePageKey } from "./page-key.ts";
import { createReadings } from "./reads.ts";
import "./tokens.css";

const place = document.querySelector("#page");
if (place === null) throw new Error("index.html has no #page");
await takePageKey();
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={createReadings()}>
      <Page />
    </QueryClientProvider>
  </StrictMode>,
);
