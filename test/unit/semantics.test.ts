/** Every numbered statement of the evaluation semantics has a test that is named by it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/**
 * How many statements each section has: workspace, selectors, NetworkPolicy, tiers, Cilium, mTLS, authorization, JWT, Linkerd, RBAC, pods,
 * admission, required communication, fixes.
 */
const sections = { W: 11, S: 13, N: 24, T: 14, C: 11, F: 23, X: 7, I: 13, A: 14, J: 6, L: 10, R: 12, P: 6, D: 8 };

test("every statement is named by a test", () => {
  const folder = import.meta.dirname;
  const names = readdirSync(folder).flatMap((it) =>
    [...readFileSync(join(folder, it), "utf8").matchAll(/\b(?:test|describe)\(\s*["'`]([A-Z]\d+):/g)].map((match) => match[1]),
  );
  const statements = Object.entries(sections).flatMap(([section, count]) => Array.from({ length: count }, (_, i) => `${section}${i + 1}`));
  expect(statements.filter((it) => !names.includes(it))).toEqual([]);
});
