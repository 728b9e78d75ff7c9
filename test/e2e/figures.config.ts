import { defineConfig } from "@playwright/test";
import { browserOptions, reports } from "./browser.ts";

// Measures, and asserts no time: figures depend on the machine.
export default defineConfig({
  testDir: "figures",
  outputDir: `${reports}/figures`,
  workers: 1,
  timeout: 300_000,
  reporter: "line",
  use: { ...browserOptions, trace: "off", screenshot: "off" },
});
