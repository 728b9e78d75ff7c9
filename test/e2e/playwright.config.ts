import { defineConfig } from "@playwright/test";
import { browserOptions, reports } from "./browser.ts";

export default defineConfig({
  testDir: "tests",
  outputDir: `${reports}/e2e`,
  workers: 1,
  timeout: 240_000,
  // A busy machine is slow; a test that passes waits for nothing.
  expect: { timeout: 60_000 },
  forbidOnly: true,
  reporter: [
    ["list"],
    ...(process.env.E2E_JUNIT ? ([["junit", { outputFile: process.env.E2E_JUNIT }]] as const) : []),
  ],
  use: browserOptions,
});
