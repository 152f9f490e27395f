/** Target groups, and endpoints of Verified Access, that speak plain HTTP to the workload behind them. */
import type { Problem, Project, Value } from "../api.js";
import type { TerraformBlock } from "../vocabulary/terraform.js";
import { protocolOf } from "./balancer.js";
import { get, text } from "./value.js";

/** What speaks to a workload. */
export const backends: readonly string[] = ["aws_lb_target_group", "aws_alb_target_group", "aws_verifiedaccess_endpoint"];

/** The protocol of a backend that is plain HTTP for certain. */
export function plainHttp(block: TerraformBlock): Value | undefined {
  const protocol = get(block.body, block.type === "aws_verifiedaccess_endpoint" ? "load_balancer_options.protocol" : "protocol");
  const type = get(block.body, "target_type");
  // A function is called, not connected to.
  const plain = text(protocol)?.toUpperCase() === "HTTP" && text(type) !== "lambda" && type?.kind !== "unknown";
  return plain ? protocol : undefined;
}

/** Whether TLS comes as far as the balancer: a listener in view speaks it and forwards here. undefined when some listener may. */
export function behindTls(block: TerraformBlock, project: Project): boolean | undefined {
  if (block.type === "aws_verifiedaccess_endpoint") return true;
  const listeners = ["aws_lb_listener", "aws_alb_listener"].map((it) =>
    project.terraform.satellites(block, it, "default_action.target_group_arn"),
  );
  const protocols = listeners.flatMap((it) => it.found).map((it) => protocolOf(it, undefined) ?? get(it.body, "protocol"));
  if (protocols.some((it) => it === "HTTPS" || it === "TLS")) return true;
  return listeners.every((it) => it.complete) && protocols.every((it) => typeof it === "string") ? false : undefined;
}

export function problem(protocol: Value, what: string): Problem {
  return {
    at: protocol,
    what,
    fix: { title: "Speak HTTPS to the backend", edit: (it) => it.replace(protocol, text(protocol) === "http" ? "https" : "HTTPS") },
  };
}
