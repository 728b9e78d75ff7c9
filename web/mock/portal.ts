import type { components } from "../src/api/schema.d.ts";
import { MockJob } from "./jobs.ts";
import { databases, namespaces } from "./names.ts";
import { hiveTable, plannedTable } from "./tables.ts";

type Schemas = components["schemas"];
type Request0 = Schemas["JobRequest"];

interface Options {
  // How long a job takes for each table, and a plan in all.
  stepMillis: number;
  planMillis: number;
}

const connections: Schemas["Connection"][] = [
  { name: "archive", type: "hive-directory", roles: ["source"] },
  { name: "hive", type: "hive", roles: ["source"] },
  { name: "lake", type: "iceberg-sql", roles: ["catalog"] },
];

function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
}

function problem(status: number, detail: string, kind: Schemas["ErrorKind"], field?: string): Response {
  const body: Schemas["Problem"] = {
    type: "about:blank",
    title: "Problem",
    status,
    detail,
    kind,
    ...(field ? { field } : {}),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/problem+json" },
  });
}

function pageOf<T>(
  items: readonly T[],
  url: URL,
  otherwise: number,
): { items: T[]; next: string | null; total: number } {
  const start = Number(url.searchParams.get("cursor") ?? 0);
  const end = start + Number(url.searchParams.get("limit") ?? otherwise);
  return {
    items: items.slice(start, end),
    next: end < items.length ? String(end) : null,
    total: items.length,
  };
}

function names(all: readonly string[], url: URL): Response {
  const q = (url.searchParams.get("q") ?? "").toLowerCase();
  const found = all.filter((name) => name.toLowerCase().includes(q)).map((name) => ({ name }));
  return json(pageOf(found, url, 1_000));
}

type Send = (data: unknown, id?: string) => void;

// A stream that calls `start`, which may send at once and later; what it returns is called when the client goes.
function stream(start: (send: Send, close: () => void) => () => void): Response {
  const encoder = new TextEncoder();
  let stop = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      let open = true;
      const send: Send = (data, id) => {
        if (open)
          controller.enqueue(encoder.encode(`${id ? `id: ${id}\n` : ""}data: ${JSON.stringify(data)}\n\n`));
      };
      const close = () => {
        if (open) controller.close();
        open = false;
      };
      stop = start(send, close);
    },
    cancel() {
      stop();
    },
  });
  return new Response(body, {
    headers: { "Content-Type": "text/event-stream", "Cache-Control": "no-store" },
  });
}

// A portal in memory with the paths and shapes of openapi.yaml: for work on the pages, and for tests of the services.
export class MockPortal {
  private readonly options: Options;
  private readonly jobs: MockJob[] = [];
  private readonly plans = new Map<string, { run: Schemas["PlanRun"]; due: number }>();
  private readonly listeners = new Set<(job: MockJob) => void>();
  private made = 0;

  constructor(options: Options) {
    this.options = options;
  }

  async handle(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const path = url.pathname.split("/").slice(3).map(decodeURIComponent);
    const [first = ""] = path;
    if (first === "version")
      return json({
        version: "0.1.0",
        started_at: "2026-01-31T08:00:00.000Z",
        user: "ada",
      } satisfies Schemas["Version"]);
    if (first === "connections") return this.connections(path.slice(1), url);
    if (first === "plans") return this.plan(path.slice(1), request);
    if (first === "jobs") return this.job(path.slice(1), url, request);
    if (first === "events") return this.listEvents();
    return problem(404, `no such resource: ${url.pathname}`, "NotFound");
  }

  submit(request: Request0, run = true, createdAt = new Date()): MockJob {
    const serial = (++this.made).toString(16).padStart(12, "0");
    const job = new MockJob(
      `019a3f2e-7c1b-7d30-8a4e-${serial}`,
      { namespace: `${request.database}_iceberg`, ...request },
      createdAt,
    );
    this.jobs.unshift(job);
    job.follow(() => {
      for (const listener of this.listeners) listener(job);
    });
    if (run) this.run(job);
    return job;
  }

  private run(job: MockJob): void {
    const step = () => {
      if (job.step(new Date())) setTimeout(step, this.options.stepMillis);
    };
    setTimeout(() => {
      if (job.detail.state !== "queued") return;
      job.start(new Date());
      setTimeout(step, this.options.stepMillis);
    }, this.options.stepMillis);
  }

  private connections([name, kind, scope, , table]: string[], url: URL): Response {
    if (name === undefined) return json({ items: connections });
    if (!connections.some((one) => one.name === name))
      return problem(
        404,
        `no connection is named "${name}"; there are archive, hive, lake`,
        "NotFound",
        "connection",
      );
    if (name === "archive")
      return problem(
        502,
        "the metastore thrift://archive:9083 refuses the connection; is it running?",
        "Unavailable",
      );
    const all = kind === "databases" ? databases : namespaces;
    if (scope === undefined) return names([...all.keys()], url);
    const tables = all.get(scope);
    if (!tables)
      return problem(
        404,
        `${name} has no ${kind === "databases" ? "database" : "namespace"} "${scope}"`,
        "NotFound",
      );
    if (table !== undefined) return json(hiveTable(scope, table));
    return names(tables, url);
  }

