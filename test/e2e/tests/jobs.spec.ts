import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "../fixtures.ts";

test("[22] a database goes from a click to a commit, and each table tells where it is", async ({ page }) => {
  await page.goto("/ingest?from=warehouse&database=shop&namespace=click_to_commit");
  await page.getByRole("button", { name: "Select all 4 shown" }).click();
  await page.getByRole("button", { name: "Make the plan" }).click();
  await page.getByRole("button", { name: "Submit 4 tables" }).click();
  await expect(page).toHaveURL(/\/jobs\/[0-9a-f-]{36}$/);
  await expect(page.getByText("Done", { exact: true }).first()).toBeVisible({ timeout: 180_000 });
  await expect(page.getByText("100 %")).toBeVisible();
  for (const table of ["customers", "orders", "products", "regions"])
    await expect(page.getByRole("row", { name: new RegExp(`^${table}`) })).toContainText("Committed");
  const location = await page
    .getByRole("row", { name: /^orders/ })
    .getByTitle(/metadata\.json$/)
    .getAttribute("title");
  expect(existsSync(fileURLToPath(location ?? ""))).toBe(true);
  await expect(page.getByRole("row", { name: /^orders/ })).toContainText("1,000");
});

test("[20] a job that comes from elsewhere appears in the list, and changes there, without a reload", async ({
  page,
  submit,
  ended,
}) => {
  await page.goto("/jobs");
  await expect(page.getByRole("heading", { name: "Jobs" })).toBeVisible();
  await page.evaluate(() => Object.assign(window, { notReloaded: true }));
  const job = await submit({ database: "shop", namespace: "appears" });
  const row = page.getByRole("row").filter({ has: page.locator(`a[href="/jobs/${job}"]`) });
  await expect(row).toBeVisible();
  await ended(job);
  await expect(row).toContainText("Done");
  await expect(row).toContainText("4 committed");
  expect(await page.evaluate(() => "notReloaded" in window)).toBe(true);
});

test("[21] progress never falls and never passes 100 per cent", async ({ page, submit, ended }) => {
  const job = await submit({ database: "many", tables: ["part_0*"], namespace: "monotone" });
  await page.addInitScript(() => {
    const seen: number[] = [];
    Object.assign(window, { seen });
    new MutationObserver(() => {
      const value = document.querySelector('[role="progressbar"]')?.getAttribute("aria-valuenow");
      if (value && Number(value) !== seen.at(-1)) seen.push(Number(value));
    }).observe(document, { subtree: true, childList: true, attributes: true });
  });
  await page.goto(`/jobs/${job}`);
  expect(await ended(job)).toBe("done");
  await expect(page.getByText("100 %")).toBeVisible();
  const seen = await page.evaluate(() => (window as unknown as { seen: number[] }).seen);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen.at(-1)).toBe(100);
});

test("[22] while a job runs, its tables turn from waiting to committed one by one", async ({
  page,
  submit,
  ended,
}) => {
  const job = await submit({ database: "many", tables: ["part_0*"], namespace: "one_by_one" });
  await page.goto(`/jobs/${job}`);
  await expect(page.getByText(/^Waiting \d/)).toBeVisible();
  await expect(page.getByText("All 100")).toBeVisible();
  await ended(job);
  await expect(page.getByText("Done 100")).toBeVisible();
  await expect(page.getByText("Waiting 0")).toBeVisible();
});

test("[25] a running job is cancelled: the page says so at once, and what was committed stays", async ({
  page,
  submit,
  ended,
}) => {
  const job = await submit({ database: "many", namespace: "cancel_running" });
  await page.goto(`/jobs/${job}`);
  await expect(page.getByRole("row", { name: /Committed/ }).first()).toBeVisible({ timeout: 180_000 });
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByText(/^Cancell(ing…|ed)$/).first()).toBeVisible();
  expect(await ended(job)).toBe("cancelled");
  await expect(page.getByText("Cancelled", { exact: true }).first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Retry" })).toBeVisible();
});

test("[25] a waiting job is cancelled at once, from the list", async ({ page, submit, ended }) => {
  const first = await submit({ database: "many", namespace: "one_writer" });
  const second = await submit({ database: "many", namespace: "one_writer", if_exists: "replace" });
  await page.goto("/jobs");
  await page.getByRole("button", { name: `Cancel job ${second}` }).click();
  expect(await ended(second)).toBe("cancelled");
  await page.getByRole("button", { name: `Cancel job ${first}` }).click();
  await ended(first);
});

