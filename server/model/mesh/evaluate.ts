/** Evaluates AuthorizationPolicies for one request, three-valued (SEMANTICS A2-A9, A11, A13). */
import type { Authorization, AuthorizationRule, Match, MatchGroup, Membership, MeshDecision, MeshRequest } from "../../../rules/api.js";
import { parseCidr, within } from "../../../rules/lib/network.js";
import { text } from "../../../rules/lib/value.js";

type Truth = boolean | undefined;

/** A request as a proxy of the mesh sees it: `identities` are the spellings of its principal under every trust domain of the mesh (A11). */
interface Seen extends MeshRequest {
  readonly identities?: readonly string[];
}

/** A trust domain's aliases are the trust domain itself: a caller of one of them has the identity in all of them. */
export function seenIn(request: MeshRequest, trustDomains: readonly string[]): Seen {
  const [domain = "", ...rest] = request.principal?.split("/") ?? [];
  if (!trustDomains.includes(domain)) return request;
  return { ...request, identities: [...new Set(trustDomains)].map((it) => [it, ...rest].join("/")) };
}

/** What a proxy enforces: everything; no HTTP attributes on TCP; or what ztunnel understands. */
type Enforcer = "http" | "tcp" | "ztunnel";

/** The conditions that ztunnel knows. */
const l4: ReadonlySet<string> = new Set([
  "source.ip",
  "source.namespace",
  "source.principal",
  "source.serviceAccount",
  "destination.ip",
  "destination.port",
]);

/** Attributes that CUSTOM cannot ask for: the proxy asks its provider before it has read an identity (A13). */
const identity = /^(?:source\.(?:principal|namespace|serviceAccount|trustDomain)$|request\.auth\.)/;

/** Whether an attribute exists on HTTP requests only. */
export function isHttp(attribute: string): boolean {
  return attribute.startsWith("request.");
}

export function decide(
  policies: readonly { readonly policy: Authorization; readonly applies: Truth }[],
  request: Seen,
  at: Membership,
): MeshDecision {
  const enforcer = at === "ambient" ? "ztunnel" : request.protocol;
  const enforced = policies.flatMap(({ policy, applies }) => {
    if (applies === false || policy.dryRun === true || policy.action === "AUDIT") return [];
    if (enforcer === "ztunnel" && policy.action === "CUSTOM") return [];
    return [{ policy, certain: applies === true && policy.dryRun === false && policy.action !== undefined }];
  });
  const matched = (action: Authorization["action"]): { readonly truth: Truth; readonly by: Authorization | undefined } => {
    let truth: Truth = false;
    let by: Authorization | undefined;
    for (const { policy, certain } of enforced) {
      if (policy.action !== undefined && policy.action !== action) continue;
      const it = policyMatches(policy, request, enforcer);
      if (it === true && certain && truth !== true) {
        truth = true;
        by = policy;
      } else if (it !== false && truth === false) truth = undefined;
    }
    return { truth, by };
  };
  const denied = matched("DENY");
  if (denied.truth === true) return { verdict: "deny", by: denied.by };
  const allows = enforced.filter((it) => it.policy.action === "ALLOW" || it.policy.action === undefined);
  const allowed = matched("ALLOW");
  const certainAllow = allows.some((it) => it.certain);
  const passes: Truth =
    allows.length === 0 ? true : allowed.truth === true ? true : allowed.truth === false && certainAllow ? false : undefined;
  if (passes === false) return { verdict: "deny", by: allows.find((it) => it.certain)?.policy };
  const custom = matched("CUSTOM");
  if (denied.truth === undefined || passes === undefined || custom.truth === undefined) return { verdict: undefined, by: undefined };
  return custom.truth ? { verdict: "external", by: custom.by } : { verdict: "allow", by: allowed.by };
}

function policyMatches(policy: Authorization, request: Seen, enforcer: Enforcer): Truth {
  const verdicts = policy.rules.map((it) => ruleMatches(policy, it, request, enforcer));
  if (verdicts.includes(true)) return true;
  return policy.rulesComplete && !verdicts.includes(undefined) ? false : undefined;
}

/** One rule of a policy: from AND to AND when (A4), with HTTP attributes as A8 and A9 have them. */
export function ruleMatches(policy: Authorization, rule: AuthorizationRule, request: Seen, enforcer: Enforcer): Truth {
  const refused = (it: Match): boolean =>
    it.attribute !== undefined &&
    (it.values.length > 0 || !it.complete) &&
    (enforcer === "ztunnel" ? !l4.has(it.attribute) : enforcer === "tcp" && isHttp(it.attribute));
  const every = [...(rule.from ?? []), ...(rule.to ?? [])].flatMap((it) => it.matches).concat(rule.when);
  // Istio does not build such a rule; what becomes of the rest of its policy is not told.
  if (policy.action === "CUSTOM" && every.some((it) => it.attribute !== undefined && identity.test(it.attribute))) return undefined;
  const drops = every.some(refused);
  if (drops && policy.action === "ALLOW") return false;
  if (drops && policy.action === undefined) return undefined;
  const group = (it: MatchGroup): Truth => {
    const kept = it.matches.filter((one) => !refused(one));
    // An empty match never holds in ztunnel; Envoy takes it for anything.
    if (enforcer === "ztunnel" && kept.every((one) => one.complete && one.values.length === 0) && it.complete) return false;
    return all([...kept.map((one) => matchHolds(one, request, policy)), it.complete ? true : undefined]);
  };
  const conditions = rule.when.map((it): Truth => {
    if (refused(it)) return enforcer !== "ztunnel";
    return matchHolds(it, request, policy);
  });
  return all([any(rule.from, group), any(rule.to, group), ...conditions, rule.complete ? true : undefined]);
}

