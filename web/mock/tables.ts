import type { components } from "../src/api/schema.d.ts";

type HiveTable = components["schemas"]["HiveTable"];
type PlannedTable = components["schemas"]["PlannedTable"];
type Request = components["schemas"]["JobRequest"];

// The same number for the same name, every time.
export function hash(text: string): number {
  let value = 7;
  for (const char of text) value = (value * 31 + char.charCodeAt(0)) % 1_000_003;
  return value;
}

const formats = ["Parquet", "ORC", "Parquet", "Parquet"];

export function formatOf(name: string): string {
  if (name.endsWith("_seq")) return "SequenceFile";
  return formats[hash(name) % formats.length] ?? "Parquet";
}

export function hiveTable(database: string, name: string): HiveTable {
  const isView = name.endsWith("_view");
  return {
    database,
    name,
    kind: isView ? "view" : "external",
    format: formatOf(name),
    serde: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
    ...(isView ? {} : { location: `file:///data/warehouse/${database}.db/${name}` }),
    columns: [
      { name: "id", type: "bigint", comment: "Number of the row" },
      { name: "customer", type: "struct<name:string,tags:array<string>>" },
      { name: "amount", type: "decimal(18,2)", comment: "In euro" },
      { name: "created", type: "timestamp" },
    ],
    partition_keys: hash(name) % 2 === 0 ? [{ name: "day", type: "date" }] : [],
    transactional: name.endsWith("_acid"),
    bucket_count: 0,
    comment: "",
  };
}

const refusals: readonly [string, string][] = [
  [
    "_acid",
    "the table is transactional (ACID), which only the spark executor reads; compact it into a plain table first",
  ],
  ["_seq", "SequenceFile is read by the spark executor only, and none is configured"],
];

function reasonOf(name: string): string | undefined {
  return refusals.find(([ending]) => name.endsWith(ending))?.[1];
}

export function plannedTable(request: Request, name: string): PlannedTable {
  const target = `${request.namespace}.${name}`;
  const table = `${request.database}.${name}`;
  if (name.endsWith("_view"))
    return {
      table,
      action: "skip",
      warnings: [],
      reason: "a view has no files; Iceberg tables are made of tables only",
    };
  const reason = reasonOf(name);
  if (reason) return { table, action: "refuse", format: formatOf(name), warnings: [], reason };
  const partitions = hash(name) % 2 === 0 ? 12 : 0;
  const files = Math.max(partitions, 1) * (1 + (hash(name) % 40));
  return {
    table,
    target,
    action: "create",
    mode: request.mode ?? "copy",
    format: formatOf(name),
    partitions,
    files,
    bytes: files * (3_000_000 + hash(`${name}b`) * 20),
    warnings: name.includes("nested") ? ["column tags: char(8) becomes string, unpadded"] : [],
  };
}
