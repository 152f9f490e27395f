/** Network rules: every spelling of one rule is the same rule, groups know their rules and wearers, and paths from the internet are proved. */
import { describe, expect, test } from "vitest";
import type { NetworkRule, Place, Subject } from "../../rules/api.js";
import { text } from "../../rules/lib/value.js";
import { createModel } from "../../server/model/index.js";
import { Sources } from "../../server/sources.js";

function load(source: string) {
  const sources = new Sources();
  sources.change([["main.tf", source]]);
  const model = createModel(sources);
  const blocks = model.terraform.blocks("main.tf");
  const block = (address: string) => {
    const found = blocks.find((it) => it.address === address);
    if (!found) throw new Error(`no ${address}`);
    return found;
  };
  const candidates = sources.units("main.tf").flatMap((it) => model.candidates.in(it.id).filter((one) => one.kind === "network.rule"));
  return {
    network: model.project.network,
    block,
    rules: candidates.flatMap((it) => (isRule(it.subject) ? [it.subject] : [])),
    picks: candidates.map((it) => it.picks),
    offsetOf: (place: Place) => sources.locate(place).start,
  };
}

const isRule = (it: Subject): it is NetworkRule => "direction" in it;

const facts = (source: string): unknown => {
  const { network, block } = load(source);
  const { found, complete } = network.rules(block("aws_security_group.g"));
  return {
    complete,
    rules: found.map(({ direction, protocol, ports, addresses, self, allow }) => ({
      direction,
      protocol,
      ports,
      addresses: addresses.map((it) => text(it)),
      self,
      allow,
    })),
  };
};

describe("one rule in five spellings", () => {
  const expected = {
    complete: true,
    rules: [{ direction: "ingress", protocol: "tcp", ports: [{ from: 22, to: 22 }], addresses: ["0.0.0.0/0"], self: false, allow: true }],
  };
  const group = 'resource "aws_security_group" "g" {\n  name = "g"\n}\n';
  for (const [name, source] of [
    [
      "inline block",
      'resource "aws_security_group" "g" {\n  ingress {\n    from_port = 22\n    to_port = 22\n    protocol = "tcp"\n    cidr_blocks = ["0.0.0.0/0"]\n  }\n}\n',
    ],
    [
      "attribute as blocks",
      'resource "aws_security_group" "g" {\n  ingress = [{ from_port = 22, to_port = 22, protocol = "6", cidr_blocks = ["0.0.0.0/0"], self = null }]\n}\n',
    ],
    [
      "aws_security_group_rule",
      `${group}resource "aws_security_group_rule" "r" {\n  type = "ingress"\n  security_group_id = aws_security_group.g.id\n  from_port = "22"\n  to_port = "22"\n  protocol = "TCP"\n  cidr_blocks = ["0.0.0.0/0"]\n}\n`,
    ],
    [
      "aws_vpc_security_group_ingress_rule",
      `${group}resource "aws_vpc_security_group_ingress_rule" "r" {\n  security_group_id = aws_security_group.g.id\n  from_port = 22\n  to_port = 22\n  ip_protocol = "tcp"\n  cidr_ipv4 = "0.0.0.0/0"\n}\n`,
    ],
    [
      "dynamic block",
      'resource "aws_security_group" "g" {\n  dynamic "ingress" {\n    for_each = [22]\n    content {\n      from_port = ingress.value\n      to_port = ingress.value\n      protocol = "tcp"\n      cidr_blocks = ["0.0.0.0/0"]\n    }\n  }\n}\n',
    ],
  ] as const)
    test(name, () => expect(facts(source)).toEqual(expected));

  test("default group", () => {
    const { network, block } = load(
      'resource "aws_default_security_group" "g" {\n  ingress {\n    from_port = 0\n    to_port = 0\n    protocol = "-1"\n    self = true\n  }\n}\n',
    );
    const [only] = network.rules(block("aws_default_security_group.g")).found;
    expect(only).toMatchObject({ protocol: "all", ports: [{ from: 0, to: 65535 }], self: true });
  });
});

