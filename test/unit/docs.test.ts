/** Pages of documentation name rules that exist. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import rules from "../../rules/index.js";

const folder = join(import.meta.dirname, "../../docs");

test.each(readdirSync(folder).filter((it) => it.endsWith(".md")))("%s", (page) => {
  const text = readFileSync(join(folder, page), "utf8");
  const known = new Set(rules.map((it) => it.id));
  const named = [...text.matchAll(/\[([\w/-]+)\]\(\.\.\/rules\/([\w/-]+)\.md\)/g)];
  expect(named.filter(([, shown = "", path]) => shown !== path || !known.has(shown)).map((it) => it[0])).toEqual([]);
});
