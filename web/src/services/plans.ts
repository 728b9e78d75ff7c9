import { api, unwrap } from "../api/client";
import { ApiError } from "../api/problem";
import type { components } from "../api/schema";
import type { JobRequest } from "./jobs";

export type Plan = components["schemas"]["Plan"];
export type PlannedTable = components["schemas"]["PlannedTable"];
export type PlanRun = components["schemas"]["PlanRun"];
export type Progress = components["schemas"]["Progress"];

export interface FinishedPlan {
  plan: Plan;
  finishedAt: string;
}

const firstPause = 150;
const longestPause = 1_000;

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}

async function whenEnded(
  started: PlanRun,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<PlanRun> {
  let run = started;
  for (let wait = firstPause; run.state === "running"; wait = Math.min(wait * 1.5, longestPause)) {
    if (run.progress) onProgress(run.progress);
    await pause(wait, signal);
    run = await unwrap(api.GET("/plans/{plan}", { params: { path: { plan: run.id } }, signal }));
  }
  return run;
}

// Has the engine make a plan and waits for it. When `signal` aborts, the portal is told to stop.
export async function makePlan(
  request: JobRequest,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<FinishedPlan> {
  const started = await unwrap(api.POST("/plans", { body: request }));
  try {
    signal.throwIfAborted();
    const run = await whenEnded(started, signal, onProgress);
    if (run.plan) return { plan: run.plan, finishedAt: run.finished_at ?? started.started_at };
    throw new ApiError(run.problem ?? { type: "about:blank", title: "", status: 500, detail: "" });
  } catch (error) {
    if (signal.aborted)
      void api.DELETE("/plans/{plan}", { params: { path: { plan: started.id } } }).catch(() => {});
    throw error;
  }
}
