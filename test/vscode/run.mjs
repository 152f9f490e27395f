/** Runs both suites in a real VS Code: the npm-installed server by default, a desktop build with E2E_HOST=desktop. Installs its own packages. */
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const root = path.join(here, "../..");
const desktop = process.env.E2E_HOST === "desktop";

if (!fs.existsSync(path.join(here, "node_modules/@vscode/test-electron"))) {
  const installed = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: here, stdio: "inherit" });
  if (installed.status !== 0) process.exit(1);
}
if (!desktop) installBrowser();
const { runTests } = await import("@vscode/test-electron");

// The suite writes into its workspace, so it gets a copy.
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "ztlint-editor-"));
const workspace = path.join(scratch, "workspace");
fs.cpSync(path.join(root, "examples"), workspace, { recursive: true });
const resultFile = path.join(scratch, "result.json");
let passed = 0;
let failed = 0;
try {
  await runTests({
    ...(desktop
      ? { version: process.env.E2E_VERSION ?? "stable" }
      : { vscodeExecutablePath: process.env.VSCODE_BIN ?? path.join(here, "code-shim.mjs") }),
    extensionDevelopmentPath: root,
    extensionTestsPath: path.join(here, "suite.cjs"),
    launchArgs: [workspace, "--disable-extensions"],
    extensionTestsEnv: { ZT_E2E_RESULT: resultFile },
  });
} catch (error) {
  console.error(String(error));
}
// A suite that was never started looks like silence: only its own report counts.
if (fs.existsSync(resultFile)) ({ passed, failed } = JSON.parse(fs.readFileSync(resultFile, "utf8")));
else failed++;

if (!desktop) {
  const { clickThrough } = await import("./ui.mjs");
  if (await clickThrough()) passed++;
  else failed++;
}
fs.rmSync(scratch, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

/** A fresh Debian machine gets its browser here, so that the README's command is all that it needs. */
function installBrowser() {
  if (process.env.CHROMIUM || ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"].some((it) => fs.existsSync(it))) return;
  if (process.getuid?.() !== 0 || spawnSync("apt-get", ["--version"]).status !== 0) {
    console.error("The tests in the editor need chromium-headless-shell or chromium: install it, or name one in CHROMIUM.");
    process.exit(1);
  }
  // Standard output is for the sums.
  const apt = (...args) => spawnSync("apt-get", args, { stdio: ["ignore", "ignore", "inherit"] }).status === 0;
  if (!apt("update") || !apt("install", "-y", "--no-install-recommends", "chromium-headless-shell", "fonts-dejavu-core")) process.exit(1);
}
