import { expect, test } from "vitest";
import { incidentInAddress } from "./incident-address.ts";

test.each([
  ["#incident=db-17", "db-17"],
  ["#incident=a%2Fb-1", "a/b-1"],
  ["#incident=nope", "nope"],
  ["#incident=%E0%A4%A", "%E0%A4%A"],
  ["#incident=", null],
  ["#incident=a b", null],
  ["#other", null],
  ["", null],
])("the address %s opens %s", (fragment, id) => {
  expect(incidentInAddress(fragment)).toBe(id);
});
