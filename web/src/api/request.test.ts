import { expect, test } from "vitest";
import { requestOf } from "./request.ts";

test("a read asks by its path and its query, and leaves out what was not said", () => {
  expect(requestOf("GET /logs/tail/{name}", { name: "a/b c", lines: 5, node: undefined })).toEqual({
    method: "GET",
    path: "/logs/tail/a%2Fb%20c?lines=5",
    body: null,
  });
});

test("several values of one name stand beside each other", () => {
  expect(requestOf("GET /preferences/recommendation", { task: "code", available: ["a", "b"] }).path).toBe(
    "/preferences/recommendation?task=code&available=a&available=b",
  );
});

test("a change carries the rest of its input in its body, a DELETE in its query", () => {
  expect(requestOf("POST /incidents/{id}/heal", { id: "db-1", remedy: "restart" })).toEqual({
    method: "POST",
    path: "/incidents/db-1/heal",
    body: '{"remedy":"restart"}',
  });
  expect(requestOf("DELETE /grants/{id}", { id: "g" })).toEqual({ method: "DELETE", path: "/grants/g", body: null });
});