describe("peers", () => {
  test("a prefix list of the workspace is its entries, standing where the list is named", () => {
    const source =
      'resource "aws_ec2_managed_prefix_list" "l" {\n  entry {\n    cidr = "10.0.0.0/8"\n  }\n}\nresource "aws_vpc_security_group_ingress_rule" "r" {\n  security_group_id = "sg-1"\n  ip_protocol = "-1"\n  prefix_list_id = aws_ec2_managed_prefix_list.l.id\n}\n';
    const { rules, offsetOf } = load(source);
    const [rule] = rules;
    const [address] = rule?.addresses ?? [];
    expect(rule?.addresses.map((it) => text(it))).toEqual(["10.0.0.0/8"]);
    expect(address && offsetOf(address.at)).toBe(source.indexOf("aws_ec2_managed_prefix_list.l.id"));
    expect(rule?.complete).toBe(true);
  });
  test("AWS rejects prefixes with host bits", () => {
    const [rule] = load(
      'resource "aws_security_group_rule" "r" {\n  type = "ingress"\n  protocol = "-1"\n  cidr_blocks = ["1.0.0.0/0", "10.0.0.0/8"]\n}\n',
    ).rules;
    expect(rule?.addresses.map((it) => text(it))).toEqual(["10.0.0.0/8"]);
  });
  test("unknown peers and ports stay unknown", () => {
    const [rule] = load(
      'resource "aws_security_group_rule" "r" {\n  type = "ingress"\n  protocol = "tcp"\n  from_port = var.p\n  to_port = 22\n  cidr_blocks = var.c\n}\n',
    ).rules;
    expect([rule?.ports, rule?.complete]).toEqual([undefined, false]);
  });
  test("a standalone rule of an unknown group leaves every group open to more", () => {
    const { network, block } = load(
      'resource "aws_security_group" "g" {}\nresource "aws_vpc_security_group_ingress_rule" "r" {\n  security_group_id = var.g\n  ip_protocol = "-1"\n}\n',
    );
    expect(network.rules(block("aws_security_group.g"))).toMatchObject({ found: [], complete: false });
  });
});

test("network ACL entries are ordered and picked apart from groups", () => {
  const { rules, picks } = load(
    'resource "aws_network_acl_rule" "r" {\n  network_acl_id = aws_network_acl.a.id\n  rule_number = 90\n  protocol = "-1"\n  rule_action = "deny"\n  cidr_block = "0.0.0.0/0"\n}\n',
  );
  expect(rules[0]).toMatchObject({ direction: "ingress", allow: false, order: 90, ports: [{ from: 0, to: 65535 }] });
  expect(picks).toEqual([["aws.acl.ingress"]]);
});

test("wearers of a group", () => {
  const { network, block } = load(
    'resource "aws_security_group" "g" {}\nresource "aws_lb" "l" {\n  security_groups = [aws_security_group.g.id]\n}\nresource "aws_lambda_function" "f" {\n  vpc_config {\n    security_group_ids = [aws_security_group.g.id]\n  }\n}\n',
  );
  const { found, complete } = network.wearers(block("aws_security_group.g"));
  expect([found.map((it) => it.address), complete]).toEqual([["aws_lb.l", "aws_lambda_function.f"], true]);
});

describe("path from the internet", () => {
  const world = (change: (source: string) => string = (it) => it): string =>
    change(`
resource "aws_security_group" "g" {
  ingress {
    from_port   = 8443
    to_port     = 8443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_subnet" "s" {
  map_public_ip_on_launch = true
}
resource "aws_internet_gateway" "i" {}
resource "aws_route_table" "t" {
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.i.id
  }
}
resource "aws_route_table_association" "a" {
  subnet_id      = aws_subnet.s.id
  route_table_id = aws_route_table.t.id
}
resource "aws_instance" "m" {
  subnet_id              = aws_subnet.s.id
  vpc_security_group_ids = [aws_security_group.g.id]
}
`);
  const steps = (source: string): number | undefined => {
    const { network, block } = load(source);
    return network.exposure(block("aws_instance.m"))?.length;
  };
  test("holds when every link is known", () => expect(steps(world())).toBe(3));
  test("holds by the main route table of the VPC", () =>
    expect(
      steps(
        world((it) =>
          it
            .replace(
              'resource "aws_route_table" "t" {',
              'resource "aws_default_route_table" "t" {\n  default_route_table_id = aws_vpc.v.default_route_table_id',
            )
            .replace(/resource "aws_route_table_association"[^}]*}\n/, 'resource "aws_vpc" "v" {}\n')
            .replace("map_public", "vpc_id = aws_vpc.v.id\n  map_public"),
        ),
      ),
    ).toBe(3));
  for (const [name, from, to] of [
    ["no public address", "map_public_ip_on_launch = true", "map_public_ip_on_launch = false"],
    ["an unknown address", "map_public_ip_on_launch = true", "map_public_ip_on_launch = var.p"],
    ["another gateway", "gateway_id = aws_internet_gateway.i.id", "nat_gateway_id = var.n"],
    ["a closed door", '"0.0.0.0/0"]', '"198.51.100.0/24"]'],
    ["another subnet's route", "subnet_id      = aws_subnet.s.id", "subnet_id      = aws_subnet.other.id"],
    [
      "public access blocked",
      'resource "aws_internet_gateway" "i" {}',
      'resource "aws_internet_gateway" "i" {}\nresource "aws_vpc_block_public_access_options" "b" {\n  internet_gateway_block_mode = "block-ingress"\n}',
    ],
    [
      "a network ACL that denies",
      'resource "aws_internet_gateway" "i" {}',
      'resource "aws_internet_gateway" "i" {}\nresource "aws_network_acl" "n" {\n  subnet_ids = [aws_subnet.s.id]\n  ingress {\n    rule_no = 1\n    action = "deny"\n    protocol = "-1"\n    cidr_block = "0.0.0.0/0"\n  }\n}',
    ],
  ] as const)
    test(`breaks at ${name}`, () => expect(steps(world((it) => it.replace(from, to)))).toBeUndefined());
});
