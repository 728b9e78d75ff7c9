import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { mockPortal } from "./mock/plugin.ts";
import { sizeBudget } from "./size_budget.ts";

const portal = process.env.LAKEPORT_PORTAL ?? "http://127.0.0.1:8080";

export default defineConfig(({ mode }) => ({
  plugins: [react(), sizeBudget(300_000), ...(mode === "mock" ? [mockPortal()] : [])],
  server: { host: "127.0.0.1", ...(mode === "mock" ? {} : { proxy: { "/api/v1": portal } }) },
  preview: { host: "127.0.0.1" },
  build: {
    // Browsers of 2024, which know light-dark().
    target: ["chrome123", "firefox120", "safari17.5"],
    // No data: addresses, so that the content security policy needs none.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  test: {
    environment: "node",
    include: ["test/**/*.test.{ts,tsx}"],
    testTimeout: 60_000,
  },
}));
