import { feature } from "../../../kernel/feature.ts";
import { issue, list, revoke } from "./operations.ts";
import { addresses, certificate, link } from "./reach/operations.ts";

export const access = feature({
  name: "access",
  about: "Tokens of programs and models, and links that open the page",
  operations: [list, issue, revoke, link, addresses, certificate],
  personal: "nothing",
});
