import "./tokens.css";
import { takePageKey } from "./api/page-key.ts";
import { askFirst } from "./api/first-answer.ts";

// Small and first: what Hydra is asked for is on its way while the page's own code still comes.
await takePageKey();
askFirst();
await import("./main.tsx");
