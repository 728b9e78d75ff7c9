import fc from "fast-check";
import { expect, test } from "vitest";
import { advance, noProgress, percent, secondsLeft } from "../src/domain/progress";
import type { Progress } from "../src/services/plans";

const count = fc.integer({ min: 0, max: 1_000_000 });
// Whatever an engine, right or wrong, may send.
const anyProgress: fc.Arbitrary<Progress> = fc.record({
  phase: fc.constantFrom("planning", "running"),
  tables_done: count,
  tables_total: count,
  files_done: count,
  files_total: count,
  bytes_done: count,
  bytes_total: count,
});
const anyReports = fc.array(fc.tuple(anyProgress, fc.integer({ min: 1, max: 3 }), count), { maxLength: 40 });

function running(files: number, of: number, bytes = 0, ofBytes = 0): Progress {
  return {
    phase: "running",
    tables_done: 0,
    tables_total: 1,
    files_done: files,
    files_total: of,
    bytes_done: bytes,
    bytes_total: ofBytes,
  };
}

test("progress never falls within an attempt and never leaves 0 to 100 per cent, whatever is reported", () => {
  fc.assert(
    fc.property(anyReports, (reports) => {
      let view = noProgress(0);
      for (const [progress, attempt, at] of reports) {
        const next = advance(view, progress, attempt, at);
        expect(next.attempt).toBeGreaterThanOrEqual(view.attempt);
        if (next.attempt === view.attempt) expect(next.fraction).toBeGreaterThanOrEqual(view.fraction);
        expect(next.fraction).toBeGreaterThanOrEqual(0);
        expect(next.fraction).toBeLessThanOrEqual(1);
        expect(percent(next.fraction, false)).toBeLessThanOrEqual(99);
        view = next;
      }
    }),
  );
});

test("the time left is never negative and never endless", () => {
  fc.assert(
    fc.property(anyReports, (reports) => {
      let view = noProgress(0);
      for (const [progress, attempt, at] of reports) view = advance(view, progress, attempt, at);
      const left = secondsLeft(view);
      if (left !== null) expect(left).toBeGreaterThanOrEqual(0);
      expect(left).not.toBe(Number.POSITIVE_INFINITY);
    }),
  );
});

test("a hundred per cent is shown for a job that is done only", () => {
  expect(percent(1, false)).toBe(99);
  expect(percent(0.4, true)).toBe(100);
});

test("bytes say how far a copy is, files how far an adoption is", () => {
  expect(advance(noProgress(1), running(9, 10, 10, 100), 1, 0).fraction).toBe(0.1);
  expect(advance(noProgress(1), running(9, 10), 1, 0).fraction).toBe(0.9);
});

test("planning counts as nothing done", () => {
  expect(advance(noProgress(1), { ...running(5, 10), phase: "planning" }, 1, 0).fraction).toBe(0);
});

test("a new attempt begins at nothing, and a late report of the old one is left alone", () => {
  const second = advance(advance(noProgress(1), running(9, 10), 1, 0), running(1, 10), 2, 1_000);
  expect(second).toMatchObject({ attempt: 2, fraction: 0.1 });
  expect(advance(second, running(10, 10), 1, 2_000)).toBe(second);
});

test("the rate comes from the reports' own times", () => {
  const view = advance(
    advance(noProgress(1), running(0, 100, 0, 1_000), 1, 0),
    running(20, 100, 500, 1_000),
    1,
    2_000,
  );
  expect(view.rate).toEqual({ files: 10, bytes: 250 });
  expect(secondsLeft(view)).toBe(2);
});

test("nobody can say what time is left while nothing moves", () => {
  const still = advance(advance(noProgress(1), running(5, 100), 1, 0), running(5, 100), 1, 1_000);
  expect(secondsLeft(still)).toBeNull();
});
