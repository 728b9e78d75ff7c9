import fc from "fast-check";
import { expect, test } from "vitest";
import { byLevel, byWords, LogLines, levelOf, stripControls } from "../src/domain/log_lines";

function linesOf(log: LogLines): string[] {
  return Array.from({ length: log.count }, (_, index) => log.text(index));
}

test("however a log is cut into pieces, its lines are the same", () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z ]*$/)), fc.array(fc.nat(200)), (lines, cuts) => {
      const text = lines.map((line) => `${line}\n`).join("");
      const log = new LogLines();
      let from = 0;
      for (const cut of [...cuts.map((at) => Math.min(at, text.length)).sort((a, b) => a - b), text.length]) {
        log.append(text.slice(from, cut));
        from = cut;
      }
      log.finish();
      expect(linesOf(log)).toEqual(lines);
    }),
  );
});

test("a last line without an end is shown once the log has ended", () => {
  const log = new LogLines();
  log.append("one\ntwo");
  expect(log.count).toBe(1);
  log.finish();
  expect(linesOf(log)).toEqual(["one", "two"]);
});

test("past its capacity a log keeps its newest lines, and their numbers", () => {
  const log = new LogLines(10);
  for (let line = 1; line <= 100; line++) log.append(`line ${line}\n`);
  expect(log.text(log.count - 1)).toBe("line 100");
  expect(log.numberAt(log.count - 1)).toBe(100);
  expect(log.indexOfNumber(100)).toBe(log.count - 1);
  expect(log.count).toBeLessThanOrEqual(11);
  expect(log.dropped + log.count).toBe(100);
});

test("a line's level is the one that it names near its start", () => {
  expect(levelOf("2026-01-31T10:00:00.000Z ERROR no such file")).toBe("error");
  expect(levelOf("warning: nested directory")).toBe("warning");
  expect(levelOf("2026-01-31T10:00:00.000Z INFO copied terror.parquet")).toBe("info");
  expect(levelOf(`${"x".repeat(200)} error`)).toBe("info");
});

test("an index grows with the log", () => {
  const log = new LogLines();
  const errors = byLevel("error");
  const found = byWords("FILE");
  log.append("INFO file a\nERROR b\n");
  expect([errors.of(log), found.of(log)]).toEqual([[1], [0]]);
  log.append("ERROR file c\n");
  expect([errors.of(log), found.of(log)]).toEqual([
    [1, 2],
    [0, 2],
  ]);
  expect(log.firstError()).toBe(1);
});

test("an index is right after old lines were dropped", () => {
  const log = new LogLines(10);
  const errors = byLevel("error");
  for (let line = 1; line <= 50; line++) {
    log.append(line % 5 === 0 ? "ERROR\n" : "INFO\n");
    errors.of(log);
  }
  for (const index of errors.of(log)) expect(log.level(index)).toBe("error");
  expect(errors.of(log).length).toBe(2);
});

test("terminal colours and control characters are not shown", () => {
  expect(stripControls("\x1b[31mred\x1b[0m\x00 a\tb\r")).toBe("red a\tb");
});