  private async plan([id]: string[], request: Request): Promise<Response> {
    if (request.method === "POST") return this.startPlan((await request.json()) as Request0);
    const known = this.plans.get(id ?? "");
    if (!known) return problem(404, "no such plan, or it was made too long ago", "NotFound");
    if (request.method === "DELETE") {
      this.plans.delete(id ?? "");
      return new Response(null, { status: 204 });
    }
    return json(Date.now() < known.due ? known.run : this.finishPlan(known.run));
  }

  private startPlan(request: Request0): Response {
    if (!connections.some((one) => one.name === request.from))
      return problem(400, `"from": no connection is named "${request.from}"`, "NotFound", "from");
    const id = `019a3f2e-7c1b-7d30-9a4e-${(this.plans.size + 1).toString(16).padStart(12, "0")}`;
    const run: Schemas["PlanRun"] = { id, state: "running", request, started_at: new Date().toISOString() };
    this.plans.set(id, { run, due: Date.now() + this.options.planMillis });
    return json(run, 202);
  }

  private finishPlan(run: Schemas["PlanRun"]): Schemas["PlanRun"] {
    const { request } = run;
    const tables = request.tables?.length ? request.tables : (databases.get(request.database) ?? []);
    const finished = { ...run, finished_at: new Date().toISOString() };
    if (request.database === "empty")
      return {
        ...finished,
        state: "failed",
        problem: {
          type: "about:blank",
          title: "Not Found",
          status: 404,
          detail: "the database is empty",
          kind: "NotFound",
        },
      };
    return {
      ...finished,
      state: "done",
      plan: { tables: tables.map((name) => plannedTable(request, name)), warnings: [] },
    };
  }

  private async job([id, part]: string[], url: URL, request: Request): Promise<Response> {
    if (id === undefined) return request.method === "POST" ? this.submitted(request) : this.listJobs(url);
    const job = this.jobs.find((one) => one.detail.id === id);
    if (!job) return problem(404, `no job has the id ${id}`, "NotFound");
    if (part === undefined) return json(job.detail);
    if (part === "cancel")
      return job.cancel() ? json(job.detail) : problem(409, "the job has ended already", "Conflict");
    if (part === "retry") return this.retry(job);
    if (part === "events") return this.jobEvents(job, Number(url.searchParams.get("after") ?? 0));
    if (part === "log") return this.jobLog(job, url);
    return problem(404, `no such resource: ${url.pathname}`, "NotFound");
  }

  private async submitted(request: Request): Promise<Response> {
    const job = this.submit((await request.json()) as Request0);
    return json(job.detail, 201);
  }

  private retry(job: MockJob): Response {
    if (!job.retry()) return problem(409, "the job has not failed, nor was it cancelled", "Conflict");
    this.run(job);
    return json(job.detail);
  }

  private listJobs(url: URL): Response {
    const states = url.searchParams.getAll("state");
    const q = (url.searchParams.get("q") ?? "").toLowerCase();
    const user = url.searchParams.get("user") ?? "";
    const found = this.jobs.filter(
      ({ job }) =>
        (states.length === 0 || states.includes(job.state)) &&
        (user === "" || job.user === user) &&
        `${job.id} ${job.label} ${job.user} ${job.source}`.toLowerCase().includes(q),
    );
    return json(
      pageOf(
        found.map(({ job }) => job),
        url,
        50,
      ),
    );
  }

  private listEvents(): Response {
    return stream((send) => {
      const listener = (job: MockJob) => send({ event: "job", job: job.job }, String(this.made));
      this.listeners.add(listener);
      return () => this.listeners.delete(listener);
    });
  }

  private jobEvents(job: MockJob, after: number): Response {
    return stream((send, close) => {
      let sent = after;
      let told = "";
      const listener = () => {
        const state = `${job.detail.state} ${job.detail.cancel_requested}`;
        if (state !== told) send({ event: "state", job: job.job });
        told = state;
        for (const event of job.events.slice(sent)) send(event, String(++sent));
        if (!job.isOver) return;
        send({ event: "end" });
        close();
      };
      const stop = job.follow(listener);
      listener();
      return stop;
    });
  }

  private jobLog(job: MockJob, url: URL): Response {
    if (url.searchParams.get("download") === "true")
      return new Response(job.log, {
        headers: {
          "Content-Type": "text/plain",
          "Content-Disposition": `attachment; filename="${job.detail.id}.log"`,
        },
      });
    return stream((send, close) => {
      let offset = Number(url.searchParams.get("offset") ?? 0);
      const listener = () => {
        while (offset < job.log.length) {
          const end = Math.min(
            job.log.lastIndexOf("\n", offset + 500_000) + 1 || job.log.length,
            job.log.length,
          );
          send({ event: "log", offset, text: job.log.slice(offset, end) }, String(end));
          offset = end;
        }
        if (!job.isOver) return;
        send({ event: "end" });
        close();
      };
      const stop = job.follow(listener);
      listener();
      return stop;
    });
  }
}
