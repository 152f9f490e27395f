/** Load balancer listeners: which balancer they belong to, whether it faces the internet, and what they do with a request. */
import type { Dict, Problem, Project, TerraformBlock } from "../api.js";
import { dicts, flag, get, reference, text } from "./value.js";

/** The balancer of a listener, if it is in the workspace. */
export function balancerOf(listener: TerraformBlock, project: Project): TerraformBlock | undefined {
  const named = reference(get(listener.body, "load_balancer_arn"));
  return named && project.terraform.resolve(named, listener);
}

/** Whether a balancer faces the internet; one that is not in view does, for all that is known. undefined when unknown. */
export function facesInternet(balancer: TerraformBlock | undefined): boolean | undefined {
  const internal = get(balancer?.body, "internal");
  if (internal === undefined) return true;
  const known = flag(internal);
  return known === undefined ? undefined : !known;
}

/** The protocol of a listener. An application balancer's default is HTTP; undefined when it cannot be told. */
export function protocolOf(listener: TerraformBlock, balancer: TerraformBlock | undefined): string | undefined {
  const written = get(listener.body, "protocol");
  if (written !== undefined) return text(written)?.toUpperCase();
  const type = get(balancer?.body, "load_balancer_type");
  if (!listener.body.complete || get(listener.body, "certificate_arn") !== undefined) return undefined;
  return balancer !== undefined && (type === undefined || text(type) === "application") ? "HTTP" : undefined;
}

/** The default actions of a listener; undefined when they are not all in view. */
export function actionsOf(listener: TerraformBlock): readonly Dict[] | undefined {
  const actions = get(listener.body, "default_action");
  if (actions === undefined) return [];
  if (actions.kind === "dict") return [actions];
  return actions.kind === "list" && actions.complete ? dicts(actions) : undefined;
}

/** Whether an action answers plain HTTP without carrying anything: a redirect to HTTPS, or a fixed response. undefined when unknown. */
export function isHarmless(action: Dict): boolean | undefined {
  const type = get(action, "type");
  if (text(type) === "fixed-response") return true;
  if (text(type) !== "redirect") return carries.has(text(type) ?? "") ? false : undefined;
  const protocol = get(action, "redirect.protocol");
  if (protocol === undefined) return false;
  return text(protocol) === undefined ? undefined : text(protocol)?.toUpperCase() === "HTTPS";
}

/** Actions that pass the request on. */
const carries: ReadonlySet<string> = new Set(["forward", "authenticate-oidc", "authenticate-cognito", "jwt-validation"]);

/** Attributes of a classic balancer's negotiation policy that are on and should not be, by their names. */
export function* switchedOn(policy: TerraformBlock, unwanted: RegExp, why: string): Iterable<Problem> {
  for (const attribute of ["policy_attribute", "attribute"].flatMap((it) => dicts(get(policy.body, it)))) {
    const name = get(attribute, "name");
    const value = get(attribute, "value");
    if (name === undefined || value === undefined || !unwanted.test(text(name) ?? "") || flag(value) !== true) continue;
    yield { at: name, what: `\`${text(name)}\` ${why}`, fix: { title: "Switch it off", edit: (it) => it.replace(value, "false") } };
  }
}
