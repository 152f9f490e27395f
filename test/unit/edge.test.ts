/** What rules on the edge share: address arithmetic, Cedar permits, and the order of network ACLs. */
import { describe, expect, test } from "vitest";
import type { Text } from "../../rules/api.js";
import { permitsWithoutTrust } from "../../rules/lib/cedar.js";
import { hasHostBits, worldAddresses } from "../../rules/lib/network.js";
import { createEngine } from "../../server/engine/index.js";

const at = { unit: "", start: 0, end: 0 };
const value = (known: string): Text => ({ kind: "text", known, at, origin: at });
const open = (...all: readonly string[]): readonly (string | undefined)[] => worldAddresses(all.map(value)).map((it) => String(it.known));

describe("addresses that open the internet", () => {
  for (const [name, addresses, expected] of [
    ["everything", ["0.0.0.0/0", "::/0"], ["0.0.0.0/0", "::/0"]],
    ["halves", ["0.0.0.0/1", "128.0.0.0/1"], ["0.0.0.0/1", "128.0.0.0/1"]],
    [
      "quarters of a /8",
      ["8.0.0.0/10", "8.64.0.0/10", "8.128.0.0/10", "8.192.0.0/10"],
      ["8.0.0.0/10", "8.64.0.0/10", "8.128.0.0/10", "8.192.0.0/10"],
    ],
    ["three of four quarters", ["8.0.0.0/10", "8.64.0.0/10", "8.128.0.0/10"], []],
    ["a wide IPv6 prefix", ["2000::/3", "2001:db8::/32"], ["2000::/3"]],
    ["private ranges", ["10.0.0.0/8", "100.64.0.0/10", "fc00::/7"], []],
    ["words", ["Internet", "VirtualNetwork", "*"], ["Internet", "*"]],
  ] as const)
    test(name, () => expect(open(...addresses)).toEqual(expected));

  test("host bits", () => {
    expect(["1.0.0.0/0", "10.0.0.7/8", "2001:db8::1/32"].every(hasHostBits)).toBe(true);
    expect(["0.0.0.0/0", "10.0.0.0/8", "10.0.0.7", "10.0.0.7/32", "::/0", "var"].some(hasHostBits)).toBe(false);
  });
});

describe("D6: Cedar, where forbid overrides permit and nothing is permitted by default", () => {
  for (const [source, expected] of [
    ["permit(principal, action, resource);", true],
    ["permit(principal, action, resource) when { true };", true],
    ['permit(principal, action, resource) when { context.idp.groups has "x" };', false],
    ['permit(principal, action, resource) when { "context" == "context" };', true],
    ["forbid(principal, action, resource);", false],
    ["permit(principal, action, resource);\nforbid(principal, action, resource) unless { context.idp.verified };", false],
    ['@id("stop") forbid(principal, action, resource);\npermit(principal, action, resource);', false],
    ['permit(principal, action, resource);\nforbid(principal, action, resource) when { resource == App::"a" };', true],
    ['permit(principal, action, resource) when { resource in App::"a" };', true],
    ["// permit(principal, action, resource);\nforbid(principal, action, resource) unless { context.d.ok };", false],
    ['permit(principal, action, resource) when { context.idp.name == "a;b" };\npermit(principal, action, resource);', true],
    ["", false],
  ] as const)
    test(source || "nothing", () => expect(permitsWithoutTrust(source)).toBe(expected));
});

describe("network ACLs", () => {
  const acl = (...entries: readonly string[]): readonly string[] => {
    const engine = createEngine();
    const blocks = entries.map((it) => `  ingress {\n${it}\n    cidr_block = "0.0.0.0/0"\n    protocol = "tcp"\n  }\n`).join("");
    engine.change([["main.tf", `resource "aws_network_acl" "a" {\n${blocks}}\n`]]);
    return engine.findings("main.tf").flatMap((it) => (it.rule.startsWith("exposure/acl-") ? [it.rule] : []));
  };
  const entry = (order: string, action: string, port: number): string =>
    `    rule_no = ${order}\n    action = "${action}"\n    from_port = ${port}\n    to_port = ${port}`;
  test("an earlier refusal hides", () => expect(acl(entry("90", "deny", 22), entry("100", "allow", 22))).toEqual([]));
  test("a later one does not", () => expect(acl(entry("110", "deny", 22), entry("100", "allow", 22))).toEqual(["exposure/acl-admin-port"]));
  test("one for another port does not", () =>
    expect(acl(entry("90", "deny", 23), entry("100", "allow", 22))).toEqual(["exposure/acl-admin-port"]));
  test("an unknown number may", () => expect(acl(entry("var.n", "deny", 22), entry("100", "allow", 22))).toEqual([]));
});
