import { expect, test } from "vitest";
import { commandOf } from "../src/domain/command_line";
import { parseFailure } from "../src/domain/failure";
import { nothingYet, tableRows, withEvents } from "../src/domain/live_job";
import { ticketText } from "../src/domain/ticket";
import type { JobDetail } from "../src/services/jobs";

const job: JobDetail = {
  id: "019a3f2e-7c1b-7d30-8a4e-000000000001",
  engine: "ingest",
  label: "sales to lake.sales_iceberg",
  user: "ada",
  source: "api",
  priority: 0,
  state: "failed",
  cancel_requested: false,
  attempt: 2,
  errors: 1,
  max_errors: 5,
  crashes: 0,
  max_crashes: 3,
  created_at: "2026-01-31T10:00:00.000Z",
  finished_at: "2026-01-31T10:01:00.000Z",
  error: "NotFound: no such file; while reading footer; while ingesting sales.orders",
  request: { engine: "ingest", from: "hive", database: "sales", tables: ["orders", "it's"], to: "lake" },
  children: [],
};

test("an error is taken apart into its kind, its cause and what was being done", () => {
  expect(
    parseFailure("NotFound: no such file s3://a: gone; while reading footer; while ingesting sales.orders"),
  ).toEqual({
    kind: "NotFound",
    cause: "no such file s3://a: gone",
    trail: ["reading footer", "ingesting sales.orders"],
  });
});

test("an error of no known kind is all cause", () => {
  expect(parseFailure("worker: killed")).toEqual({ kind: null, cause: "worker: killed", trail: [] });
});

test("a ticket holds what someone else needs to look into it", () => {
  const rows = tableRows(
    withEvents(nothingYet, [
      {
        event: "table",
        seq: 1,
        at: job.created_at,
        table: "sales.orders",
        status: "failed",
        rows: 0,
        files: 0,
        bytes: 0,
        seconds: 0,
        may_retry: true,
        message: "part-0 is truncated",
      },
    ]),
    true,
  );
  const text = ticketText(job, rows, "http://localhost:8080/jobs/1", "0.1.0");
  for (const part of [
    job.id,
    "attempt 2",
    "no such file",
    "sales.orders: failed: part-0 is truncated",
    "Lakeport 0.1.0",
  ])
    expect(text).toContain(part);
});

test("the command line does the same as the request, with its words quoted for a shell", () => {
  expect(commandOf({ ...job.request, mode: "copy" })).toBe(
    "lakeport ingest --from hive --database sales --table orders --table 'it'\\''s' --to lake --mode copy",
  );
});

test("a revert's command line names the job", () => {
  const revert = "0192f0c1-7a5e-7cc3-8a44-1f2e3d4c5b6a";
  expect(commandOf({ ...job.request, revert })).toContain(`--revert ${revert}`);
});

test("a request for very many tables has no command line", () => {
  expect(
    commandOf({ ...job.request, tables: Array.from({ length: 500 }, (_, index) => `t${index}`) }),
  ).toBeNull();
});
