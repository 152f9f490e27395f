/** Which rule of an API audit policy decides on a request (SEMANTICS D7). */
import type { KubeObject } from "../vocabulary/kubernetes.js";
import type { Value } from "../vocabulary/value.js";
import { get, isComplete, isEmpty, items, text, texts } from "./value.js";

/** A request as audit rules tell requests apart. */
export interface Request {
  readonly group: string;
  /** `pods/exec` for a subresource. */
  readonly resource: string;
  readonly verb: string;
}

export type Level = "None" | "Metadata" | "Request" | "RequestResponse";

/**
 * The level that a request by anybody gets, with the rule that decides; `rule` is undefined when none matches, which means that it is not
 * logged. undefined when a rule on the way is not fully known. Rules for some users or namespaces do not decide for all.
 */
export function levelFor(policy: KubeObject, request: Request): { readonly level: Level; readonly rule: Value | undefined } | undefined {
  const rules = get(policy.body, "rules");
  if (!isComplete(rules) || !policy.body.complete) return undefined;
  for (const rule of items(rules)) {
    const level = text(get(rule, "level"));
    const matched = matches(rule, request);
    if (matched === undefined || (matched && level === undefined)) return undefined;
    if (matched && (level === "None" || level === "Metadata" || level === "Request" || level === "RequestResponse")) return { level, rule };
  }
  return { level: "None", rule: undefined };
}

function matches(rule: Value, { group, resource, verb }: Request): boolean | undefined {
  if (!isEmpty(get(rule, "nonResourceURLs")) && isEmpty(get(rule, "resources"))) return false;
  for (const narrow of ["users", "userGroups", "namespaces"]) if (!isEmpty(get(rule, narrow))) return false;
  const verbs = get(rule, "verbs");
  if (!isComplete(verbs)) return undefined;
  if (!isEmpty(verbs) && !texts(verbs).includes(verb)) return false;
  const resources = get(rule, "resources");
  if (!isComplete(resources)) return undefined;
  if (isEmpty(resources)) return true;
  let unknown = false;
  for (const it of items(resources)) {
    const named = get(it, "resources");
    const ofGroup = get(it, "group");
    if (ofGroup?.kind === "unknown" || !isComplete(named) || it.kind === "unknown") unknown = true;
    if (ofGroup?.kind === "unknown") continue;
    if ((text(ofGroup) ?? "") !== group || !isEmpty(get(it, "resourceNames"))) continue;
    if (isEmpty(named) || texts(named).some((one) => covers(one, resource))) return true;
  }
  return unknown ? undefined : false;
}

/** `*` is everything, `pods/*` every subresource, the same name under `*` a subresource of everything. */
function covers(pattern: string, resource: string): boolean {
  if (pattern === "*" || pattern === resource) return true;
  const [kind = "", sub = ""] = pattern.split("/");
  const [ofKind = "", ofSub] = resource.split("/");
  return sub !== "" && ofSub !== undefined && (kind === "*" || kind === ofKind) && (sub === "*" || sub === ofSub);
}
