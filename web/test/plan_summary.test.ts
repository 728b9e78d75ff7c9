import { expect, test } from "vitest";
import { bareName, partOf, summarize } from "../src/domain/plan_summary";
import type { Plan } from "../src/services/plans";

const plan: Plan = {
  warnings: ["the catalog is older than expected"],
  tables: [
    { table: "s.a", target: "t.a", action: "create", files: 3, bytes: 30, warnings: ["char becomes string"] },
    { table: "s.b", target: "t.b", action: "sync", files: 2, bytes: 20 },
    { table: "s.c", action: "refuse", files: 100, bytes: 1_000, reason: "transactional" },
    { table: "s.d", action: "skip", reason: "a view" },
    { table: "s.e", target: "t.e", action: "unchanged", files: 9, bytes: 90 },
  ],
};

test("a plan's sums are those of the tables that would be written", () => {
  expect(summarize(plan)).toEqual({
    writes: 2,
    unchanged: 1,
    skipped: 1,
    refused: 1,
    warnings: 2,
    files: 5,
    bytes: 50,
  });
});

test("a plan can be narrowed to what needs a look", () => {
  expect(partOf(plan, "refused").map(({ table }) => table)).toEqual(["s.c"]);
  expect(partOf(plan, "warnings").map(({ table }) => table)).toEqual(["s.a"]);
});

test("a table's own name may hold a dot", () => {
  expect(bareName({ table: "s.a.b", action: "create" }, "s")).toBe("a.b");
});
