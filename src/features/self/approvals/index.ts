import { feature } from "../../../kernel/feature.ts";
import { approve, get, list, reject } from "./operations.ts";

export const approvals = feature({
  name: "approvals",
  about: "What waits for a person, and the deciding",
  operations: [list, get, approve, reject],
  personal: "nothing",
});
