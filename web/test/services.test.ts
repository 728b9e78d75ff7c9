// @vitest-environment happy-dom
import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { MockPortal } from "../mock/portal.ts";
import { isOnline, reportAnswer } from "../src/api/connectivity";
import { ApiError } from "../src/api/problem";
import { connectionsQuery, databasesQuery, tableNamesQuery, tableQuery } from "../src/services/connections";
import {
  cancelJob,
  type JobRequest,
  jobQuery,
  jobsQuery,
  rememberJob,
  retryJob,
  submitJob,
} from "../src/services/jobs";
import { makePlan } from "../src/services/plans";
import { versionQuery } from "../src/services/portal";
import { checkAnswer } from "./contract";

const request: JobRequest = {
  engine: "ingest",
  from: "hive",
  database: "sales",
  to: "lake",
  namespace: "sales_iceberg",
};
const noFilter = { state: [], engine: "", user: "", q: "" } as const;

let portal: MockPortal;
let client: QueryClient;
let asked: string[];

async function judged(request: Request): Promise<Response> {
  const url = new URL(request.url);
  asked.push(`${request.method} ${url.pathname}${url.search}`);
  const answer = await portal.handle(request);
  const type = answer.headers.get("Content-Type") ?? "";
  const body: unknown = answer.status === 204 ? undefined : await answer.clone().json();
  expect(checkAnswer(request.method, url, answer.status, type, body)).toEqual([]);
  return answer;
}

beforeEach(() => {
  portal = new MockPortal({ stepMillis: 1, planMillis: 1 });
  client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  asked = [];
  vi.stubGlobal("fetch", judged);
});

afterEach(() => {
  vi.unstubAllGlobals();
  reportAnswer(true);
});

test("connections are read with their roles, and nothing else about them", async () => {
  expect(await client.fetchQuery(connectionsQuery())).toContainEqual({
    name: "lake",
    type: "iceberg-sql",
    roles: ["catalog"],
  });
});

test("databases are searched on the portal", async () => {
  const found = await client.fetchQuery(databasesQuery("hive", "ALE"));
  expect(found.items).toEqual([{ name: "sales" }]);
});

test("all of ten thousand table names come, in as few requests as they need", async () => {
  const names = await client.fetchQuery(tableNamesQuery("hive", "big"));
  expect(new Set(names).size).toBe(10_000);
  expect(asked).toHaveLength(1);
});

test("names that come in several pages are put together", async () => {
  const handle = portal.handle.bind(portal);
  vi.spyOn(portal, "handle").mockImplementation((request) =>
    handle(new Request(request.url.replace("limit=10000", "limit=5"))),
  );
  expect(await client.fetchQuery(tableNamesQuery("hive", "sales"))).toHaveLength(12);
  expect(asked).toHaveLength(3);
});

test("a table is read with its columns", async () => {
  expect(await client.fetchQuery(tableQuery("hive", "sales", "orders"))).toMatchObject({
    database: "sales",
    name: "orders",
  });
});

test("a source that can't be reached is an error with the portal's own words", async () => {
  const failed = client.fetchQuery(databasesQuery("archive", ""));
  await expect(failed).rejects.toThrow(/thrift:\/\/archive:9083 refuses the connection/);
  expect(isOnline()).toBe(true);
});

test("an answer that is no problem document is still a readable error", async () => {
  vi.stubGlobal(
    "fetch",
    async () => new Response("<h1>Bad gateway</h1>", { status: 502, statusText: "Bad Gateway" }),
  );
  await expect(client.fetchQuery(versionQuery())).rejects.toMatchObject({
    status: 502,
    message: "<h1>Bad gateway</h1>",
  });
});

test("a portal that does not answer is noticed, and its return as well", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("fetch failed")));
  await expect(client.fetchQuery(versionQuery())).rejects.toMatchObject({ status: 0 });
  expect(isOnline()).toBe(false);
  vi.stubGlobal("fetch", judged);
  await client.fetchQuery(versionQuery());
  expect(isOnline()).toBe(true);
});

test("a plan is started, waited for, and told table by table", async () => {
  const { plan } = await makePlan(request, new AbortController().signal, () => {});
  expect(plan.tables).toHaveLength(12);
  expect(plan.tables).toContainEqual(
    expect.objectContaining({ table: "sales.orders_acid", action: "refuse" }),
  );
});

test("a plan that fails is an error that says why", async () => {
  const failed = makePlan({ ...request, database: "empty" }, new AbortController().signal, () => {});
  await expect(failed).rejects.toThrow("the database is empty");
});

test("a request that is wrong is an error that names the member", async () => {
  const wrong = makePlan({ ...request, from: "nowhere" }, new AbortController().signal, () => {});
  const error = await wrong.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ApiError);
  expect((error as ApiError).problem.field).toBe("from");
});

test("a plan that nobody waits for any more is stopped on the portal", async () => {
  portal = new MockPortal({ stepMillis: 1, planMillis: 60_000 });
  const controller = new AbortController();
  const waiting = makePlan(request, controller.signal, () => {});
  await vi.waitFor(() => expect(asked.some((line) => line.startsWith("GET /api/v1/plans/"))).toBe(true));
  controller.abort();
  await expect(waiting).rejects.toThrow();
  await vi.waitFor(() => expect(asked.at(-1)).toMatch(/^DELETE \/api\/v1\/plans\//));
});

test("a job is submitted, runs, and is listed with what came of it", async () => {
  const { id } = await submitJob(request);
  await vi.waitFor(async () => {
    const job = await client.fetchQuery({ ...jobQuery(id), staleTime: 0 });
    expect(job).toMatchObject({ state: "failed", summary: { committed: 9, refused: 2, skipped: 1 } });
  });
  const list = await client.fetchQuery(jobsQuery({ ...noFilter, state: ["failed"], q: "SALES" }, ""));
  expect(list.items.map((job) => job.id)).toEqual([id]);
});

test("jobs come in pages by cursor", async () => {
  for (let count = 0; count < 60; count++) portal.submit(request, false);
  const first = await client.fetchQuery(jobsQuery({ ...noFilter, state: [] }, ""));
  const second = await client.fetchQuery(jobsQuery({ ...noFilter, state: [] }, first.next ?? ""));
  expect([first.items.length, second.items.length, second.next]).toEqual([50, 10, null]);
});

test("a waiting job is cancelled at once, and may then be retried", async () => {
  const { detail } = portal.submit(request, false);
  expect((await cancelJob(detail.id)).state).toBe("cancelled");
  await expect(cancelJob(detail.id)).rejects.toMatchObject({ status: 409 });
  expect((await retryJob(detail.id)).state).toBe("queued");
});

test("a running job that is cancelled says so before it has stopped", async () => {
  const job = portal.submit(request, false);
  job.start(new Date());
  expect(await cancelJob(job.detail.id)).toMatchObject({ state: "running", cancel_requested: true });
});

test("a job's news reach every list and page that shows it", async () => {
  const job = portal.submit(request, false);
  await client.fetchQuery(jobsQuery({ ...noFilter, state: [] }, ""));
  await client.fetchQuery(jobQuery(job.detail.id));
  rememberJob(client, { ...job.job, state: "running" });
  expect(client.getQueryData(jobsQuery({ ...noFilter, state: [] }, "").queryKey)?.items[0]?.state).toBe(
    "running",
  );
  expect(client.getQueryData(jobQuery(job.detail.id).queryKey)).toMatchObject({ state: "running", request });
});
