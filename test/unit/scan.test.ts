/** What the command line makes of a workspace: which fixes it offers, and what its reports cost. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { openWorkspace, scan } from "../../server/cli/scan.js";

const folders: string[] = [];
afterEach(() => {
  for (const it of folders.splice(0)) rmSync(it, { recursive: true, force: true });
});

function workspace(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "ztlint-scan-"));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const settings = { today: "2026-01-01" };

async function report(folder: string) {
  const { result } = await scan({
    paths: [folder],
    isolated: false,
    withFixes: true,
    settings,
    config: undefined,
    version: "0",
    progress: () => undefined,
  });
  return result;
}

/** One word decides two things: that a database is public, and, in a later file, that another is encrypted. */
const open = `locals {
  yes = true
}
resource "aws_db_instance" "open" {
  identifier                  = "open"
  storage_encrypted           = true
  manage_master_user_password = true
  publicly_accessible         = local.yes
}
`;
const sealed = `resource "aws_db_instance" "sealed" {
  identifier                  = "sealed"
  manage_master_user_password = true
  publicly_accessible         = false
  storage_encrypted           = local.yes
}
`;
const rule = "exposure/public-database";

test("a fix that worsens a file that is read later is offered by no report", async () => {
  const offered = async (folder: string) =>
    (await report(folder)).findings.filter((it) => it.finding.rule === rule).map((it) => it.fixes.length);
  expect(await offered(workspace({ "a.tf": open }))).toEqual([1]);
  expect(await offered(workspace({ "a.tf": open, "z.tf": sealed }))).toEqual([0]);
});

test("and is not applied to the workspace", async () => {
  const fixed = async (folder: string) => {
    const { engine } = await openWorkspace([folder], settings, undefined);
    return [...engine.fixAll({ level: "review", rule })].map(([path, text]) => [path, text.includes("yes = false")]);
  };
  expect(await fixed(workspace({ "a.tf": open }))).toEqual([["a.tf", true]]);
  expect(await fixed(workspace({ "a.tf": open, "z.tf": sealed }))).toEqual([]);
});
