/** Subnets that give every machine a public address. */
import { rule } from "../api.js";
import { flag, get, text } from "../lib/value.js";

export default rule({
  id: "exposure/subnet-public-address",
  title: "Subnet that hands out public addresses",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_subnet", "aws_default_subnet", "module"],
  refs: ["checkov:CKV_AWS_130", "trivy:AWS-0164", "kics:VPC Subnet Assigns Public IP"],

  *check(subnet) {
    if (subnet.mode === "module" && !/terraform-aws-modules\/(?:terraform-aws-)?vpc/.test(text(get(subnet.body, "source")) ?? "")) return;
    const mapped = get(subnet.body, "map_public_ip_on_launch");
    if (mapped === undefined || flag(mapped) !== true) return;
    yield {
      at: mapped,
      what: "Every machine that starts here gets a public address, whether it needs one or not",
      fix: { title: "Let each machine ask for its own", edit: (it) => it.replace(mapped, false) },
    };
  },
});
