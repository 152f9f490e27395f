/** What conditions of an Allow leave of everyone. */
import { describe, expect, test } from "vitest";
import type { Condition, Value } from "../../rules/api.js";
import { exempts, weighAllow } from "../../server/model/iam/conditions.js";

const at = { unit: "main.tf#0", start: 0, end: 0 };
const text = (known: string): Value => ({ kind: "text", known, at, origin: at });
const unknown: Value = { kind: "unknown", known: undefined, at, origin: at, parts: [{}] };

function condition(operator: string, key: string, ...values: readonly (string | Value)[]): Condition {
  return {
    operator,
    operatorAt: at,
    key: text(key),
    values: values.map((it) => (typeof it === "string" ? text(it) : it)),
    at,
    origin: at,
  };
}

describe("an Allow is limited by", () => {
  test.each([
    ["StringEquals", "aws:PrincipalOrgID", "o-1"],
    ["ForAnyValue:StringLike", "aws:PrincipalOrgPaths", "o-1/*"],
    ["ArnLike", "AWS:SourceArn", "arn:aws:sns:*:111122223333:*"],
    ["ArnEquals", "aws:SourceArn", "arn:aws:s3:::photos"],
    ["StringEquals", "kms:CallerAccount", "111122223333"],
    ["IpAddress", "aws:SourceIp", "203.0.113.0/24"],
    ["StringEquals", "aws:SourceVpce", "vpce-1"],
    ["Bool", "elasticfilesystem:AccessedViaMountTarget", "true"],
  ])("%s %s %s", (operator, key, value) => {
    expect(weighAllow(condition(operator, key, value)).weight).toBe("limits");
  });
  test("a value that only apply time knows", () => {
    expect(weighAllow(condition("StringEquals", "aws:SourceAccount", unknown)).weight).toBe("limits");
  });
});

describe("an Allow is not limited by", () => {
  test.each([
    ["StringEqualsIfExists", "aws:PrincipalOrgID", "o-1"],
    ["ForAllValues:StringEquals", "aws:PrincipalOrgPaths", "o-1/*"],
    ["StringLike", "aws:PrincipalArn", "*"],
    ["ArnLike", "aws:SourceArn", "arn:aws:s3:*:*:*"],
    ["IpAddress", "aws:SourceIp", "0.0.0.0/0"],
    ["StringNotEquals", "aws:PrincipalAccount", "111122223333"],
    ["Null", "aws:PrincipalOrgID", "false"],
    ["Bool", "aws:SecureTransport", "true"],
    ["StringEquals", "aws:Referer", "https://example.com"],
    ["StringEquals", "aws:PrincipalTag/team", "payments"],
  ])("%s %s %s", (operator, key, value) => {
    expect(weighAllow(condition(operator, key, value)).weight).toBe("nothing");
  });
  test("one open value among narrow ones", () => {
    expect(weighAllow(condition("IpAddress", "aws:SourceIp", "203.0.113.0/24", "0.0.0.0/0")).weight).toBe("nothing");
  });
});

test("a named service leaves any account that comes through it", () => {
  expect(weighAllow(condition("StringEquals", "kms:ViaService", "s3.eu-west-1.amazonaws.com")).weight).toBe("service");
});

test("what nobody knows is not judged", () => {
  expect(weighAllow(condition("StringEquals", "acme:Clearance", "high")).weight).toBe("unknown");
  expect(weighAllow({ ...condition("StringEquals", "aws:PrincipalOrgID", "o-1"), operator: undefined }).weight).toBe("unknown");
});

test("a denial spares the callers that it names, and only by a narrow value", () => {
  expect(exempts(condition("StringNotEquals", "aws:SourceVpce", "vpce-1"))).toBe(true);
  expect(exempts(condition("StringNotEqualsIfExists", "aws:PrincipalOrgID", "o-1"))).toBe(true);
  expect(exempts(condition("StringNotLike", "aws:PrincipalArn", "*"))).toBe(false);
  expect(exempts(condition("NotIpAddress", "aws:SourceIp", "0.0.0.0/0"))).toBe(false);
  expect(exempts(condition("Bool", "aws:SecureTransport", "false"))).toBe(false);
});
