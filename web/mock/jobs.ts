import type { components } from "../src/api/schema.d.ts";
import { databases } from "./names.ts";
import { plannedTable } from "./tables.ts";

type Schemas = components["schemas"];
type Request = Schemas["JobRequest"];
type JobDetail = Schemas["JobDetail"];
type JobEvent = Schemas["JobEvent"];
type TableResult = Schemas["TableResult"];

export type Listener = () => void;

// A job that pretends to run, one table at each step.
export class MockJob {
  detail: JobDetail;
  readonly events: JobEvent[] = [];
  log = "";
  private readonly listeners = new Set<Listener>();
  private done = 0;
  private readonly planned: Schemas["PlannedTable"][];
  private readonly results: TableResult[] = [];

  constructor(id: string, request: Request, createdAt: Date) {
    this.planned = tablesOf(request).map((name) => plannedTable(request, name));
    this.detail = {
      id,
      engine: "ingest",
      label: `${request.database} to ${request.to}.${request.namespace}`,
      user: "ada",
      source: "api",
      priority: 0,
      state: "queued",
      cancel_requested: false,
      attempt: 0,
      errors: 0,
      max_errors: 5,
      crashes: 0,
      max_crashes: 3,
      created_at: createdAt.toISOString(),
      request,
      children: [],
    };
  }

  follow(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  get job(): Schemas["Job"] {
    const { request: _request, children: _children, ...job } = this.detail;
    return job;
  }

  get isOver(): boolean {
    return ["done", "failed", "cancelled"].includes(this.detail.state);
  }

  start(now: Date): void {
    this.detail = {
      ...this.detail,
      state: "running",
      attempt: this.detail.attempt + 1,
      worker: "mock-1",
      started_at: now.toISOString(),
    };
    this.say(now, { event: "started", engine: "ingest", version: "0.1.0" });
    this.write(now, "INFO", `attempt ${this.detail.attempt} of ingest, ${this.planned.length} tables`);
    this.say(now, { event: "plan", plan: { tables: this.planned, warnings: [] } });
    this.progress(now);
  }

  // Does the next table; true when there is more to do.
  step(now: Date): boolean {
    if (this.detail.cancel_requested) return this.end(now, "cancelled");
    const table = this.planned[this.done];
    if (!table) return this.end(now, this.results.some(isBad) ? "failed" : "done");
    this.finishTable(now, table);
    this.done++;
    this.progress(now);
    return true;
  }

  cancel(): boolean {
    if (this.isOver) return false;
    if (this.detail.state === "running") this.change({ cancel_requested: true, cancelled_by: "ada" });
    else this.change({ state: "cancelled", cancelled_by: "ada", finished_at: new Date().toISOString() });
    return true;
  }

  retry(): boolean {
    if (this.detail.state !== "failed" && this.detail.state !== "cancelled") return false;
    const { finished_at: _end, error: _error, summary: _summary, exit_code: _code, ...kept } = this.detail;
    this.detail = { ...kept, state: "queued", cancel_requested: false };
    this.done = 0;
    this.changed();
    return true;
  }

  change(change: Partial<JobDetail>): void {
    this.detail = { ...this.detail, ...change };
    this.changed();
  }

  write(now: Date, level: string, text: string): void {
    this.log += `${now.toISOString()} ${level} ${text}\n`;
    this.changed();
  }

  private finishTable(now: Date, planned: Schemas["PlannedTable"]): void {
    const result = resultOf(planned);
    this.results.push(result);
    if (result.status === "committed")
      this.write(now, "INFO", `${result.table}: committed ${result.metadata_location}`);
    else
      this.write(
        now,
        isBad(result) ? "ERROR" : "WARNING",
        `${result.table}: ${result.status}: ${result.message}`,
      );
    this.say(now, { event: "table", ...result });
  }

  private progress(now: Date): void {
    const files = (count: number) => sum(this.planned.slice(0, count).map((table) => table.files ?? 0));
    const bytes = (count: number) => sum(this.planned.slice(0, count).map((table) => table.bytes ?? 0));
    const all = this.planned.length;
    const progress: Schemas["Progress"] = {
      phase: "running",
      tables_done: this.done,
      tables_total: all,
      files_done: files(this.done),
      files_total: files(all),
      bytes_done: bytes(this.done),
      bytes_total: bytes(all),
      at: now.toISOString(),
    };
    this.detail = { ...this.detail, progress };
    this.say(now, { event: "progress", ...progress });
  }

  private end(now: Date, state: "done" | "failed" | "cancelled"): false {
    const count = (status: TableResult["status"]) =>
      this.results.filter((one) => one.status === status).length;
    const bad = this.results.filter(isBad).length;
    const summary: Schemas["Summary"] = {
      status: state,
      tables: this.planned.length,
      committed: count("committed"),
      unchanged: count("unchanged"),
      skipped: count("skipped"),
      refused: count("refused"),
      failed: count("failed"),
      rows: sum(this.results.map((one) => one.rows)),
      files: sum(this.results.map((one) => one.files)),
      bytes: sum(this.results.map((one) => one.bytes)),
      seconds: (now.getTime() - Date.parse(this.detail.started_at ?? "")) / 1000,
    };
    this.say(now, { event: "summary", ...summary });
    const error = `Unsupported: ${bad} of ${this.planned.length} tables could not be ingested; while ingesting ${this.detail.request.database}`;
    this.change({
      state,
      cancel_requested: false,
      finished_at: now.toISOString(),
      exit_code: state === "done" ? 0 : state === "failed" ? 10 : 130,
      summary,
      ...(state === "failed" ? { error } : {}),
    });
    return false;
  }

  private say(now: Date, event: EngineEvent): void {
    this.events.push({
      seq: this.events.length + 1,
      at: now.toISOString(),
      attempt: this.detail.attempt,
      ...event,
    } as JobEvent);
    this.changed();
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }
}

type Unplaced<Event> = Event extends unknown ? Omit<Event, "seq" | "at" | "attempt"> : never;
type EngineEvent = Unplaced<Exclude<JobEvent, { event: "state" | "end" }>>;

function isBad(result: TableResult): boolean {
  return result.status === "failed" || result.status === "refused";
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function tablesOf(request: Request): readonly string[] {
  if (request.tables && request.tables.length > 0) return request.tables;
  return databases.get(request.database) ?? [];
}

function resultOf(planned: Schemas["PlannedTable"]): TableResult {
  const none = { table: planned.table, rows: 0, files: 0, bytes: 0, seconds: 0, may_retry: false };
  if (planned.action === "skip") return { ...none, status: "skipped", message: planned.reason };
  if (planned.action === "refuse") return { ...none, status: "refused", message: planned.reason };
  const files = planned.files ?? 0;
  const target = planned.target ?? "";
  return {
    ...none,
    target,
    status: "committed",
    rows: files * 12_345,
    files,
    bytes: planned.bytes ?? 0,
    seconds: files / 40,
    metadata_location: `file:///data/iceberg/${target.replace(".", "/")}/metadata/00000-3f2a77c1-90aa-4c1e-8a55-6f5d1c0b9e11.metadata.json`,
  };
}
