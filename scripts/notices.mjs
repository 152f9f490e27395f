/** Writes down whose work the bundles contain: each package with its version, licence and the licence's text. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Licences that allow what we do with their packages; any other fails the build, so that somebody reads it first. */
const allowed = /^(?:MIT|ISC|BSD-2-Clause|BSD-3-Clause|Apache-2\.0|MPL-2\.0|0BSD|BlueOak-1\.0\.0)$/;

/** `inputs` are the files that esbuild read; `extra` are packages whose data is bundled in another form. */
export function writeNotices(file, inputs, extra) {
  const folders = new Set(extra.map((it) => join("node_modules", it)));
  for (const input of inputs) {
    const match = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input);
    if (match) folders.add(match[0]);
  }
  const notices = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    if (!allowed.test(license ?? "")) throw new Error(`${name} has the licence ${license}: read it, then allow it in scripts/notices.mjs`);
    return `${name} ${version}\n${license}\n\n${licenceText(folder)}\n`;
  });
  writeFileSync(file, `ztlint contains the work of others:\n\n${notices.join(`\n${"-".repeat(80)}\n\n`)}`);
}

/** The text that a package ships; one of a monorepo may keep it in the folder above. */
function licenceText(folder) {
  for (const at of [folder, dirname(folder)]) {
    const name = existsSync(at) && readdirSync(at).find((it) => /^(?:licen[cs]e|copying)/i.test(it));
    if (name) return readFileSync(join(at, name), "utf8").trim();
  }
  return "(the package ships no text of its licence)";
}
