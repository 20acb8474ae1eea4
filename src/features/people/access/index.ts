import { feature } from "../../../kernel/feature.ts";
import { issue, link, list, revoke } from "./operations.ts";

export const access = feature({
  name: "access",
  about: "Tokens of programs and models, and links that open the page",
  operations: [list, issue, revoke, link],
  personal: "nothing",
});
