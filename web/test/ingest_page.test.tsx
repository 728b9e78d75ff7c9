// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { MockPortal } from "../mock/portal.ts";
import { Component as IngestPage } from "../src/pages/ingest/IngestPage";
import { renderAt } from "./page";

let submitted: unknown;

beforeEach(() => {
  const portal = new MockPortal({ stepMillis: 60_000, planMillis: 0 });
  submitted = undefined;
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.method === "POST" && request.url.endsWith("/jobs")) submitted = await request.clone().json();
    return portal.handle(request);
  });
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test("an address opens the page with its tables selected and its options set", async () => {
  renderAt("/ingest?from=hive&database=sales&tables=orders,regions&mode=in-place", <IngestPage />);
  expect(
    (await screen.findAllByRole("option", { selected: true })).map(
      (row) => row.querySelector("span + span")?.textContent,
    ),
  ).toEqual(["orders", "regions"]);
  expect(screen.getByRole<HTMLInputElement>("radio", { name: /^In place/ }).checked).toBe(true);
});

test("a layout is asked for in mode rewrite, term by term, and goes into the address", async () => {
  const { router } = renderAt("/ingest?from=hive&database=sales&tables=orders", <IngestPage />);
  expect(screen.queryByLabelText("Partition by")).toBeNull();
  fireEvent.click(await screen.findByRole("radio", { name: /^Rewrite/ }));
  const terms = await screen.findByLabelText<HTMLInputElement>("Partition by", { selector: "input" });
  terms.focus();
  fireEvent.change(terms, { target: { value: "bucket(16, id)" } });
  fireEvent.keyDown(terms, { key: "Enter" });
  await waitFor(() =>
    expect(new URLSearchParams(router.state.location.search).getAll("partition_by")).toEqual([
      "bucket(16, id)",
    ]),
  );
});

test("what is selected goes into the address", async () => {
  const { router } = renderAt("/ingest?from=hive&database=sales", <IngestPage />);
  fireEvent.click(await screen.findByRole("option", { name: "orders" }));
  await waitFor(() => expect(new URLSearchParams(router.state.location.search).get("tables")).toBe("orders"));
});

test("selecting everything asks for all tables, and the plan comes before Submit", async () => {
  const { router } = renderAt("/ingest?from=hive&database=nycflights13", <IngestPage />);
  fireEvent.click(await screen.findByRole("button", { name: /^Select all/ }));
  fireEvent.click(screen.getByRole("button", { name: "Make the plan" }));
  expect(submitted).toBeUndefined();
  fireEvent.click(await screen.findByRole("button", { name: "Submit 5 tables" }));
  await waitFor(() => expect(router.state.location.pathname).toMatch(/^\/jobs\//));
  expect(submitted).toEqual({
    engine: "ingest",
    from: "hive",
    database: "nycflights13",
    to: "lake",
    namespace: "nycflights13_iceberg",
    mode: "copy",
    if_exists: "fail",
    verify: "counts",
    nested_directories: "refuse",
  });
});

test("refused tables are told, and can be left out in one click", async () => {
  renderAt("/ingest?from=hive&database=sales&tables=orders,orders_acid&step=plan", <IngestPage />);
  expect(await screen.findByText(/1 table is refused/)).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Leave them out" }));
  fireEvent.click(await screen.findByRole("button", { name: "Submit 1 table" }));
  await waitFor(() => expect(submitted).toMatchObject({ tables: ["orders"] }));
});

test("a plan that can't be made says why, and can be tried again", async () => {
  renderAt("/ingest?from=hive&database=sales&to=nowhere&tables=orders", <IngestPage />);
  expect(await screen.findByText("There is no connection named nowhere.")).toBeTruthy();
});

test("a source that can't be reached is told with the portal's words", async () => {
  renderAt("/ingest?from=archive&database=sales", <IngestPage />);
  expect((await screen.findAllByText(/refuses the connection/)).length).toBeGreaterThan(0);
});

test("a selection that another browser kept is told to be lost", async () => {
  renderAt("/ingest?from=hive&database=sales&tables=~12345678", <IngestPage />);
  expect(await screen.findByText(/was made in another browser/)).toBeTruthy();
});
