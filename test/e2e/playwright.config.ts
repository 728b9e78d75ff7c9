import { defineConfig } from "@playwright/test";
import { browserOptions, reports } from "./browser.ts";

export default defineConfig({
  testDir: "tests",
  outputDir: `${reports}/e2e`,
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: [
    ["list"],
    ...(process.env.E2E_JUNIT ? ([["junit", { outputFile: process.env.E2E_JUNIT }]] as const) : []),
  ],
  use: browserOptions,
});
