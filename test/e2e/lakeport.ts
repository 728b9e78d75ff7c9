import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./browser.ts";

const binary = process.env.LAKEPORT_BIN ?? join(root, "build", "release", "lakeport");
const ownPython = join(root, "build", "deps", "python", "bin", "python3");
const startLimit = 90_000;

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await ended;
}

export type Database = "shop" | "trouble" | "many" | "big";

// A folder with a warehouse and a configuration, and the lakeport programs that run on it. Everything ends and goes
// with `remove`.
export class Lakeport {
  readonly folder = mkdtempSync(join(tmpdir(), "lakeport-e2e-"));
  private readonly children = new Map<string, ChildProcess>();
  private port = 0;

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get warehouse(): string {
    return join(this.folder, "warehouse");
  }

  get state(): string {
    return join(this.folder, "state");
  }

  get lake(): string {
    return join(this.folder, "lake");
  }

  // Makes the warehouse with these databases (see make_warehouse.py) and the configuration.
  async prepare(...databases: Database[]): Promise<void> {
    if (!existsSync(binary))
      throw new Error(`there is no ${binary}; run scripts/build, or name it in LAKEPORT_BIN`);
    this.port = await freePort();
    mkdirSync(this.lake);
    const python = existsSync(ownPython) ? ownPython : "python3";
    execFileSync(python, [join(import.meta.dirname, "make_warehouse.py"), this.warehouse, ...databases], {
      stdio: "inherit",
    });
    writeFileSync(
      join(this.folder, "lakeport.toml"),
      `[connections.warehouse]
type = "hive-directory"
location = "file://${this.warehouse}"

[connections.gone]
type = "hive"
uri = "thrift://127.0.0.1:1"

[connections.lake]
type = "iceberg-sql"
uri = "sqlite://${join(this.lake, "catalog.db")}"
name = "lake"
warehouse = "file://${this.lake}"
`,
    );
  }

  // Starts `up`, `serve` or `worker`, and waits until the portal is ready where there is one.
  async start(command: "up" | "serve" | "worker"): Promise<void> {
    const output = openSync(join(this.folder, `${command}.log`), "a");
    const config = ["--config", join(this.folder, "lakeport.toml"), "--state", this.state];
    const listen = command === "worker" ? [] : ["--listen", `127.0.0.1:${this.port}`];
    const child = spawn(binary, [command, ...config, ...listen], { stdio: ["ignore", output, output] });
    this.children.set(command, child);
    if (command !== "worker") await this.whenReady(command, child);
  }

  async stop(command: string): Promise<void> {
    const child = this.children.get(command);
    if (child) await end(child);
    this.children.delete(command);
  }

  async remove(): Promise<void> {
    for (const child of this.children.values()) await end(child);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async whenReady(command: string, child: ChildProcess): Promise<void> {
    const deadline = Date.now() + startLimit;
    while (Date.now() < deadline && !hasEnded(child)) {
      const answer = await fetch(`${this.address}/readyz`).catch(() => null);
      if (answer?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(
      `lakeport ${command} did not become ready:\n${readFileSync(join(this.folder, `${command}.log`), "utf8")}`,
    );
  }
}
