import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { test } from "../fixtures.ts";

const rounds = 5;
const figures: [string, number[]][] = [];

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

async function measure(name: string, run: () => Promise<number>): Promise<void> {
  const values: number[] = [];
  for (let round = 0; round < rounds; round++) values.push(await run());
  figures.push([name, values]);
}

// From an action to the moment that the page shows what it should, in the page's own time: milliseconds.
function untilShown(page: Page, text: string, action: string): Promise<number> {
  return page.evaluate(
    ([wanted, selector]) =>
      new Promise<number>((resolve) => {
        const started = performance.now();
        const look = () => {
          if (document.body.textContent?.includes(wanted)) return resolve(performance.now() - started);
          requestAnimationFrame(look);
        };
        document.querySelector<HTMLElement>(selector)?.click();
        requestAnimationFrame(look);
      }),
    [text, action] as const,
  );
}

// Types into a React input at once, and waits for what should be shown.
function untilFiltered(page: Page, query: string, text: string): Promise<number> {
  return page.evaluate(
    ([value, wanted]) =>
      new Promise<number>((resolve) => {
        const input = document.querySelector<HTMLInputElement>("input[data-search]");
        const setValue = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set;
        const started = performance.now();
        setValue?.call(input, value);
        input?.dispatchEvent(new Event("input", { bubbles: true }));
        const look = () => {
          if (document.body.textContent?.includes(wanted)) return resolve(performance.now() - started);
          requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
    [query, text] as const,
  );
}

test.afterAll(() => {
  for (const [name, values] of figures)
    console.log(
      `${name.padEnd(58)} ${median(values).toFixed(0).padStart(7)} ms   (${values.map((v) => v.toFixed(0)).join(", ")})`,
    );
});

test("10,000 tables", async ({ page }) => {
  const address = "/ingest?from=warehouse&database=big";
  const matches = "1,110 of 10,000 match";
  await measure("10,000 tables: address to first rows", async () => {
    const started = performance.now();
    await page.goto(address, { waitUntil: "commit" });
    await page.getByRole("option").first().waitFor();
    return performance.now() - started;
  });
  await measure("10,000 tables: filter", async () => {
    await untilFiltered(page, "", "of 10,000 tables");
    return untilFiltered(page, "orders", matches);
  });
  await untilFiltered(page, "", "of 10,000 tables");
  await measure("10,000 tables: select all", async () => {
    await page.goto(address);
    await page.getByRole("option").first().waitFor();
    await page.evaluate(() => {
      const button = [...document.querySelectorAll("button")].find((one) =>
        one.textContent?.startsWith("Select all"),
      );
      button?.setAttribute("data-measured", "");
    });
    return untilShown(page, "10,000 selected", "[data-measured]");
  });
});

test("a log of 1,000,000 lines", async ({ page, submit, ended, lakeport }) => {
  const job = await submit({ database: "shop", tables: ["regions"], namespace: "figures_log" });
  await ended(job);
  const line = (number: number) => `2026-01-31T10:00:00.000Z INFO shop.orders: copied part-${number}\n`;
  for (let from = 1; from <= 1_000_000; from += 50_000) {
    const text = Array.from({ length: 50_000 }, (_, index) => line(from + index)).join("");
    appendFileSync(join(lakeport.state, "logs", `${job}.log`), text);
  }
  await measure("1,000,000 log lines: address to first lines", async () => {
    const started = performance.now();
    await page.goto(`/jobs/${job}?tab=log`, { waitUntil: "commit" });
    await page.getByRole("log").waitFor();
    return performance.now() - started;
  });
  await measure("1,000,000 log lines: address to all lines", async () => {
    const started = performance.now();
    await page.goto(`/jobs/${job}?tab=log`, { waitUntil: "commit" });
    await page.getByText("Ended", { exact: true }).waitFor({ timeout: 120_000 });
    return performance.now() - started;
  });
  await measure("1,000,000 log lines: find", async () => {
    await page.getByRole("searchbox", { name: "Find in the log" }).fill("");
    const started = performance.now();
    await page.getByRole("searchbox", { name: "Find in the log" }).fill("part-777777");
    await page.getByText("1 line", { exact: true }).waitFor();
    return performance.now() - started;
  });
});

test("event to pixel", async ({ page, submit }) => {
  await page.goto("/jobs");
  await page.getByRole("heading", { name: "Jobs" }).waitFor();
  let round = 0;
  await measure("a job is submitted elsewhere: to its row in the list", async () => {
    const started = performance.now();
    const job = await submit({ database: "shop", tables: ["regions"], namespace: `figures_${++round}` });
    await page.locator(`a[href="/jobs/${job}"]`).waitFor();
    return performance.now() - started;
  });
  expect(round).toBe(rounds);
});
