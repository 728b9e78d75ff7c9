import { readdirSync } from "node:fs";
import { expect, test } from "../fixtures.ts";

const shop = "/ingest?from=warehouse&database=shop";
const big = "/ingest?from=warehouse&database=big";

test("the portal's address leads to Ingest", async ({ page }) => {
  await page.goto("/");
  await expect(page).toHaveURL(/\/ingest$/);
  await expect(page.getByRole("heading", { name: "Ingest", exact: true })).toBeVisible();
});

test("an address that is no page says so, and leads on", async ({ page }) => {
  await page.goto("/no/such/page");
  await expect(page.getByText("There is no such page").last()).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: "Jobs" }).click();
  await expect(page).toHaveURL(/\/jobs$/);
});

test("source, database and tables are picked with the mouse, and the address remembers them", async ({
  page,
}) => {
  await page.goto("/ingest");
  await page.getByRole("combobox", { name: "Hive source" }).click();
  await page.getByRole("option", { name: /^warehouse/ }).click();
  await page.getByRole("combobox", { name: "Database" }).click();
  await page.getByRole("option", { name: "shop" }).click();
  await page.getByRole("option", { name: "orders" }).click();
  await page.getByRole("option", { name: "regions" }).click();
  await expect(page).toHaveURL(/tables=orders%2Cregions/);
  await page.reload();
  await expect(page.getByRole("option", { selected: true })).toHaveText([/orders/, /regions/]);
});

test("a source that can't be reached says what and where, and can be tried again", async ({ page }) => {
  await page.goto("/ingest?from=gone&database=sales");
  await expect(page.getByRole("alert")).toContainText("127.0.0.1:1");
  await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
});

test("[2] ten thousand tables are a list of fewer than 60 rows", async ({ page }) => {
  await page.goto(big);
  await expect(page.getByText("of 10,000 tables")).toBeVisible();
  expect(await page.getByRole("option").count()).toBeLessThan(60);
  await page.getByRole("listbox", { name: "Tables to pick from" }).press("End");
  await expect(page.getByRole("option").last()).toHaveAttribute("aria-posinset", "10000");
  expect(await page.getByRole("option").count()).toBeLessThan(60);
});

for (const [mode, pattern, count] of [
  ["Text", "orders fact", 185],
  ["Glob", "dim_orders_00?", 10],
  ["Regex", "^(dim|raw)_prices_\\d*7$", 36],
] as const) {
  test(`[3] a ${mode.toLowerCase()} filter is in the address, and a reload shows the same rows`, async ({
    page,
  }) => {
    await page.goto(big);
    await page.getByText(mode, { exact: true }).click();
    await page.getByRole("searchbox", { name: "Search tables" }).fill(pattern);
    const shown = async () => {
      await expect(page.getByText(`${count} of 10,000 match`)).toBeVisible();
      await expect(page.getByRole("option").first()).toHaveAttribute("aria-setsize", `${count}`);
      return page.getByRole("option").allTextContents();
    };
    const before = await shown();
    await expect(page).toHaveURL(/[?&]q=/);
    await page.reload();
    expect(await shown()).toEqual(before);
  });
}

test("[4] select all takes what matches the filter, not what is in sight", async ({ page }) => {
  await page.goto(`${big}&q=orders`);
  await page.getByRole("button", { name: /^Select all/ }).click();
  await expect(page.getByText("1,110 selected")).toBeVisible();
  await page.getByRole("button", { name: "Clear the search" }).click();
  await expect(page.getByText("1,110 selected")).toBeVisible();
  await page.getByRole("button", { name: "Invert" }).click();
  await expect(page.getByText("8,890 selected")).toBeVisible();
});

test("[4] a selection too long for an address survives a reload of its tab", async ({ page }) => {
  await page.goto(`${big}&q=orders`);
  await page.getByRole("button", { name: /^Select all/ }).click();
  await expect(page).toHaveURL(/tables=%7E/);
  await page.reload();
  await expect(page.getByText("1,110 selected")).toBeVisible();
});

test("[4] shift takes a range, and a list of names can be pasted", async ({ page }) => {
  await page.goto(big);
  await page.getByRole("option").nth(2).click();
  await page
    .getByRole("option")
    .nth(9)
    .click({ modifiers: ["Shift"] });
  await expect(page.getByText("8 selected")).toBeVisible();
  await page.getByRole("button", { name: "Clear", exact: true }).click();
  await page.getByRole("button", { name: "Paste names" }).click();
  await page.getByLabel("Table names").fill("`big`.`dim_orders_001`,\ndim_orders_002\nno_such_table");
  await expect(page.getByText("1 is not in the database: no_such_table")).toBeVisible();
  await page.getByRole("button", { name: "Add to selection" }).click();
  await expect(page.getByText("2 selected")).toBeVisible();
});

test("a table can be looked at before it is picked", async ({ page }) => {
  await page.goto("/ingest?from=warehouse&database=shop");
  await page.getByRole("option", { name: "orders" }).hover();
  await page.getByTitle("Look at orders").click();
  const drawer = page.getByRole("dialog");
  await expect(drawer).toContainText("Partition keys");
  await expect(drawer.getByRole("cell", { name: "day" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(drawer).toBeHidden();
});

test("[17] the plan is shown before anything is written", async ({ page, lakeport, request }) => {
  const jobs = async () => (await (await request.get("/api/v1/jobs?limit=1")).json()).total;
  const before = await jobs();
  await page.goto(`${shop}&tables=*&namespace=planned_only`);
  await page.getByRole("button", { name: "Make the plan" }).click();
  await expect(page.getByRole("button", { name: "Submit 4 tables" })).toBeVisible();
  const orders = page.getByRole("row", { name: /^orders/ });
  await expect(orders).toContainText("Create");
  await expect(orders).toContainText("Parquet");
  await expect(orders).toContainText("10");
  expect(await jobs()).toBe(before);
  expect(readdirSync(lakeport.lake).filter((name) => name.startsWith("planned_only"))).toEqual([]);
});

test("[17] what is refused is told in the plan, with the reason, and can be left out", async ({ page }) => {
  await page.goto("/ingest?from=warehouse&database=trouble&tables=good,deep&namespace=refusals&step=plan");
  await expect(page.getByText(/^1 table is refused/)).toBeVisible();
  await expect(page.getByRole("row", { name: /^deep/ })).toContainText("HIVE_UNION_SUBDIR_1");
  await page.getByRole("button", { name: "Leave them out" }).click();
  await expect(page.getByRole("button", { name: "Submit 1 table" })).toBeEnabled();
});

test("[17] options change the plan", async ({ page }) => {
  await page.goto("/ingest?from=warehouse&database=trouble&tables=good,deep&namespace=options");
  await page.getByText("In place", { exact: true }).click();
  await page.getByRole("combobox", { name: "Deeper directories" }).click();
  await page.getByRole("option", { name: "Take their files" }).click();
  await page.getByRole("button", { name: "Make the plan" }).click();
  await expect(page.getByRole("button", { name: "Submit 2 tables" })).toBeVisible();
  await expect(page.getByRole("row", { name: /^good/ })).toContainText("In place");
});
