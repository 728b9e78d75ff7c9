import { cpSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import type { Lakeport } from "../lakeport.ts";

// A database of its own: one table of two days, 100 rows each.
function makeDatabase(lakeport: Lakeport, name: string): string {
  const table = join(lakeport.warehouse, `${name}.db`, "orders");
  for (const day of ["day=2024-01-01", "day=2024-01-02"]) addDay(lakeport, table, day);
  return table;
}

function addDay(lakeport: Lakeport, table: string, day: string): void {
  mkdirSync(table, { recursive: true });
  cpSync(join(lakeport.warehouse, "shop.db", "orders", day), join(table, day), { recursive: true });
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function submitPlan(page: Page, address: string): Promise<string> {
  await page.goto(address);
  await page.getByRole("button", { name: "Make the plan" }).click();
  await page.getByRole("button", { name: "Submit 1 table" }).click();
  await expect(page).toHaveURL(/\/jobs\/[0-9a-f-]{36}$/);
  await expect(page.getByText("Done", { exact: true }).first()).toBeVisible({ timeout: 180_000 });
  return page.url();
}

test("[16] a table is brought up to date: the plan and the job page say where every file went", async ({
  page,
  submit,
  ended,
  lakeport,
  expectAccessible,
}) => {
  const table = makeDatabase(lakeport, "kept_up");
  await ended(await submit({ database: "kept_up", namespace: "kept_up" }));
  addDay(lakeport, table, "day=2024-01-03");
  rmSync(join(table, "day=2024-01-01"), { recursive: true });
  const address = "/ingest?from=warehouse&database=kept_up&namespace=kept_up&tables=*&if_exists=sync";
  await page.goto(address);
  await expect(page.getByText("What is new, changed or gone in Hive comes and goes")).toBeVisible();
  await page.getByRole("button", { name: "Make the plan" }).click();
  await expect(page.getByText("1 file to add, 1 to take out")).toBeVisible();
  await submitPlan(page, address);
  await expect(page.getByText("2 listed = 1 added + 1 unchanged; 1 removed").first()).toBeVisible();
  const row = page.getByRole("row", { name: /^orders/ });
  await expect(row).toContainText("Committed");
  await expect(row).toContainText("200");
  await expect(row).toContainText("2 listed = 1 added + 1 unchanged; 1 removed");
  await expectAccessible();
});

test("[16] nothing new is told, and nothing is written", async ({ page, submit, ended, lakeport }) => {
  makeDatabase(lakeport, "all_there");
  await ended(await submit({ database: "all_there", namespace: "all_there" }));
  const before = filesBelow(join(lakeport.lake, "all_there"));
  const job = await submit({ database: "all_there", namespace: "all_there", if_exists: "sync" });
  expect(await ended(job)).toBe("done");
  await page.goto(`/jobs/${job}`);
  await expect(page.getByRole("row", { name: /^orders/ })).toContainText("Unchanged");
  expect(filesBelow(join(lakeport.lake, "all_there"))).toEqual(before);
});

test("[26] what a job made is taken back, after one more question, and nothing else", async ({
  page,
  submit,
  ended,
  lakeport,
}) => {
  const table = makeDatabase(lakeport, "taken_back");
  const hive = filesBelow(table);
  const job = await submit({ database: "taken_back", namespace: "taken_back" });
  await ended(job);
  expect(filesBelow(join(lakeport.lake, "taken_back"))).not.toEqual([]);
  await page.goto(`/jobs/${job}`);
  await page.getByRole("button", { name: "Revert" }).click();
  await expect(page).toHaveURL(new RegExp(`${job}$`));
  await page.getByRole("button", { name: "Really take back what it made?" }).click();
  await expect(page).not.toHaveURL(new RegExp(`${job}$`));
  await expect(page.getByText("Done", { exact: true }).first()).toBeVisible({ timeout: 180_000 });
  await expect(page.getByRole("row", { name: /orders/ })).toContainText("Reverted");
  await expect(page.getByRole("button", { name: "Revert" })).toHaveCount(0);
  expect(filesBelow(lakeport.lake).filter((file) => file.includes("taken_back"))).toEqual([]);
  expect(filesBelow(table)).toEqual(hive);
});

test("[16] a job used as a template asks for the same layout and the same way with tables that exist", async ({
  page,
  lakeport,
}) => {
  makeDatabase(lakeport, "laid_out");
  const layout = "mode=rewrite&partition_by=bucket(4,+id)&sort_by=id+desc&target_file_size=64MB";
  const job = await submitPlan(
    page,
    `/ingest?from=warehouse&database=laid_out&namespace=laid_out&tables=orders&if_exists=sync&${layout}`,
  );
  await expect(page.getByText("2 listed = 0 added + 2 rewritten").first()).toBeVisible();
  await page.goto(`${job}?tab=details`);
  await expect(
    page.getByText("--partition-by 'bucket(4, id)' --sort-by 'id desc' --target-file-size 64MB"),
  ).toBeVisible();
  await page.getByRole("link", { name: "Use as template" }).click();
  await expect(page.getByRole("radio", { name: /^Rewrite/ })).toBeChecked();
  await expect(page.getByText("bucket(4, id)", { exact: true })).toBeVisible();
  await expect(page.getByText("id desc", { exact: true })).toBeVisible();
  await expect(page.getByRole("textbox", { name: "File size" })).toHaveValue("64MB");
  await expect(page).toHaveURL(/if_exists=sync/);
  await page.getByRole("button", { name: "Make the plan" }).click();
  await expect(page.getByText(/Hive has nothing new/).first()).toBeVisible();
});