function any(groups: readonly MatchGroup[] | undefined, holds: (group: MatchGroup) => Truth): Truth {
  if (groups === undefined) return true;
  const verdicts = groups.map(holds);
  return verdicts.includes(true) ? true : verdicts.includes(undefined) ? undefined : false;
}

function all(verdicts: readonly Truth[]): Truth {
  return verdicts.includes(false) ? false : verdicts.includes(undefined) ? undefined : true;
}

/** Values of one field are alternatives; a negative field wants none of them to match, so that a missing attribute satisfies it (A6, A7). */
export function matchHolds(match: Match, request: Seen, policy: Authorization): Truth {
  if (match.attribute === undefined) return undefined;
  if (match.complete && match.values.length === 0) return true;
  let unknown = !match.complete;
  for (const value of match.values) {
    const known = text(value);
    const verdict = known === undefined ? undefined : valueMatches(match.attribute, known, request, policy);
    if (verdict === true) return !match.negative;
    if (verdict === undefined) unknown = true;
  }
  return unknown ? undefined : match.negative;
}

function valueMatches(attribute: string, value: string, request: Seen, policy: Authorization): Truth {
  switch (attribute) {
    case "source.principal":
      return (request.identities ?? [request.principal]).some((it) => stringMatches(value, it));
    case "source.namespace":
      return stringMatches(value, part(request.principal, 2));
    case "source.trustDomain":
      return (request.identities ?? [request.principal]).some((it) => stringMatches(value, part(it, 0)));
    case "source.serviceAccount": {
      const qualified = value.includes("/") ? value : policy.namespace === undefined ? undefined : `${policy.namespace}/${value}`;
      if (qualified === undefined) return undefined;
      return request.principal !== undefined && qualified === `${part(request.principal, 2)}/${part(request.principal, 4)}`;
    }
    case "source.ip":
      return addressMatches(value, request.ip);
    case "remote.ip":
      return addressMatches(value, request.remoteIp ?? request.ip);
    case "request.auth.principal":
      return stringMatches(value, request.requestPrincipal);
    case "request.host":
      return stringMatches(value.toLowerCase(), request.host?.toLowerCase());
    case "request.method":
      return stringMatches(value, request.method);
    case "request.path":
      return pathMatches(value, request.path);
    case "destination.port":
      return request.port !== undefined && Number(value) === request.port;
    case "connection.sni":
      return stringMatches(value, request.sni);
  }
  const claim = /^request\.auth\.claims\[(.+)\]$/.exec(attribute)?.[1];
  if (claim !== undefined) return (request.claims?.get(claim) ?? []).some((it) => stringMatches(value, it));
  const header = /^request\.headers\[(.+)\]$/.exec(attribute)?.[1];
  return header === undefined ? undefined : stringMatches(value, request.headers?.get(header));
}

function part(principal: string | undefined, index: number): string | undefined {
  const parts = principal?.split("/");
  return parts?.length === 5 && parts[1] === "ns" && parts[3] === "sa" ? parts[index] : undefined;
}

/** A5: exact, `abc*`, `*abc`, or `*` for anything that is there. */
export function stringMatches(pattern: string, actual: string | undefined): boolean {
  if (actual === undefined) return false;
  if (pattern === "*") return actual !== "";
  if (pattern.startsWith("*")) return actual.endsWith(pattern.slice(1));
  return pattern.endsWith("*") ? actual.startsWith(pattern.slice(0, -1)) : actual === pattern;
}

/** Path templates stand for one (`{*}`) or any number (`{**}`) of segments (A5). */
function pathMatches(pattern: string, actual: string | undefined): boolean {
  if (!/\{\*{1,2}\}/.test(pattern)) return stringMatches(pattern, actual);
  if (actual === undefined) return false;
  const source = pattern
    .split(/(\{\*{1,2}\})/)
    .map((it) => (it === "{*}" ? "[^/]+" : it === "{**}" ? ".*" : it.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")))
    .join("");
  return new RegExp(`^${source}$`).test(actual);
}

function addressMatches(block: string, actual: string | undefined): Truth {
  if (actual === undefined) return false;
  const range = parseCidr(block);
  const address = parseCidr(actual);
  return range && address ? within(address, range) : undefined;
}
