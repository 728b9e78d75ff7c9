import fc from "fast-check";
import { expect, test } from "vitest";
import { add, invert, parsePastedNames, remove, setRange, toggle } from "../src/domain/selection";

const shown = ["a", "b", "c", "d", "e"];

test("toggling twice changes nothing, and the old selection is left as it was", () => {
  const before = new Set(["a"]);
  expect(toggle(toggle(before, "b"), "b")).toEqual(before);
  expect(before).toEqual(new Set(["a"]));
});

test("a range works upwards and downwards", () => {
  expect(setRange(new Set(), shown, 1, 3, true)).toEqual(new Set(["b", "c", "d"]));
  expect(setRange(new Set(shown), shown, 3, 1, false)).toEqual(new Set(["a", "e"]));
});

test("inverting what is shown leaves what is hidden", () => {
  expect(invert(new Set(["a", "hidden"]), ["a", "b"])).toEqual(new Set(["b", "hidden"]));
});

test("inverting twice changes nothing", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string()), fc.uniqueArray(fc.string()), (picked, list) => {
      const before = new Set(picked);
      expect(invert(invert(before, list), list)).toEqual(before);
    }),
  );
});

test("what is added and then removed is gone", () => {
  expect(remove(add(new Set(["a"]), ["b", "c"]), ["b", "c"])).toEqual(new Set(["a"]));
});

test("pasted names may come as lines, commas, SQL or with their database", () => {
  const known = new Set(["orders", "customers", "prices"]);
  const text = '  `sales`.`orders`,\n"customers";PRICES\torders nothing_such';
  expect(parsePastedNames(text, "sales", known)).toEqual({
    known: ["orders", "customers", "prices"],
    unknown: ["nothing_such"],
  });
});

test("pasting nothing finds nothing", () => {
  expect(parsePastedNames(" \n,;", "sales", new Set(["a"]))).toEqual({ known: [], unknown: [] });
});
