import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";

const pages: [string, string, RegExp][] = [
  ["Ingest, empty", "/ingest", /Choose a database/],
  ["Ingest, choosing", "/ingest?from=warehouse&database=shop&tables=orders,regions", /2 selected/],
  [
    "Ingest, plan",
    "/ingest?from=warehouse&database=trouble&tables=*&namespace=seen&step=plan",
    /are refused/,
  ],
  ["Ingest, failing", "/ingest?from=gone&database=sales", /could not be listed/],
  ["Jobs", "/jobs", /^Jobs$/],
  ["Jobs, none found", "/jobs?q=nothing_has_this_name", /No job matches/],
  ["not found", "/no/such/page", /There is no such page/],
];

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ colorScheme });

    for (const [name, address, ready] of pages) {
      test(`[47] [49] ${name} breaks no rule of accessibility`, async ({ page, expectAccessible }) => {
        await page.goto(address);
        await expect(page.getByText(ready).last()).toBeVisible();
        await expectAccessible();
      });
    }

    test("[47] [49] no part of a failed job's page breaks a rule of accessibility", async ({
      page,
      submit,
      ended,
      expectAccessible,
    }) => {
      const job = await submit({ database: "trouble", namespace: `access_${colorScheme}` });
      await ended(job);
      await page.goto(`/jobs/${job}`);
      await expect(page.getByRole("heading", { name: "Failed for good" })).toBeVisible();
      await expectAccessible();
      for (const tab of ["Log", "Details"]) {
        await page.getByRole("button", { name: tab, exact: true }).click();
        await expectAccessible();
      }
    });

    test("[47] [49] dialogs break no rule of accessibility", async ({ page, expectAccessible }) => {
      await page.goto("/ingest?from=warehouse&database=shop");
      await page.getByRole("button", { name: "Paste names" }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      await expectAccessible();
      await page.keyboard.press("Escape");
      await page.getByRole("listbox", { name: "Tables to pick from" }).press("Enter");
      await expect(page.getByRole("dialog").getByText("Format")).toBeVisible();
      await expectAccessible();
    });
  });
}

test("[47] colours follow the system until a person chooses, and the choice stays", async ({ page }) => {
  const scheme = () => page.locator("html").getAttribute("data-mantine-color-scheme");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto("/ingest");
  await expect.poll(scheme).toBe("dark");
  await page.getByTitle("Light").click();
  await expect.poll(scheme).toBe("light");
  await page.reload();
  await expect.poll(scheme).toBe("light");
});

async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let step = 0; step < 60; step++) {
    await page.keyboard.press("Tab");
    const label = await page.evaluate(() => {
      const element = document.activeElement;
      const labelled = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : undefined;
      return element?.getAttribute("aria-label") ?? labelled ?? element?.textContent ?? "";
    });
    if (name.test(label)) return;
  }
  throw new Error(`Tab never came to ${name}`);
}

test("[48] [49] tables are ingested with the keyboard alone", async ({ page }) => {
  await page.goto("/ingest");
  await expect(page.getByText("Choose a database")).toBeVisible();
  await tabTo(page, /^Hive source/);
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await tabTo(page, /^Database/);
  await expect(page.getByRole("option")).not.toHaveCount(0);
  await page.keyboard.type("shop");
  await expect(page.getByRole("option")).toHaveText(["shop"]);
  await page.keyboard.press("Enter");
  await expect(page.getByText("of 4 tables")).toBeVisible();
  await tabTo(page, /^Namespace/);
  await page.keyboard.type("keyboard_only");
  await tabTo(page, /^Tables to pick from/);
  await page.keyboard.press("Home");
  await page.keyboard.press("Space");
  await page.keyboard.press("Shift+ArrowDown");
  await expect(page.getByText("2 selected")).toBeVisible();
  await tabTo(page, /^Make the plan/);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Submit 2 tables" })).toBeVisible();
  await tabTo(page, /^Submit 2 tables/);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/jobs\//);
  await expect(page.getByText("Done", { exact: true }).first()).toBeVisible({ timeout: 180_000 });
});

test("[49] at twice the size nothing has to be scrolled sideways to be read", async ({ page }) => {
  await page.setViewportSize({ width: 680, height: 425 });
  for (const address of ["/ingest?from=warehouse&database=shop", "/jobs"]) {
    await page.goto(address);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  }
});
