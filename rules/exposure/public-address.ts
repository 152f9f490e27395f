/** Machines and tasks that ask for a public address. */
import { rule, type Value } from "../api.js";
import { kindOf, withModules } from "../lib/facts.js";
import { dicts, flag, get } from "../lib/value.js";

export default rule({
  id: "exposure/public-address",
  title: "Workload with a public address",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: withModules(["aws_instance", "aws_spot_instance_request", "aws_launch_template", "aws_launch_configuration", "aws_ecs_service"]),
  refs: [
    "checkov:CKV_AWS_389",
    "checkov:CKV_AWS_88",
    "checkov:CKV_AWS_333",
    "trivy:AWS-0009",
    "kics:EC2 Instance Has Public IP",
    "kics:ECS Service Assigns Public IP",
  ],

  *check(block) {
    if (kindOf(block) === "module") return;
    // A machine that forwards for others, a NAT instance or VPN appliance, has to be reachable.
    const forwards = get(block.body, "source_dest_check");
    if (forwards !== undefined && flag(forwards) !== true) return;
    const asked: readonly (Value | undefined)[] = [
      get(block.body, "associate_public_ip_address"),
      get(block.body, "network_configuration.assign_public_ip"),
      ...dicts(get(block.body, "network_interfaces")).map((it) => get(it, "associate_public_ip_address")),
    ];
    for (const value of asked) {
      if (value === undefined || flag(value) !== true) continue;
      yield {
        at: value,
        what:
          block.type === "aws_ecs_service"
            ? "Every task gets a public address: only its security group stands between it and the internet, where a private subnet with VPC endpoints needs none"
            : "A public address makes the machine reachable from everywhere: only its security group stands between it and the internet",
        fix: { title: "Take the public address away", edit: (it) => it.replace(value, false) },
      };
    }
  },
});
