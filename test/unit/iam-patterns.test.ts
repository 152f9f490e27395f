/** Patterns against brute force over a small alphabet, and condition operators against a table. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { holds, passesWithoutKey } from "../../rules/lib/conditions.js";
import { coversText, meetsText } from "../../rules/lib/patterns.js";

/** `z` is in no pattern: it stands for every other character. */
const alphabet = ["a", "b", "z"];
const longest = 6;
const words: readonly string[] = (() => {
  const all = [""];
  for (let i = 0; i < all.length && (all[i] ?? "").length < longest; i++) for (const it of alphabet) all.push(`${all[i]}${it}`);
  return all;
})();
const matcher = (glob: string): RegExp => new RegExp(`^${glob.replace(/\*/g, ".*").replace(/\?/g, ".")}$`);
const glob = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 4 });

describe("patterns", () => {
  test("cover as every short word says", () => {
    fc.assert(
      fc.property(glob, glob, (a, b) => {
        const left = matcher(a);
        const right = matcher(b);
        expect(coversText(a, b)).toBe(words.every((it) => !right.test(it) || left.test(it)));
      }),
      { numRuns: 400 },
    );
  });
  test("meet where some short word is in both", () => {
    fc.assert(
      fc.property(glob, glob, (a, b) => {
        const left = matcher(a);
        const right = matcher(b);
        expect(meetsText(a, b)).toBe(words.some((it) => left.test(it) && right.test(it)));
      }),
      { numRuns: 400 },
    );
  });
  test("holes never contradict what some filling shows", () => {
    fc.assert(
      fc.property(glob, glob, fc.constantFrom("", "a", "bz", "zz"), (a, b, filling) => {
        const open = `a\${aws:username}${b}`;
        const covered = coversText(a, open);
        const met = meetsText(a, open);
        if (covered !== undefined) expect(coversText(a, `a${filling}${b}`)).toBe(covered);
        if (met !== undefined) expect(meetsText(a, `a${filling}${b}`)).toBe(met);
      }),
      { numRuns: 300 },
    );
  });
  for (const [a, b, expected] of [
    ["*", "arn:aws:s3:::logs/*", true],
    ["arn:aws:s3:::logs/*", "arn:aws:s3:::logs", false],
    ["arn:aws:iam::*:role/*", "arn:aws:iam::111122223333:role/app", true],
    ["?*", "*?", true],
    ["arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::1:user/alice", undefined],
    ["arn:aws:iam::*:user/*", "arn:aws:iam::1:user/${aws:username}", true],
    ["arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::1:role/alice", false],
    ["${*}", "*", false],
  ] as const)
    test(`${a} covers ${b}: ${expected}`, () => expect(coversText(a, b)).toBe(expected));
});

describe("condition operators", () => {
  for (const [operator, wanted, actual, expected] of [
    ["StringEquals", ["a", "b"], ["b"], true],
    ["StringEquals", ["a*"], ["ab"], false],
    ["StringEquals", ["a"], undefined, false],
    ["StringEqualsIfExists", ["a"], undefined, true],
    ["StringEqualsIgnoreCase", ["AB"], ["ab"], true],
    ["StringNotEquals", ["a", "b"], ["b"], false],
    ["StringNotEquals", ["a"], undefined, true],
    ["StringLike", ["repo:acme/*"], ["repo:acme/app:ref"], true],
    ["StringLike", ["repo:acme/*"], ["repo:acmeevil/app"], false],
    ["StringNotLike", ["a*"], ["ab"], false],
    ["NumericLessThan", ["10"], ["9"], true],
    ["NumericGreaterThanEquals", ["10"], ["10"], true],
    ["DateLessThan", ["2026-01-01T00:00:00Z"], ["2025-12-31T23:59:59Z"], true],
    ["DateLessThan", ["1735689600"], ["2025-12-31T23:59:59Z"], undefined],
    ["Bool", ["true"], ["true"], true],
    ["Bool", ["true"], undefined, false],
    ["Bool", ["false"], undefined, false],
    ["BoolIfExists", ["false"], undefined, true],
    ["Null", ["true"], undefined, true],
    ["Null", ["false"], undefined, false],
    ["Null", ["false"], ["x"], true],
    ["IpAddress", ["10.0.0.0/8"], ["10.1.2.3"], true],
    ["NotIpAddress", ["10.0.0.0/8"], ["10.1.2.3"], false],
    ["ArnLike", ["arn:aws:iam::*:role/app"], ["arn:aws:iam::1:role/app"], true],
    ["ArnEquals", ["arn:aws:*:role/app"], ["arn:aws:iam::1:role/app"], undefined],
    ["ArnNotLike", ["arn:aws:iam::*:role/*"], ["arn:aws:iam::1:user/x"], true],
    ["ForAllValues:StringEquals", ["a", "b"], ["a", "b"], true],
    ["ForAllValues:StringEquals", ["a"], ["a", "b"], false],
    ["ForAllValues:StringEquals", ["a"], undefined, true],
    ["ForAllValues:StringEquals", ["a"], [], true],
    ["ForAnyValue:StringEquals", ["a"], ["b", "a"], true],
    ["ForAnyValue:StringEquals", ["a"], undefined, false],
    ["ForAnyValue:StringNotEquals", ["a"], ["a", "b"], true],
    ["StringEqual", ["a"], ["a"], undefined],
  ] as const)
    test(`${operator} ${wanted} on ${actual ?? "no key"}: ${expected}`, () => expect(holds(operator, wanted, actual)).toBe(expected));
  test("without the key, only optional, negated and all-values conditions pass", () => {
    expect(
      ["StringLike", "ForAnyValue:StringLike", "ForAllValues:Bool", "ArnNotLike", "BoolIfExists", "Null"].map(passesWithoutKey),
    ).toEqual([false, false, true, true, true, undefined]);
  });
});
