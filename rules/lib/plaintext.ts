/** Plain HTTP on load balancers: the findings that the rules on public and on internal balancers share. */
import { code, type Fix, type Located, type Problem, type Project, type TerraformBlock } from "../api.js";
import { actionsOf, balancerOf, facesInternet, isHarmless, protocolOf } from "./balancer.js";
import { declareVariable } from "./network-fix.js";
import { dicts, flag, get, number, text } from "./value.js";

/** A listener, or a classic balancer, that carries requests unencrypted; nothing when it does not, or when that is unknown. */
export function* plaintext(block: TerraformBlock, project: Project, toInternet: boolean): Iterable<Problem> {
  const what = toInternet
    ? "The listener carries requests over plain HTTP: passwords, cookies and tokens cross the internet readable to anyone on the way"
    : "The listener carries requests over plain HTTP: being inside the network is no protection from whoever else is";
  if (block.type === "aws_elb") {
    if (facesInternet(block) !== toInternet) return;
    for (const listener of dicts(get(block.body, "listener"))) {
      const protocol = get(listener, "lb_protocol");
      if (protocol === undefined || text(protocol)?.toLowerCase() !== "http") continue;
      yield { at: protocol, what, fix: classicFix(block, protocol, listener, project) };
    }
    return;
  }
  const balancer = balancerOf(block, project);
  if (facesInternet(balancer) !== toInternet) return;
  const protocol = protocolOf(block, balancer);
  if (protocol !== "HTTP" && !(protocol === "TCP" && number(get(block.body, "port")) === 80)) return;
  const actions = actionsOf(block);
  if (actions === undefined || actions.some((it) => isHarmless(it) !== false)) return;
  const rules = project.terraform.satellites(block, "aws_lb_listener_rule", "listener_arn");
  if (rules.found.some((it) => dicts(get(it.body, "action")).some((action) => isHarmless(action) !== false))) return;
  yield { at: get(block.body, "protocol") ?? block, what, fix: () => fixes(block, balancer, project) };
}

function fixes(listener: TerraformBlock, balancer: TerraformBlock | undefined, project: Project): readonly Fix[] {
  const [action, ...more] = actionsOf(listener) ?? [];
  const siblings = project.terraform
    .blocks(listener, "aws_lb_listener", "aws_alb_listener")
    .filter((it) => it !== listener && balancerOf(it, project) === balancer && balancer !== undefined);
  const target = action && get(action, "target_group_arn");
  const simple =
    action !== undefined && more.length === 0 && text(get(action, "type")) === "forward" && get(action, "forward") === undefined;
  const redirect: Fix = {
    title: "Redirect to HTTPS",
    edit: (it) => {
      if (action === undefined) return;
      it.set(action, "type", "redirect");
      if (target) it.remove(target.at);
      it.insertBlock(action, { type: "redirect", labels: [], body: { port: "443", protocol: "HTTPS", status_code: "HTTP_301" } });
    },
  };
  const encrypt: Fix = {
    title: "Listen on HTTPS, with the certificate of a variable",
    edit: (it) => {
      it.set(listener.body, "port", 443);
      it.set(listener.body, "protocol", "HTTPS");
      it.set(listener.body, "ssl_policy", "ELBSecurityPolicy-TLS13-1-2-2021-06");
      it.set(listener.body, "certificate_arn", code("var.certificate_arn"));
      declareVariable(listener, project, "certificate_arn", "string", "ARN of the certificate that the load balancer shows.", it);
    },
  };
  const hasHttps = siblings.some((it) => protocolOf(it, balancer) === "HTTPS");
  const toHttps = protocolOf(listener, balancer) === "HTTP" ? [encrypt] : [];
  return hasHttps ? (simple ? [redirect] : []) : toHttps;
}

function classicFix(
  block: TerraformBlock,
  protocol: Located,
  listener: Parameters<typeof get>[0] & Located,
  project: Project,
): Fix | undefined {
  if (flag(get(block.body, "internal")) === true && !block.certain) return undefined;
  return {
    title: "Listen on HTTPS, with the certificate of a variable",
    edit: (it) => {
      it.replace(protocol, "https");
      it.set(listener, "lb_port", 443);
      it.set(listener, "ssl_certificate_id", code("var.certificate_arn"));
      declareVariable(block, project, "certificate_arn", "string", "ARN of the certificate that the load balancer shows.", it);
    },
  };
}
