import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "../fixtures.ts";

const lines = 1_000_000;
const badLine = 700_000;

// A log as a very long job would leave it, in place of the short one of a job that has ended.
function lengthen(path: string): void {
  const line = (number: number) =>
    number === badLine
      ? "2026-01-31T10:00:00.000Z ERROR shop.orders: part-00317 is truncated\n"
      : `2026-01-31T10:00:00.000Z INFO shop.orders: copied part-${number}\n`;
  for (let from = 1; from <= lines; from += 50_000) {
    appendFileSync(path, Array.from({ length: 50_000 }, (_, index) => line(from + index)).join(""));
  }
}

test.describe("a log", () => {
  test("[23] is shown as it grows, followed to its end", async ({ page, submit, ended }) => {
    const job = await submit({ database: "many", tables: ["part_0*"], namespace: "followed" });
    await page.goto(`/jobs/${job}?tab=log`);
    await expect(page.getByRole("log")).toContainText("many.part_000");
    await ended(job);
    await expect(page.getByText("Ended", { exact: true })).toBeVisible();
    await expect(page.getByRole("log")).toContainText("part_099");
  });

  test("[23] of a million lines can be searched, filtered, and left at its first error", async ({
    page,
    submit,
    ended,
    lakeport,
  }) => {
    test.slow();
    const job = await submit({ database: "shop", tables: ["regions"], namespace: "long_log" });
    await ended(job);
    lengthen(join(lakeport.state, "logs", `${job}.log`));
    await page.goto(`/jobs/${job}?tab=log`);
    await expect(page.getByText("Ended", { exact: true })).toBeVisible({ timeout: 180_000 });
    const log = page.getByRole("log");
    expect(await log.locator("button").count()).toBeLessThan(80);

    await page.getByRole("button", { name: "First error" }).click();
    await expect(log).toContainText("part-00317 is truncated");

    await page.getByRole("searchbox", { name: "Find in the log" }).fill("copied part-99999");
    await expect(page.getByText("11 lines")).toBeVisible();
    await page.getByRole("button", { name: "Next match" }).click();
    await expect(page.getByText("2 / 11")).toBeVisible();
    await expect(log).toContainText("copied part-999990");

    await page.getByText("Errors", { exact: true }).click();
    await expect(log.locator("button")).toHaveCount(1);
  });

  test("[23] can be wrapped and shown on the whole screen", async ({ page, submit, ended, lakeport }) => {
    const job = await submit({ database: "shop", tables: ["regions"], namespace: "wrapped_log" });
    await ended(job);
    appendFileSync(join(lakeport.state, "logs", `${job}.log`), `${"long ".repeat(500)}\n`);
    await page.goto(`/jobs/${job}?tab=log`);
    const log = page.getByRole("log");
    await expect(log).toContainText("long long");
    const overflows = () => log.evaluate((box) => box.scrollWidth > box.clientWidth);
    expect(await overflows()).toBe(true);
    await page.getByRole("button", { name: "Wrap long lines" }).click();
    await expect.poll(overflows).toBe(false);
    await page.getByRole("button", { name: "Full screen" }).click();
    await expect.poll(() => page.evaluate(() => document.fullscreenElement !== null)).toBe(true);
  });

  test("[24] is downloaded whole, or as it is shown", async ({ page, submit, ended, lakeport }) => {
    const job = await submit({ database: "trouble", tables: ["good", "cut"], namespace: "downloaded_log" });
    await ended(job);
    const whole = readFileSync(join(lakeport.state, "logs", `${job}.log`), "utf8");
    await page.goto(`/jobs/${job}?tab=log&level=error`);
    await expect(page.getByRole("log")).toContainText("failed for good");
    const save = async (name: string) => {
      await page.getByRole("button", { name: "Download" }).click();
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("menuitem", { name }).click(),
      ]);
      return readFileSync(await download.path(), "utf8");
    };
    expect(await save("The whole log")).toBe(whole);
    const shown = await save("What is shown");
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.length).toBeLessThan(whole.length);
  });

  test("[50] gives each line an address", async ({ page, submit, ended }) => {
    const job = await submit({ database: "many", tables: ["part_00*"], namespace: "line_links" });
    await ended(job);
    await page.goto(`/jobs/${job}?tab=log`);
    await page.getByRole("button", { name: "Link to line 5", exact: true }).click();
    await expect(page).toHaveURL(/tab=log&line=5/);
    await page.reload();
    await expect(page.locator('[data-marked="true"]')).toContainText(/^5/);
  });
});
