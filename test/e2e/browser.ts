import { join } from "node:path";
import type { PlaywrightTestConfig } from "@playwright/test";

export const root = join(import.meta.dirname, "..", "..");
export const reports = join(root, "build", "browser-reports");

// Debian's Chromium; Playwright brings none of its own.
export const browserOptions: PlaywrightTestConfig["use"] = {
  viewport: { width: 1360, height: 850 },
  locale: "en-GB",
  timezoneId: "Europe/Berlin",
  screenshot: "only-on-failure",
  trace: "retain-on-failure",
  launchOptions: {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  },
};
