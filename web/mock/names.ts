// Databases of several sizes, with names as one meets them.
const areas = ["sales", "crm", "web", "finance", "ops", "hr", "inventory", "logistics"];
const nouns = [
  "orders",
  "customers",
  "events",
  "sessions",
  "invoices",
  "shipments",
  "tickets",
  "prices",
  "returns",
];
const kinds = ["raw", "dim", "fact", "stg", "agg", "tmp"];

export function manyNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const kind = kinds[index % kinds.length];
    const area = areas[Math.floor(index / 6) % areas.length];
    const noun = nouns[Math.floor(index / 48) % nouns.length];
    return `${kind}_${area}_${noun}_${String(Math.floor(index / 432)).padStart(3, "0")}`;
  }).sort();
}

export const databases: ReadonlyMap<string, readonly string[]> = new Map([
  ["big", manyNames(10_000)],
  ["empty", []],
  ["nycflights13", ["airlines", "airports", "flights", "planes", "weather"]],
  [
    "sales",
    [
      "click_stream",
      "customers",
      "daily_totals",
      "exchange_rates",
      "orders",
      "orders_acid",
      "orders_view",
      "regions",
      "returns",
      "sessions_nested",
      "suppliers",
      "web_logs_seq",
    ],
  ],
]);

export const namespaces: ReadonlyMap<string, readonly string[]> = new Map([
  ["analytics", ["daily_totals", "funnel"]],
  ["nycflights13_iceberg", ["airlines"]],
]);
