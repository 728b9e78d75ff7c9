import type { Browser, Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import { Lakeport } from "../lakeport.ts";

// A portal of the test's own, which it may stop.
async function withOwnPortal(
  browser: Browser,
  run: (page: Page, lakeport: Lakeport) => Promise<void>,
): Promise<void> {
  const lakeport = new Lakeport();
  try {
    await lakeport.prepare("shop");
    await lakeport.start("serve");
    const page = await browser.newPage({ baseURL: lakeport.address });
    await run(page, lakeport);
    await page.close();
  } finally {
    await lakeport.remove();
  }
}

test("[60] a portal without jobs says what the list is for", async ({ browser }) => {
  await withOwnPortal(browser, async (page) => {
    await page.goto("/jobs");
    await expect(page.getByText("No jobs yet")).toBeVisible();
    await page.getByRole("link", { name: "Ingest tables" }).click();
    await expect(page).toHaveURL(/\/ingest/);
  });
});

test("[60] while the portal does not answer a banner says so, and goes when it is back", async ({
  browser,
}) => {
  await withOwnPortal(browser, async (page, lakeport) => {
    await page.goto("/jobs");
    await expect(page.getByText("No jobs yet")).toBeVisible();
    await lakeport.stop("serve");
    await page.getByRole("searchbox", { name: "Search jobs" }).fill("anything");
    const banner = page.getByText(/^The portal does not answer\. What you see may be old/);
    await expect(banner).toBeVisible();
    await lakeport.start("serve");
    await expect(banner).toBeHidden();
    await expect(page.getByText("No job matches")).toBeVisible();
  });
});

test("[60] a page whose code can't be loaded offers to load it again", async ({ browser }) => {
  await withOwnPortal(browser, async (page, lakeport) => {
    await page.goto("/ingest");
    await expect(page.getByText("Choose a database")).toBeVisible();
    await lakeport.stop("serve");
    await page.getByRole("link", { name: "Jobs" }).click();
    await expect(page.getByText("This page could not be shown")).toBeVisible();
    await lakeport.start("serve");
    await page.getByRole("button", { name: "Load it again" }).click();
    await expect(page.getByText("No jobs yet")).toBeVisible();
  });
});

test("[60] a list that can't be read says why, and can be tried again", async ({ page }) => {
  const detail = "the queue's database is locked; is another program using it?";
  const problem = {
    type: "about:blank",
    title: "Service Unavailable",
    status: 503,
    detail,
    kind: "Unavailable",
  };
  const list = /\/api\/v1\/jobs\?/;
  await page.route(list, (route) =>
    route.fulfill({ status: 503, contentType: "application/problem+json", body: JSON.stringify(problem) }),
  );
  await page.goto("/jobs");
  await expect(page.getByRole("alert")).toContainText(detail);
  await page.unroute(list);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("alert")).toBeHidden();
});

test("[60] a list says when it was last brought up to date", async ({ page }) => {
  await page.goto("/jobs");
  await expect(page.getByText(/^Updated \d\d:\d\d:\d\d$/)).toBeVisible();
});

test("[21] a job with no worker waits, and runs when one comes", async ({ browser }) => {
  await withOwnPortal(browser, async (page, lakeport) => {
    await page.goto("/ingest?from=warehouse&database=shop&tables=regions&step=plan");
    await page.getByRole("button", { name: "Submit 1 table" }).click();
    await expect(page.getByText("Queued", { exact: true }).first()).toBeVisible();
    await lakeport.start("worker");
    await expect(page.getByText("Done", { exact: true }).first()).toBeVisible({ timeout: 180_000 });
  });
});
