import fc from "fast-check";
import { expect, test } from "vitest";
import { type LiveJob, nothingYet, tableRows, withEvents } from "../src/domain/live_job";
import { countPart, filterRows } from "../src/domain/result_filter";
import type { JobEvent, TableResult } from "../src/services/jobs";

const at = "2026-01-31T10:00:00.000Z";

function result(table: string, status: TableResult["status"], message = ""): TableResult {
  return { table, status, rows: 1, files: 1, bytes: 1, seconds: 1, may_retry: false, message };
}

function tableEvent(seq: number, table: string, status: TableResult["status"]): JobEvent {
  return { event: "table", seq, at, attempt: 1, ...result(table, status) };
}

function planEvent(seq: number, ...tables: string[]): JobEvent {
  return {
    event: "plan",
    seq,
    at,
    attempt: 1,
    plan: { tables: tables.map((table) => ({ table, action: "create" })) },
  };
}

function statuses(job: LiveJob, over: boolean): Record<string, string> {
  return Object.fromEntries(tableRows(job, over).map((row) => [row.table, row.status]));
}

test("planned tables wait until their result comes", () => {
  const job = withEvents(nothingYet, [planEvent(1, "s.a", "s.b"), tableEvent(2, "s.b", "committed")]);
  expect(statuses(job, false)).toEqual({ "s.b": "committed", "s.a": "waiting" });
});

test("a plan may come in pieces, and a new attempt makes a new one", () => {
  const started: JobEvent = { event: "started", seq: 3, at, attempt: 2, engine: "ingest", version: "0.1.0" };
  const first = withEvents(nothingYet, [planEvent(1, "s.a"), planEvent(2, "s.b")]);
  expect(statuses(first, false)).toEqual({ "s.a": "waiting", "s.b": "waiting" });
  expect(statuses(withEvents(first, [started, planEvent(4, "s.b")]), false)).toEqual({ "s.b": "waiting" });
});

test("no table waits in a job that is over", () => {
  expect(statuses(withEvents(nothingYet, [planEvent(1, "s.a")]), true)).toEqual({});
});

test("the last word on a table counts", () => {
  const job = withEvents(nothingYet, [tableEvent(1, "s.a", "failed"), tableEvent(2, "s.a", "committed")]);
  expect(statuses(job, false)).toEqual({ "s.a": "committed" });
});

test("events that come twice, as after a reconnect, change nothing", () => {
  const events = [planEvent(1, "s.a"), tableEvent(2, "s.a", "committed"), tableEvent(3, "s.b", "failed")];
  fc.assert(
    fc.property(fc.nat(3), fc.nat(3), (first, again) => {
      const once = withEvents(nothingYet, events);
      const twice = withEvents(
        withEvents(nothingYet, events.slice(0, first)),
        events.slice(Math.min(again, first)),
      );
      expect(twice).toEqual(once);
    }),
  );
});

test("the end is taken note of, and events of unknown kinds are passed over", () => {
  const unknown = { event: "tide", seq: 7, at } as unknown as JobEvent;
  expect(withEvents(nothingYet, [unknown, { event: "end" }])).toMatchObject({ seq: 7, ended: true });
});

test("each attempt is listed with its start", () => {
  const started: JobEvent = { event: "started", seq: 1, at, attempt: 1, engine: "ingest", version: "0.1.0" };
  const again: JobEvent = { ...started, seq: 2, attempt: 2 };
  expect(withEvents(nothingYet, [started, again]).attempts.map(({ number }) => number)).toEqual([1, 2]);
});

test("results can be narrowed to problems and searched by name", () => {
  const job = withEvents(nothingYet, [
    tableEvent(1, "s.orders", "committed"),
    tableEvent(2, "s.orders_acid", "refused"),
    tableEvent(3, "s.prices", "failed"),
  ]);
  const rows = tableRows(job, true);
  expect(countPart(rows, "problems")).toBe(2);
  expect(filterRows(rows, "problems", "ORDERS").map(({ table }) => table)).toEqual(["s.orders_acid"]);
});
