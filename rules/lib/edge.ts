/** What meets the internet on purpose: load balancers and their kin. */
import type { NetworkRule, PortRange, Project, TerraformBlock } from "../api.js";
import { dicts, flag, get, number } from "./value.js";

/**
 * Whether a rule belongs to an edge: everything that wears its group faces the internet by its nature, and the ports are ones that it listens on,
 * or may be. Unknown counts as an edge, so that nothing is said of it.
 */
export function isEdge(rule: NetworkRule, ports: readonly PortRange[], project: Project): boolean {
  const group = project.network.ownerOf(rule);
  if (group === undefined) return false;
  const wearers = project.network.wearers(group).found;
  return wearers.length > 0 && wearers.every((it) => mayListen(it, ports, project));
}

function mayListen(block: TerraformBlock, ports: readonly PortRange[], project: Project): boolean {
  if (block.type === "aws_verifiedaccess_endpoint" || block.type === "aws_ec2_client_vpn_endpoint") return true;
  if (block.type === "aws_elb") {
    if (flag(get(block.body, "internal")) === true) return false;
    return dicts(get(block.body, "listener")).some((it) => mayBe(number(get(it, "lb_port")), ports));
  }
  if (block.type !== "aws_lb" && block.type !== "aws_alb") return false;
  if (flag(get(block.body, "internal")) === true) return false;
  const listeners = ["aws_lb_listener", "aws_alb_listener"].map((it) => project.terraform.satellites(block, it, "load_balancer_arn"));
  const found = listeners.flatMap((it) => it.found);
  if (found.length === 0 || listeners.some((it) => !it.complete)) return true;
  return found.some((it) => mayBe(number(get(it.body, "port")), ports));
}

function mayBe(port: number | undefined, ranges: readonly PortRange[]): boolean {
  return port === undefined || ranges.some((it) => it.from <= port && port <= it.to);
}
