import type { JobEvent, TableResult } from "../services/jobs";
import type { PlannedTable } from "../services/plans";
import { advance, noProgress, type ProgressView } from "./progress";

export interface Attempt {
  number: number;
  startedAt: string;
  version: string;
}

// What a job's events add up to.
export interface LiveJob {
  // The last event taken in.
  seq: number;
  progress: ProgressView;
  // The current attempt's plan; a long one comes in several events.
  planned: readonly PlannedTable[];
  // The last word on each table.
  results: ReadonlyMap<string, TableResult>;
  attempts: readonly Attempt[];
  // The job is in a final state, and all its events are here.
  ended: boolean;
}

export const nothingYet: LiveJob = {
  seq: 0,
  progress: noProgress(0),
  planned: [],
  results: new Map(),
  attempts: [],
  ended: false,
};

function attemptOf(event: Extract<JobEvent, { event: "started" }>): Attempt {
  return { number: event.attempt ?? 0, startedAt: event.at, version: event.version };
}

function take(job: LiveJob, event: JobEvent, results: Map<string, TableResult>): LiveJob {
  if (event.event === "end") return { ...job, ended: true };
  if (event.event === "state" || event.seq <= job.seq) return job;
  const next = { ...job, seq: event.seq };
  switch (event.event) {
    case "started":
      return { ...next, attempts: [...job.attempts, attemptOf(event)], planned: [] };
    case "plan":
      return { ...next, planned: [...job.planned, ...event.plan.tables] };
    case "progress":
      return { ...next, progress: advance(job.progress, event, event.attempt ?? 0, Date.parse(event.at)) };
    case "table":
      results.set(event.table, event);
      return next;
    default:
      return next;
  }
}

// The job after more events; ones that it has already, and ones that it does not know, change nothing.
export function withEvents(job: LiveJob, events: readonly JobEvent[]): LiveJob {
  const hasResults = events.some((event) => event.event === "table");
  const results = hasResults ? new Map(job.results) : undefined;
  let next = job;
  for (const event of events) next = take(next, event, results ?? new Map());
  return results ? { ...next, results } : next;
}

export interface TableRow {
  table: string;
  target: string;
  status: TableResult["status"] | "waiting";
  result: TableResult | null;
}

function rowOf(result: TableResult): TableRow {
  return { table: result.table, target: result.target ?? "", status: result.status, result };
}

// One row per table that the plan names or that has a result; those without one wait, unless the job has ended.
export function tableRows(job: LiveJob, over: boolean): TableRow[] {
  const rows = [...job.results.values()].map(rowOf);
  if (over) return rows;
  for (const { table, target } of job.planned)
    if (!job.results.has(table)) rows.push({ table, target: target ?? "", status: "waiting", result: null });
  return rows;
}
