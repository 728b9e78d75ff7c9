import type { Job, JobDetail, JobState } from "../services/jobs";

export type Tone = "quiet" | "busy" | "good" | "warn" | "bad";

export const jobStates: readonly JobState[] = [
  "scheduled",
  "queued",
  "running",
  "retrying",
  "done",
  "failed",
  "cancelled",
];

const tones: Record<JobState, Tone> = {
  scheduled: "quiet",
  queued: "quiet",
  running: "busy",
  retrying: "warn",
  done: "good",
  failed: "bad",
  cancelled: "quiet",
};

export function toneOf(state: JobState): Tone {
  return tones[state];
}

// Left only by a person's retry.
export function isFinal(state: JobState): boolean {
  return state === "done" || state === "failed" || state === "cancelled";
}

export function canCancel(job: Pick<Job, "state" | "cancel_requested">): boolean {
  return !isFinal(job.state) && !job.cancel_requested;
}

// What a job made can be taken back once it has ended; a revert itself is undone by running the job again.
export function canRevert(job: JobDetail): boolean {
  return isFinal(job.state) && job.request.revert === undefined && (job.summary?.committed ?? 0) > 0;
}

export function canRetry(job: Pick<Job, "state">): boolean {
  return job.state === "failed" || job.state === "cancelled";
}

// When a run that is over, or going on, began and ended: milliseconds.
export function durationOf(
  job: Pick<Job, "started_at" | "finished_at" | "state">,
  now: number,
): number | null {
  if (!job.started_at) return null;
  if (job.finished_at) return Math.max(Date.parse(job.finished_at) - Date.parse(job.started_at), 0);
  return job.state === "running" ? Math.max(now - Date.parse(job.started_at), 0) : null;
}
