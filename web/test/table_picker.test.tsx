// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, within } from "@testing-library/react";
import { useState } from "react";
import { afterEach, expect, test, vi } from "vitest";
import { manyNames } from "../mock/names.ts";
import type { MatchMode } from "../src/domain/name_filter";
import type { Selection } from "../src/domain/selection";
import { TablePicker } from "../src/pages/ingest/TablePicker";
import { renderAt } from "./page";

afterEach(cleanup);

const few = ["alpha", "beta", "delta", "gamma"];
let selected: Selection = new Set();
const onLook = vi.fn();

function Picker({ names }: { names: readonly string[] }) {
  const [selection, setSelection] = useState<Selection>(new Set());
  const [filter, setFilter] = useState({ q: "", match: "text" as MatchMode, onlyPicked: false });
  selected = selection;
  return (
    <TablePicker
      database="sales"
      names={names}
      selection={selection}
      onSelect={setSelection}
      onFilter={(change) => setFilter((before) => ({ ...before, ...change }))}
      onLook={onLook}
      {...filter}
    />
  );
}

function open(names: readonly string[]): HTMLElement {
  renderAt("/", <Picker names={names} />);
  return screen.getByRole("listbox");
}

function option(name: string): HTMLElement {
  return screen.getByRole("option", { name });
}

function search(text: string): void {
  fireEvent.change(screen.getByRole("searchbox"), { target: { value: text } });
}

test("ten thousand names make few rows", () => {
  const list = open(manyNames(10_000));
  expect(within(list).getAllByRole("option").length).toBeLessThan(60);
});

test("select all takes every name that matches, not the rows in sight", () => {
  open(manyNames(10_000));
  search("dim orders");
  fireEvent.click(screen.getByRole("button", { name: /^Select all/ }));
  expect(selected.size).toBe(192);
  expect([...selected].every((name) => name.includes("dim") && name.includes("orders"))).toBe(true);
});

test("what was selected stays so when the search changes", () => {
  open(few);
  fireEvent.click(option("alpha"));
  search("beta");
  fireEvent.click(option("beta"));
  expect([...selected].sort()).toEqual(["alpha", "beta"]);
});

test("a click with shift takes everything since the last one", () => {
  open(few);
  fireEvent.click(option("alpha"));
  fireEvent.click(option("delta"), { shiftKey: true });
  expect([...selected].sort()).toEqual(["alpha", "beta", "delta"]);
});

test("invert turns the selection of what is shown around", () => {
  open(few);
  fireEvent.click(option("beta"));
  fireEvent.click(screen.getByRole("button", { name: "Invert" }));
  expect([...selected].sort()).toEqual(["alpha", "delta", "gamma"]);
});

test("the keyboard moves, picks, extends and takes all", () => {
  const list = open(few);
  const press = (key: string, modifiers = {}) => fireEvent.keyDown(list, { key, ...modifiers });
  press("ArrowDown");
  press(" ");
  expect([...selected]).toEqual(["beta"]);
  press("ArrowDown", { shiftKey: true });
  expect([...selected].sort()).toEqual(["beta", "delta"]);
  press("a", { ctrlKey: true });
  expect(selected.size).toBe(4);
  press("End");
  press("Enter");
  expect(onLook).toHaveBeenLastCalledWith("gamma");
});

test("the row that the keyboard is on is told to a screen reader", () => {
  const list = open(few);
  fireEvent.keyDown(list, { key: "ArrowDown" });
  const active = list.ownerDocument.getElementById(list.getAttribute("aria-activedescendant") ?? "");
  expect(active?.textContent).toContain("beta");
});

test("only what is selected can be shown", () => {
  open(few);
  fireEvent.click(option("gamma"));
  fireEvent.click(screen.getByRole("switch"));
  expect(screen.getAllByRole("option")).toHaveLength(1);
});

test("a wrong regex is said, and nothing is selected by it", () => {
  open(few);
  fireEvent.click(screen.getByRole("radio", { name: "Regex" }));
  search("(");
  expect(screen.getByText(/Invalid regular expression/)).toBeTruthy();
  expect(screen.queryByRole("option")).toBeNull();
});
