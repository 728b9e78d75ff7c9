import { expect, test } from "vitest";
import { compileFilter, type MatchMode } from "../src/domain/name_filter";

const names = ["dim_customers", "fact_orders", "fact_orders_2024", "Orders", "stg.a+b"];

function matching(pattern: string, mode: MatchMode): string[] {
  const filter = compileFilter(pattern, mode);
  if ("problem" in filter) throw new Error(filter.problem);
  return names.filter(filter.matches);
}

test("an empty pattern matches every name, in every mode", () => {
  for (const mode of ["text", "glob", "regex"] as const) expect(matching(" ", mode)).toEqual(names);
});

test("text matches names that hold all the words, in any order and case", () => {
  expect(matching("ORDERS fact", "text")).toEqual(["fact_orders", "fact_orders_2024"]);
  expect(matching("a+b", "text")).toEqual(["stg.a+b"]);
});

test("a glob matches whole names", () => {
  expect(matching("*orders", "glob")).toEqual(["fact_orders", "Orders"]);
  expect(matching("fact_orders_20??", "glob")).toEqual(["fact_orders_2024"]);
  expect(matching("[df]*_?[!u]*", "glob")).toEqual(["fact_orders", "fact_orders_2024"]);
});

test("in a glob all other characters mean themselves", () => {
  expect(matching("stg.a+b", "glob")).toEqual(["stg.a+b"]);
  expect(matching("stgxa+b", "glob")).toEqual([]);
  expect(matching("(", "glob")).toEqual([]);
});

test("a regex matches anywhere in a name", () => {
  expect(matching("_\\d{4}$", "regex")).toEqual(["fact_orders_2024"]);
});

test("a wrong regex is a problem with words, not an error", () => {
  expect(compileFilter("(", "regex")).toHaveProperty("problem");
});
