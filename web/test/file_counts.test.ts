import { expect, test } from "vitest";
import { describeCounts } from "../src/domain/file_counts";
import { canRevert } from "../src/domain/job_state";
import type { JobDetail } from "../src/services/jobs";
import { en } from "../src/words/en";

function say(key: string, values: Record<string, string>): string {
  const word = key
    .split(".")
    .reduce<unknown>((words, part) => (words as Record<string, unknown>)[part], en) as string;
  return word.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? "");
}

test("every file that was listed is accounted for by where it went", () => {
  const counts = { listed: 6, added: 2, rewritten: 1, skipped: { hidden: 2, unchanged: 1 }, removed: 3 };
  expect(describeCounts(counts, say as never)).toBe(
    "6 listed = 2 added + 1 rewritten + 2 hidden + 1 unchanged; 3 removed from the Iceberg table",
  );
  expect(describeCounts({ listed: 2, added: 2, rewritten: 0, skipped: {} }, say as never)).toBe(
    "2 listed = 2 added",
  );
});

test("a job can be reverted once it has ended and made something, unless it is a revert", () => {
  const job = { state: "done", request: {}, summary: { committed: 1 } } as unknown as JobDetail;
  expect(canRevert(job)).toBe(true);
  expect(canRevert({ ...job, state: "running" })).toBe(false);
  expect(canRevert({ ...job, summary: { ...job.summary, committed: 0 } } as JobDetail)).toBe(false);
  expect(canRevert({ ...job, request: { ...job.request, revert: "x" } })).toBe(false);
});
