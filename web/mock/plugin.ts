import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { Connect, Plugin } from "vite";
import { MockPortal } from "./portal.ts";

// What the portal sends with every page; see README.md.
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

function furnish(portal: MockPortal): void {
  const yesterday = Date.now() - 86_400_000;
  for (let index = 0; index < 130; index++) {
    const job = portal.submit(
      { engine: "ingest", from: "hive", database: index % 3 === 0 ? "sales" : "nycflights13", to: "lake" },
      false,
      new Date(yesterday + index * 60_000),
    );
    job.start(new Date(yesterday + index * 60_000 + 2_000));
    for (let at = yesterday + index * 60_000 + 2_000; job.step(new Date(at)); at += 700);
  }
  const long = portal.submit({ engine: "ingest", from: "hive", database: "nycflights13", to: "lake" }, false);
  long.start(new Date());
  const line = `${new Date().toISOString()} INFO flights: copied part-00000-3f2a77c1-90aa-4c1e-8a55-6f5d1c0b9e11.parquet, 3.2 MiB\n`;
  const bad = `${new Date().toISOString()} ERROR flights: part-00317 is truncated: footer says 8,192 bytes more\n`;
  long.log += line.repeat(700_000) + bad + line.repeat(300_000);
  while (long.step(new Date()));
  const waiting = portal.submit({ engine: "ingest", from: "hive", database: "sales", to: "lake" }, false);
  waiting.start(new Date());
  waiting.change({
    state: "retrying",
    errors: 1,
    run_at: new Date(Date.now() + 240_000).toISOString(),
    error:
      "Unavailable: the metastore thrift://metastore:9083 does not answer; while listing partitions of sales.orders; while ingesting sales",
  });
}

function toRequest(request: IncomingMessage): Request {
  const hasBody =
    request.method !== "GET" && request.method !== "HEAD" && request.headers["content-length"] !== undefined;
  return new Request(`http://${request.headers.host}${request.url}`, {
    method: request.method,
    headers: Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]),
    ...(hasBody ? { body: Readable.toWeb(request) as ReadableStream, duplex: "half" } : {}),
  });
}

async function answer(response: Response, out: ServerResponse): Promise<void> {
  out.writeHead(response.status, Object.fromEntries(response.headers));
  if (!response.body) return void out.end();
  Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]).pipe(out);
}

function middleware(portal: MockPortal, withPolicy: boolean): Connect.NextHandleFunction {
  return (request, response, next) => {
    if (withPolicy) response.setHeader("Content-Security-Policy", contentSecurityPolicy);
    if (!request.url?.startsWith("/api/v1/")) return next();
    void portal.handle(toRequest(request)).then((answered) => answer(answered, response), next);
  };
}

// Serves the API from memory, so that the pages can be worked on without a portal. Never part of a build.
export function mockPortal(): Plugin {
  const portal = new MockPortal({ stepMillis: 700, planMillis: 1_500 });
  furnish(portal);
  return {
    name: "lakeport-mock",
    configureServer: (server) => void server.middlewares.use(middleware(portal, false)),
    configurePreviewServer: (server) => void server.middlewares.use(middleware(portal, true)),
  };
}
