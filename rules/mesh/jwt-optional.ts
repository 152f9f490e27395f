/** Request authentication that no policy makes mandatory. */
import { type Authorization, type AuthorizationRule, type Project, type RequestAuthentication, rule, type Workload } from "../api.js";
import { matchesOf, selectorData } from "../lib/mesh.js";
import { dataOf, get, isEmpty } from "../lib/value.js";

export default rule({
  id: "mesh/jwt-optional",
  title: "JWT checked but not required",
  pillar: "identity",
  tenet: ["T4", "T6"],
  severity: "error",
  fixes: "review",
  on: "mesh.requestAuthentication",
  refs: [],

  *check(authentication, project) {
    const { kubernetes } = project;
    if (
      authentication.jwtRules.length === 0 ||
      !authentication.jwtRulesComplete ||
      authentication.namespace === undefined ||
      authentication.scope === undefined
    )
      return;
    if (kubernetes.mayHide(authentication, "security.istio.io/AuthorizationPolicy")) return;
    const targets = get(authentication.body, "spec.targetRefs");
    if (authentication.targets.length > 0 && targets === undefined) return;
    const near = policiesBeside(authentication, project);
    if (near.some(decidesElsewhere)) return;
    const covered = project.mesh.covered(authentication);
    if (covered.length > 0 && covered.every((it) => closed(it, project))) return;
    yield {
      at: authentication,
      what: "A request without a token passes: RequestAuthentication only rejects tokens that are wrong, and no AuthorizationPolicy requires one",
      fix: {
        title: "Deny requests without a token",
        edit: (it) =>
          it.createObject(authentication, {
            apiVersion: "security.istio.io/v1",
            kind: "AuthorizationPolicy",
            metadata: { name: `${authentication.name ?? "default"}-require-token`, namespace: authentication.namespace ?? "" },
            spec: {
              ...(targets ? { targetRefs: dataOf(targets) } : selectorData(authentication)),
              action: "DENY",
              rules: [{ from: [{ source: { notRequestPrincipals: ["*"] } }] }],
            },
          }),
      },
    };
  },
});

/** Policies that may be enforced where the authentication is. */
function policiesBeside(authentication: RequestAuthentication, { mesh }: Project): readonly Authorization[] {
  const root = mesh.settings(authentication).rootNamespace;
  const covered = mesh.covered(authentication);
  return mesh.authorizations(authentication).filter((it) => {
    if (it.namespace !== undefined && it.namespace !== authentication.namespace && it.namespace !== root) return false;
    // Where both are known to select workloads of the namespace, only those in common count.
    if (covered.length > 0 && (it.scope === "workload" || it.scope === "namespace"))
      return covered.some((one) => mesh.applies(it, one) !== false);
    return true;
  });
}

/** Whether a policy looks at the token, hands the decision elsewhere, or is not known enough. */
function decidesElsewhere(policy: Authorization): boolean {
  if (policy.action === undefined || policy.action === "CUSTOM" || !policy.body.complete || policy.dryRun === undefined) return true;
  return !policy.rulesComplete || policy.rules.some(looksAtToken);
}

function looksAtToken(rule: AuthorizationRule): boolean {
  return !rule.complete || matchesOf(rule).some((it) => it.attribute === undefined || it.attribute.startsWith("request.auth."));
}

/** Whether nobody gets in without a token, because nobody gets in at all but by rules that a stranger does not meet. */
function closed(workload: Workload, { mesh }: Project): boolean {
  const stranger = { protocol: "http", method: "GET", path: "/", port: 8080, principal: "cluster.local/ns/stranger/sa/stranger" } as const;
  if (mesh.decide(workload, stranger).verdict === "allow") return false;
  // Somebody whom the policies do name may come without a token.
  const rules = mesh.authorizations(workload).filter((it) => it.action === "ALLOW" && mesh.applies(it, workload) !== false);
  return rules.every((policy) => policy.rules.every((it) => isEmpty(it.at) || mesh.decide(workload, mesh.witness(it)).verdict !== "allow"));
}
