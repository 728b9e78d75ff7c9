import { expect, test } from "vitest";
import {
  formatBytes,
  formatDuration,
  formatMoment,
  formatMomentShort,
  formatRelative,
} from "../src/domain/format";
import { displayName } from "../src/domain/table_name";

test("sizes have three digits at most", () => {
  expect([0, 1023, 1024, 1536, 10_485_760, 5 * 1024 ** 4].map(formatBytes)).toEqual([
    "0 B",
    "1,023 B",
    "1 KiB",
    "1.5 KiB",
    "10 MiB",
    "5 TiB",
  ]);
});

test("durations get coarser as they get longer", () => {
  expect([0, 850, 12_340, 59_960, 245_000, 10_920_000, 187_200_000].map(formatDuration)).toEqual([
    "0 ms",
    "850 ms",
    "12.3 s",
    "1 min 00 s",
    "4 min 05 s",
    "3 h 02 min",
    "2 d 4 h",
  ]);
});

test("times are shown in the zone that was chosen", () => {
  expect(formatMoment("2026-01-31T23:59:59.123Z", "utc")).toBe("2026-01-31 23:59:59");
});

test("today's times do without the date", () => {
  const now = Date.parse("2026-01-31T23:00:00Z");
  expect(formatMomentShort("2026-01-31T10:00:05Z", "utc", now)).toBe("10:00:05");
  expect(formatMomentShort("2026-01-30T10:00:05Z", "utc", now)).toBe("2026-01-30 10:00");
});

test("times near now are told from now", () => {
  const now = Date.parse("2026-01-31T12:00:00Z");
  expect(formatRelative("2026-01-31T11:57:00Z", now)).toBe("3m ago");
  expect(formatRelative("2026-01-31T12:00:10Z", now)).toBe("in 10s");
});

test("a table's new name is told only where it differs", () => {
  expect(displayName("sales.orders", "sales_iceberg.orders")).toBe("orders");
  expect(displayName("sales.orders", "sales_iceberg.orders_2")).toBe("orders → orders_2");
  expect(displayName("sales.orders", undefined)).toBe("orders");
});
