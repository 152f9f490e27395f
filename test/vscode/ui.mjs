/** Clicks through the workbench with the packed extension installed: squiggle, problem, light bulb, fix, save; pictures in out/. */
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { nodeBin, startHost, vs } from "./host.mjs";

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const root = path.join(here, "../..");
const out = path.join(here, "out");
fs.mkdirSync(out, { recursive: true });

const source = `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata:
  name: default
  namespace: shop
spec:
  mtls:
    mode: PERMISSIVE # for now
`;

/** True when every step held. */
export async function clickThrough() {
  const vsix = path.join(out, "ztlint.vsix");
  const packed = spawnSync(
    "npx",
    ["vsce", "package", "--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links", "-o", vsix],
    {
      cwd: root,
      encoding: "utf8",
    },
  );
  if (packed.status !== 0) {
    console.error(packed.stdout, packed.stderr);
    return false;
  }
  const host = await startHost();
  let ok = false;
  try {
    const installed = spawnSync(
      nodeBin,
      [
        path.join(vs, "out/server-main.js"),
        "--install-extension",
        vsix,
        "--extensions-dir",
        host.ext,
        "--server-data-dir",
        host.data,
        "--accept-server-license-terms",
      ],
      { encoding: "utf8" },
    );
    if (installed.status !== 0) throw new Error(installed.stdout + installed.stderr);
    const folder = path.join(host.tmp, "workspace");
    fs.mkdirSync(folder);
    const file = path.join(folder, "mesh.yaml");
    fs.writeFileSync(file, source);
    fs.copyFileSync(path.join(root, "examples/iam.tf"), path.join(folder, "iam.tf"));
    await host.open(folder, [["openFile", host.uri(file)]]);
    const { page } = host;
    await page.locator(".editor-instance .squiggly-warning").first().waitFor({ timeout: 60_000 });
    await page.keyboard.press("F1");
    await page.keyboard.type("View: Toggle Problems");
    await page.locator(".quick-input-list .monaco-list-row", { hasText: "Toggle Problems" }).first().waitFor();
    await page.keyboard.press("Enter");
    const row = page.locator(".markers-panel .monaco-list-row", { hasText: "mesh/mtls-not-strict" });
    await row.waitFor();
    await page.screenshot({ path: path.join(out, "problem.png") });
    await row.dblclick();
    await page.locator("#status\\.editor\\.selection", { hasText: "Ln 8" }).waitFor();
    const bulb = page.locator(".editor-instance .lightBulbWidget");
    await bulb.waitFor();
    await bulb.click();
    const item = page.locator(".action-widget .monaco-list-row", { hasText: "Set mTLS to STRICT" });
    await item.waitFor();
    await page.screenshot({ path: path.join(out, "quick-fix.png") });
    await item.click();
    await page.locator(".editor-instance .view-line", { hasText: "STRICT" }).waitFor();
    await row.waitFor({ state: "detached" });
    await page.keyboard.press("Control+s");
    for (let i = 0; i < 50 && !ok; i++) {
      ok = fs.readFileSync(file, "utf8") === source.replace("PERMISSIVE", "STRICT");
      if (!ok) await new Promise((done) => setTimeout(done, 100));
    }
    await page.screenshot({ path: path.join(out, "fixed.png") });
    if (host.outside.length > 0) {
      console.error("requests to the outside:", host.outside);
      ok = false;
    }
  } catch (error) {
    console.error(error, host.log().slice(-3000));
    await host.page.screenshot({ path: path.join(out, "failure.png") }).catch(() => {});
  } finally {
    await host.stop();
  }
  return ok;
}