test("[26] a retry does what failed, once its cause is mended, and not what was done", async ({
  page,
  submit,
  ended,
  lakeport,
}) => {
  const job = await submit({ database: "trouble", tables: ["good", "cut"], namespace: "mended" });
  expect(await ended(job)).toBe("failed");
  await page.goto(`/jobs/${job}`);
  await expect(page.getByText("Problems 1")).toBeVisible();
  const good = page.getByRole("row", { name: /^good/ }).getByTitle(/metadata\.json$/);
  const before = await good.getAttribute("title");
  const cut = join(lakeport.warehouse, "trouble.db", "cut");
  const broken = readFileSync(join(cut, "000000_0"));
  copyFileSync(join(cut, ".whole"), join(cut, "000000_0"));
  await page.getByRole("button", { name: "Retry" }).click();
  await expect(page.getByText("Done", { exact: true }).first()).toBeVisible({ timeout: 180_000 });
  await expect(page.getByText("Problems 0")).toBeVisible();
  expect(await good.getAttribute("title")).toBe(before);
  writeFileSync(join(cut, "000000_0"), broken);
});

test("[35] a failure tells its cause, what helps, and is copied for a ticket", async ({
  page,
  submit,
  ended,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const job = await submit({ database: "trouble", tables: ["good", "cut"], namespace: "failure" });
  await ended(job);
  await page.goto(`/jobs/${job}`);
  const card = page.getByRole("region", { name: "Failure" });
  await expect(card).toContainText("Failed for good");
  await expect(card).toContainText("trouble.cut");
  await expect(card).toContainText("000000_0");
  await expect(card).toContainText("What helps");
  await card.getByRole("button", { name: "Copy for a ticket" }).click();
  const ticket = await page.evaluate(() => navigator.clipboard.readText());
  expect(ticket).toContain(job);
  expect(ticket).toContain("trouble.cut");
  await card.getByRole("button", { name: "Show errors in the log" }).click();
  await expect(page).toHaveURL(/tab=log&level=error/);
});

test("[3] filters of the list are in the address", async ({ page, submit, ended }) => {
  const job = await submit({ database: "shop", tables: ["no_such_table"], namespace: "filtered_list" });
  await ended(job);
  await page.goto("/jobs");
  await page.getByText("Failed", { exact: true }).first().click();
  await page.getByRole("searchbox", { name: "Search jobs" }).fill("filtered_list");
  const rows = page.getByRole("row").filter({ has: page.locator('a[href^="/jobs/"]') });
  await expect(rows).toHaveCount(1);
  await expect(page).toHaveURL(/state=failed&q=filtered_list/);
  await page.reload();
  await expect(rows).toHaveCount(1);
  await page.getByRole("button", { name: "Clear", exact: true }).click();
  await expect(page).toHaveURL(/\/jobs$/);
});

test("[7] the list is read in pages, from the newest", async ({ page, submit, ended, request }) => {
  const jobs: string[] = [];
  for (let count = 0; count < 55; count++)
    jobs.push(await submit({ database: "shop", tables: ["no_such_table"], namespace: `page_${count}` }));
  for (const job of jobs) await ended(job);
  await page.goto("/jobs?q=page_");
  await expect(page.getByText("55 jobs")).toBeVisible();
  const rows = page.locator('a[href^="/jobs/"]');
  await expect(rows).toHaveCount(50);
  await page.getByRole("button", { name: "Older" }).click();
  await expect(rows).toHaveCount(5);
  await expect(page).toHaveURL(/cursor=/);
  await page.goBack();
  await expect(rows).toHaveCount(50);
  expect((await (await request.get("/api/v1/jobs?limit=1")).json()).items[0].id).toBe(jobs.at(-1));
});

test("a job is used as a template for another", async ({ page, submit, ended }) => {
  const job = await submit({ database: "shop", tables: ["orders"], namespace: "template", mode: "in-place" });
  await ended(job);
  await page.goto(`/jobs/${job}?tab=details`);
  await expect(
    page.getByText("lakeport ingest --from warehouse --database shop --table orders"),
  ).toBeVisible();
  await page.getByRole("link", { name: "Use as template" }).click();
  await expect(page.getByRole("option", { selected: true })).toHaveText([/orders/]);
  await expect(page.getByRole("radio", { name: /^In place/ })).toBeChecked();
  await expect(page.getByRole("combobox", { name: "Namespace" })).toHaveValue("template");
});

test("a job that does not exist is told, with the way back", async ({ page }) => {
  await page.goto("/jobs/019a3f2e-7c1b-7d30-8a4e-5b6c7d8e9f01");
  await expect(page.getByText("There is no such job").last()).toBeVisible();
  await page.getByRole("link", { name: "All jobs" }).click();
  await expect(page).toHaveURL(/\/jobs$/);
});

test("[51] times are shown in the person's zone, or in UTC", async ({ page, submit, ended, request }) => {
  const job = await submit({ database: "shop", tables: ["regions"], namespace: "zones" });
  await ended(job);
  const { created_at } = await (await request.get(`/api/v1/jobs/${job}`)).json();
  const clock = (timeZone: string) => new Date(created_at).toLocaleTimeString("sv-SE", { timeZone });
  await page.goto(`/jobs/${job}`);
  const submitted = page.locator("time").first();
  await expect(submitted).toContainText(clock("Europe/Berlin"));
  await page.getByText("UTC", { exact: true }).click();
  await expect(submitted).toContainText(clock("UTC"));
  await page.reload();
  await expect(submitted).toContainText(clock("UTC"));
});
