/** Runs every rule's page: blocks silent or exactly as marked, fixes as shown, and the laws on each block. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import rules from "../rules/index.js";
import {
  faults,
  fixAllSwings,
  fixFaults,
  gapsAddFindings,
  layoutFault,
  messageFaults,
  needsHide,
  orderMatters,
  unknownAddsFindings,
} from "./harness/laws.js";
import {
  type Case,
  casesOf,
  drawMark,
  drawMarks,
  engineFor,
  fixesShown,
  marksOf,
  pageIds,
  readPage,
  rulesFolder,
} from "./harness/pages.js";

const update = process.env.UPDATE === "1";
const only = process.env.PAGE?.split(",");
const byId = new Map(rules.map((it) => [it.id, it]));

if (update) for (const id of pageIds()) if (!only || only.some((it) => id.startsWith(it))) rewrite(id);

for (const id of pageIds().filter((it) => !only || only.some((one) => it.startsWith(one)))) {
  const page = readPage(id);
  const rule = byId.get(id);
  const cases = casesOf(id, page);

  describe(id, () => {
    test("has a rule, a title, a reason, and both bad and good blocks", () => {
      expect(rule, "a page needs its rule; run `node scripts/index-rules.mjs`").toBeDefined();
      expect(page.split("\n")[0]).toBe(`# ${rule?.title}`);
      expect(page.split("\n")[1] ?? "", "the first paragraph says why").toMatch(/\S/);
      const marked = cases.filter((it) => it.files.some((file) => file.marks.length > 0));
      expect(marked.length, "bad blocks").toBeGreaterThan(0);
      expect(cases.length - marked.length, "good blocks").toBeGreaterThan(0);
      expect(
        cases.some((it) => it.diffs.length > 0),
        "a rule with fixes shows one",
      ).toBe(rule?.fixes !== "none");
    });
    for (const it of cases) runCase(id, it);
  });
}

test("every rule has a page", () => {
  expect(rules.map((it) => it.id).filter((it) => !pageIds().includes(it))).toEqual([]);
});

function runCase(id: string, it: Case): void {
  test(`block at line ${it.line}`, async () => {
    const engine = engineFor(it.files);
    for (const file of it.files) {
      const expected = file.marks.map(drawMark);
      expect(marksOf(engine, file.name, id).map(drawMark), file.name).toEqual(expected);
    }
    const shown = distinct(
      fixesShown(
        engine,
        it.files.map((file) => file.name),
        id,
      ),
    );
    expect(it.diffs.map((diff) => `${diff.info}\n${diff.body}`)).toEqual(shown.map((diff) => `${diff.info}\n${diff.body}`));

    const files = it.files.map(({ name, text }) => ({ name, text }));
    expect(faults(files)).toEqual([]);
    expect(orderMatters(files)).toEqual([]);
    expect(needsHide(files)).toEqual([]);
    expect(unknownAddsFindings(files)).toEqual([]);
    expect(gapsAddFindings(files)).toEqual([]);
    expect(fixAllSwings(files)).toEqual([]);
    for (const file of it.files)
      for (const finding of engine.findings(file.name)) {
        expect(messageFaults(finding.message)).toEqual([]);
        for (const fix of engine.fixes(finding)) {
          const made: [string, string, string][] = [];
          const level = byId.get(finding.rule)?.fixes ?? "review";
          expect(fixFaults(engine, finding, fix, level, undefined, (...texts) => made.push(texts))).toEqual([]);
          for (const [name, before, after] of made)
            expect(await layoutFault(name, before, after), `${finding.rule} “${fix.title}”`).toBeUndefined();
        }
        const ignored = finding.suppressed === false ? engine.suppression(finding, "because") : undefined;
        if (ignored) expect(silences(engine, file.name, finding.rule, finding.message, ignored)).toBe(true);
      }
  });
}

function silences(
  engine: ReturnType<typeof engineFor>,
  file: string,
  rule: string,
  message: string,
  fix: NonNullable<ReturnType<ReturnType<typeof engineFor>["suppression"]>>,
): boolean {
  const text = engine.text(file) ?? "";
  const edit = fix.edits[0]?.edits[0];
  if (!edit) return false;
  const active = (): number =>
    engine.findings(file).filter((it) => it.rule === rule && it.message === message && it.suppressed === false).length;
  const before = active();
  engine.change([[file, text.slice(0, edit.start) + edit.newText + text.slice(edit.end)]]);
  const after = active();
  engine.change([[file, text]]);
  return after < before;
}

/** The first fix of each title. */
function distinct<T extends { readonly info: string }>(shown: readonly T[]): readonly T[] {
  return shown.filter((it, index) => shown.findIndex((other) => other.info === it.info) === index);
}

/** Rewrites the marks and diffs of a page as the engine has them now, for review. */
function rewrite(id: string): void {
  let page = readPage(id);
  for (const it of [...casesOf(id, page)].reverse()) {
    const engine = engineFor(it.files);
    const shown = distinct(
      fixesShown(
        engine,
        it.files.map((file) => file.name),
        id,
      ),
    );
    const last = it.files[it.files.length - 1];
    if (!last) continue;
    for (const diff of [...it.diffs].reverse()) {
      const from = page.lastIndexOf("```diff", diff.start);
      const to = page.indexOf("\n", page.indexOf("```", diff.end)) + 1 || page.length;
      page = page.slice(0, from) + page.slice(to);
    }
    const after = page.indexOf("\n", page.indexOf("```", last.fence.end)) + 1 || page.length;
    page = page.slice(0, after) + shown.map((diff) => `\`\`\`${diff.info}\n${diff.body}\`\`\`\n`).join("") + page.slice(after);
    for (const file of [...it.files].reverse())
      page = page.slice(0, file.fence.start) + drawMarks(file.text, marksOf(engine, file.name, id)) + page.slice(file.fence.end);
  }
  writeFileSync(join(rulesFolder, `${id}.md`), page);
}
