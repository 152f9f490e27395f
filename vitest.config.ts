/** Unit tests, pages and laws, and protocol tests run under vitest. */
import { defineConfig } from "vitest/config";
import { pages } from "./scripts/pages-plugin.mjs";

export default defineConfig({
  plugins: [pages.vite],
  test: { include: ["test/**/*.test.ts"], exclude: ["test/vscode/**", "node_modules/**"], testTimeout: 60_000, reporters: ["default"] },
});
