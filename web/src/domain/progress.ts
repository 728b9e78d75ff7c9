import type { Progress } from "../services/plans";

// What a progress bar shows. `fraction` lies in [0, 1] and never falls within one attempt.
export interface ProgressView {
  attempt: number;
  fraction: number;
  latest: Progress | null;
  // Per second, smoothed; null until two reports have come.
  rate: { files: number; bytes: number } | null;
  seenAt: number;
}

export function noProgress(attempt: number): ProgressView {
  return { attempt, fraction: 0, latest: null, rate: null, seenAt: 0 };
}

function share(done: number, total: number): number {
  return total > 0 ? Math.min(Math.max(done / total, 0), 1) : 0;
}

// Bytes say most about the time that is left; an adopted table moves none, so files do, and then tables.
function fractionOf(progress: Progress): number {
  if (progress.phase === "planning") return 0;
  if (progress.bytes_total > 0) return share(progress.bytes_done, progress.bytes_total);
  if (progress.files_total > 0) return share(progress.files_done, progress.files_total);
  return share(progress.tables_done, progress.tables_total);
}

const smoothingSeconds = 5;

function smooth(old: number | undefined, sample: number, seconds: number): number {
  if (old === undefined) return sample;
  const weight = 1 - Math.exp(-seconds / smoothingSeconds);
  return old + (sample - old) * weight;
}

function nextRate(view: ProgressView, progress: Progress, at: number): ProgressView["rate"] {
  const before = view.latest;
  const seconds = (at - view.seenAt) / 1000;
  if (!before || before.phase !== progress.phase || seconds <= 0) return view.rate;
  const files = Math.max(progress.files_done - before.files_done, 0) / seconds;
  const bytes = Math.max(progress.bytes_done - before.bytes_done, 0) / seconds;
  return { files: smooth(view.rate?.files, files, seconds), bytes: smooth(view.rate?.bytes, bytes, seconds) };
}

// The view after one more report, made at `at` (milliseconds). Reports of older attempts change nothing.
export function advance(view: ProgressView, progress: Progress, attempt: number, at: number): ProgressView {
  if (attempt < view.attempt) return view;
  const current = attempt > view.attempt ? noProgress(attempt) : view;
  if (current.latest && at < current.seenAt) return current;
  return {
    attempt,
    fraction: Math.max(current.fraction, fractionOf(progress)),
    latest: progress,
    rate: nextRate(current, progress, at),
    seenAt: at,
  };
}

// Whole per cents. 100 is kept for a job that is done: what is all but done shows 99.
export function percent(fraction: number, done: boolean): number {
  return done ? 100 : Math.min(Math.floor(fraction * 100), 99);
}

// Seconds until the end at the present rate; null when nobody can say.
export function secondsLeft(view: ProgressView): number | null {
  const { latest, rate } = view;
  if (!latest || !rate || latest.phase === "planning") return null;
  const byBytes = latest.bytes_total > 0;
  const left = byBytes ? latest.bytes_total - latest.bytes_done : latest.files_total - latest.files_done;
  const speed = byBytes ? rate.bytes : rate.files;
  if (left <= 0) return 0;
  return speed > 0 ? left / speed : null;
}
