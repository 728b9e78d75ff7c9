import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "../api/client";
import type { components } from "../api/schema";

export type Connection = components["schemas"]["Connection"];
export type HiveTable = components["schemas"]["HiveTable"];
type NameList = components["schemas"]["NameList"];

const pickerSize = 100;
const pageSize = 10_000;

export function connectionsQuery() {
  return queryOptions({
    queryKey: ["connections"],
    queryFn: async ({ signal }) => (await unwrap(api.GET("/connections", { signal }))).items,
    staleTime: 60_000,
  });
}

// The first of a source's databases that hold `q` in their name.
export function databasesQuery(connection: string, q: string) {
  return queryOptions({
    queryKey: ["databases", connection, q],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/connections/{connection}/databases", {
          params: { path: { connection }, query: { q, limit: pickerSize } },
          signal,
        }),
      ),
    enabled: connection !== "",
    staleTime: 60_000,
  });
}

export function namespacesQuery(connection: string, q: string) {
  return queryOptions({
    queryKey: ["namespaces", connection, q],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/connections/{connection}/namespaces", {
          params: { path: { connection }, query: { q, limit: pickerSize } },
          signal,
        }),
      ),
    enabled: connection !== "",
    staleTime: 60_000,
  });
}

async function allNames(page: (cursor: string | undefined) => Promise<NameList>): Promise<string[]> {
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const { items, next } = await page(cursor);
    for (const { name } of items) names.push(name);
    cursor = next ?? undefined;
  } while (cursor !== undefined);
  return names;
}

// Every table's name, so that filtering and selecting need no more requests.
export function tableNamesQuery(connection: string, database: string) {
  return queryOptions({
    queryKey: ["tables", connection, database],
    queryFn: ({ signal }) =>
      allNames((cursor) =>
        unwrap(
          api.GET("/connections/{connection}/databases/{database}/tables", {
            params: { path: { connection, database }, query: { limit: pageSize, cursor } },
            signal,
          }),
        ),
      ),
    enabled: connection !== "" && database !== "",
    staleTime: 60_000,
  });
}

export function tableQuery(connection: string, database: string, table: string) {
  return queryOptions({
    queryKey: ["table", connection, database, table],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/connections/{connection}/databases/{database}/tables/{table}", {
          params: { path: { connection, database, table } },
          signal,
        }),
      ),
    staleTime: 60_000,
  });
}
