import fc from "fast-check";
import { expect, test } from "vitest";
import { commandOf } from "../src/domain/command_line";
import {
  formatIngestUrl,
  type IngestUrl,
  ifExistsChoices,
  ingestUrlOf,
  modes,
  nestedChoices,
  parseIngestUrl,
  toRequest,
  verifyChoices,
} from "../src/domain/ingest_url";
import { jobStates } from "../src/domain/job_state";
import { formatJobUrl, type JobUrl, jobTabs, levels, parseJobUrl, resultParts } from "../src/domain/job_url";
import { formatJobsUrl, type JobsUrl, parseJobsUrl } from "../src/domain/jobs_url";
import { matchModes } from "../src/domain/name_filter";

const text = fc.string({ unit: "grapheme" });
const name = fc.string({ unit: "grapheme", minLength: 1 });

const anyIngest: fc.Arbitrary<IngestUrl> = fc.record({
  from: text,
  database: text,
  to: text,
  namespace: text,
  mode: fc.constantFrom(...modes),
  ifExists: fc.constantFrom(...ifExistsChoices),
  verify: fc.constantFrom(...verifyChoices),
  nested: fc.constantFrom(...nestedChoices),
  partitionBy: fc.array(text, { maxLength: 3 }),
  sortBy: fc.array(text, { maxLength: 3 }),
  targetFileSize: text,
  picked: fc.oneof(
    fc.constant({ kind: "all" } as const),
    fc.record({ kind: fc.constant("names" as const), names: fc.array(name, { maxLength: 5 }) }),
    fc.record({ kind: fc.constant("kept" as const), key: fc.uuid() }),
  ),
  q: text,
  match: fc.constantFrom(...matchModes),
  onlyPicked: fc.boolean(),
  step: fc.constantFrom("choose", "plan"),
});

const anyJobs: fc.Arbitrary<JobsUrl> = fc.record({
  state: fc.subarray([...jobStates]),
  engine: fc.constantFrom("", "ingest"),
  user: text,
  q: text,
  cursor: text,
});

const anyJob: fc.Arbitrary<JobUrl> = fc.record({
  tab: fc.constantFrom(...jobTabs),
  part: fc.constantFrom(...resultParts),
  q: text,
  line: fc.integer({ min: 0, max: 10_000_000 }),
  level: fc.constantFrom(...levels),
  find: text,
});

function reload<T>(
  value: T,
  format: (value: T) => URLSearchParams,
  parse: (params: URLSearchParams) => T,
): T {
  return parse(new URLSearchParams(format(value).toString()));
}

test("every page's address brings back the state that it was made from", () => {
  fc.assert(
    fc.property(anyIngest, (url) => void expect(reload(url, formatIngestUrl, parseIngestUrl)).toEqual(url)),
  );
  fc.assert(
    fc.property(anyJobs, (url) => void expect(reload(url, formatJobsUrl, parseJobsUrl)).toEqual(url)),
  );
  fc.assert(fc.property(anyJob, (url) => void expect(reload(url, formatJobUrl, parseJobUrl)).toEqual(url)));
});

test("any text at all is an address that can be read", () => {
  fc.assert(
    fc.property(text, (query) => {
      const params = new URLSearchParams(query);
      parseIngestUrl(params);
      parseJobsUrl(params);
      parseJobUrl(params);
    }),
  );
});

test("defaults are left out of the address", () => {
  expect(formatIngestUrl(parseIngestUrl(new URLSearchParams())).toString()).toBe("");
  expect(formatJobsUrl(parseJobsUrl(new URLSearchParams())).toString()).toBe("");
  expect(formatJobUrl(parseJobUrl(new URLSearchParams())).toString()).toBe("");
});

const chosen: IngestUrl = {
  ...parseIngestUrl(new URLSearchParams()),
  from: "hive",
  database: "sales",
  to: "lake",
};

test("there is no request before source, database, target and a table are chosen", () => {
  expect(toRequest(chosen, [])).toBeNull();
  expect(toRequest({ ...chosen, from: "" }, ["orders"])).toBeNull();
  expect(toRequest({ ...chosen, database: "" }, ["orders"])).toBeNull();
  expect(toRequest({ ...chosen, to: "" }, ["orders"])).toBeNull();
});

test("all tables are asked for by naming none", () => {
  expect(toRequest(chosen, "all")).not.toHaveProperty("tables");
});

test("the namespace is the database's with _iceberg, unless another is given", () => {
  expect(toRequest(chosen, ["orders"])?.namespace).toBe("sales_iceberg");
  expect(toRequest({ ...chosen, namespace: "lake1" }, ["orders"])?.namespace).toBe("lake1");
});

test("a name with a glob's characters asks for that one table", () => {
  expect(toRequest(chosen, ["odd*name", "what?", "a[b]"])?.tables).toEqual([
    "odd[*]name",
    "what[?]",
    "a[[]b]",
  ]);
});

test("a request used as a template makes the same request", () => {
  for (const tables of [["orders", "odd*name"], "all"] as const) {
    const request = toRequest(
      { ...chosen, mode: "in-place", ifExists: "sync", verify: "off", nested: "take" },
      tables,
    );
    if (!request) throw new Error("no request");
    const { picked, ...again } = ingestUrlOf(request);
    expect(toRequest({ ...again, picked }, picked.kind === "names" ? picked.names : "all")).toEqual(request);
  }
});

const laidOut: IngestUrl = {
  ...chosen,
  mode: "rewrite",
  partitionBy: ["day(ts)", "bucket(16, id)"],
  sortBy: ["ts desc nulls last"],
  targetFileSize: "256MB",
};

test("a layout is asked for, and asked for again by the request as a template", () => {
  const request = toRequest(laidOut, "all");
  expect(request).toMatchObject({
    mode: "rewrite",
    partition_by: ["day(ts)", "bucket(16, id)"],
    sort_by: ["ts desc nulls last"],
    target_file_size: "256MB",
  });
  if (!request) throw new Error("no request");
  expect(toRequest(reload(ingestUrlOf(request), formatIngestUrl, parseIngestUrl), "all")).toEqual(request);
  expect(toRequest({ ...laidOut, targetFileSize: " 1048576 " }, "all")).toMatchObject({
    target_file_size: 1048576,
  });
});

test("a layout is asked for in mode rewrite only", () => {
  const request = toRequest({ ...laidOut, mode: "copy" }, "all");
  for (const member of ["partition_by", "sort_by", "target_file_size"])
    expect(request).not.toHaveProperty(member);
});

test("the command of a request says its layout", () => {
  const request = toRequest(laidOut, "all");
  if (!request) throw new Error("no request");
  expect(commandOf(request)).toContain(
    "--partition-by 'day(ts)' --partition-by 'bucket(16, id)' --sort-by 'ts desc nulls last' --target-file-size 256MB",
  );
});
