/** The short run of `npm run proof -- hostile`: what was made to hurt ends in bounded time and memory, with clear words. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");

beforeAll(() => {
  if (!existsSync(join(root, "dist/cli.js"))) execFileSync(process.execPath, ["esbuild.mjs"], { cwd: root });
}, 60_000);

test("hostile inputs", () => {
  const { status, stdout } = spawnSync(process.execPath, ["test/proof/run.mjs", "hostile", "--short"], { cwd: root, encoding: "utf8" });
  expect(stdout).toMatch(/^\d{2} inputs, .* 0 fallen/);
  expect(status).toBe(0);
}, 240_000);
