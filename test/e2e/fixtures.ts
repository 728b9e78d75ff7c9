import { AxeBuilder } from "@axe-core/playwright";
import { test as base, expect, type Page, type Response } from "@playwright/test";
import { checkAnswer } from "../../web/test/contract.ts";
import { Lakeport } from "./lakeport.ts";

export interface JobRequest {
  database: string;
  tables?: string[];
  namespace: string;
  mode?: "copy" | "in-place";
  if_exists?: "fail" | "replace" | "sync";
}

interface WorkerFixtures {
  lakeport: Lakeport;
}

interface Fixtures {
  // Puts a job into the queue without the pages; its id.
  submit: (request: JobRequest) => Promise<string>;
  // Waits for a job's end; its state.
  ended: (job: string) => Promise<string>;
  // Fails the test when the page breaks a rule of accessibility.
  expectAccessible: () => Promise<void>;
}

const jsonTypes = ["application/json", "application/problem+json"];

// What the document does not say of an answer that the page got.
async function judge(response: Response): Promise<string[]> {
  const url = new URL(response.url());
  const type = response.headers()["content-type"] ?? "";
  if (!url.pathname.startsWith("/api/v1/") || !jsonTypes.includes(type.split(";")[0] ?? "")) return [];
  const body: unknown = await response.json().catch(() => undefined);
  if (body === undefined) return [];
  return checkAnswer(response.request().method(), url, response.status(), type, body);
}

// Everything that no page may do: errors in scripts, breaches of the content security policy, requests to elsewhere,
// answers that are not as the API's document says.
function watch(page: Page, address: string, complaints: string[]): void {
  page.on("pageerror", (error) => complaints.push(`script error: ${error.message}`));
  page.on("console", (message) => {
    if (/Content Security Policy|TrustedHTML|TrustedScript/.test(message.text()))
      complaints.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(address) && !/^(blob|data):/.test(request.url()))
      complaints.push(`asked ${request.url()}`);
  });
  page.on("response", (response) => {
    void judge(response).then((found) => complaints.push(...found));
  });
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  lakeport: [
    // biome-ignore lint/correctness/noEmptyPattern: how Playwright names what a fixture needs
    async ({}, use) => {
      const lakeport = new Lakeport();
      try {
        await lakeport.prepare("shop", "trouble", "many", "big");
        await lakeport.start("up");
        await use(lakeport);
      } finally {
        await lakeport.remove();
      }
    },
    { scope: "worker", timeout: 300_000 },
  ],
  baseURL: async ({ lakeport }, use) => use(lakeport.address),
  page: async ({ page, baseURL }, use) => {
    const complaints: string[] = [];
    watch(page, baseURL ?? "", complaints);
    await use(page);
    expect(complaints).toEqual([]);
  },
  submit: async ({ request }, use) => {
    await use(async (wanted) => {
      const answer = await request.post("/api/v1/jobs", {
        data: { engine: "ingest", from: "warehouse", to: "lake", ...wanted },
      });
      expect(answer.status(), await answer.text()).toBe(201);
      return (await answer.json()).id;
    });
  },
  ended: async ({ request }, use) => {
    await use(async (job) => {
      const state = async () => (await (await request.get(`/api/v1/jobs/${job}`)).json()).state;
      await expect.poll(state, { timeout: 180_000 }).toMatch(/^(done|failed|cancelled)$/);
      return state();
    });
  },
  expectAccessible: async ({ page }, use) => {
    await use(async () => {
      const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
      const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
      const found = violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`,
      );
      expect(found).toEqual([]);
    });
  },
});

export { expect };
