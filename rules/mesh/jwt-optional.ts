/** Request authentication that no policy makes mandatory. */
import { rule, type Value } from "../api.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "mesh/jwt-optional",
  title: "JWT checked but not required",
  pillar: "identity",
  tenet: ["T4", "T6"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: ["security.istio.io/RequestAuthentication"],
  refs: [],

  *check(authentication, project) {
    const { kubernetes } = project;
    const rules = get(authentication.body, "spec.jwtRules");
    if (
      rules?.kind !== "list" ||
      rules.items.length === 0 ||
      authentication.namespace === undefined ||
      get(authentication.body, "spec.targetRefs") !== undefined ||
      get(authentication.body, "spec.targetRef") !== undefined
    )
      return;
    if (kubernetes.mayHide(authentication, "security.istio.io/AuthorizationPolicy")) return;
    const policies = kubernetes.objects(authentication, "security.istio.io/AuthorizationPolicy");
    // Any policy that looks at the request's identity, or that hands the decision elsewhere, may make the token mandatory.
    const near = policies.filter(
      (it) => it.namespace === undefined || it.namespace === authentication.namespace || it.namespace === "istio-system",
    );
    if (
      near.some(
        (it) =>
          text(get(it.body, "spec.action")) === "CUSTOM" ||
          !it.body.complete ||
          items(get(it.body, "spec.rules")).some(looksAtToken) ||
          (get(it.body, "spec.rules") === undefined && get(it.body, "spec.action") === undefined),
      )
    )
      return;
    const selector = get(authentication.body, "spec.selector.matchLabels");
    const labels =
      selector?.kind === "dict"
        ? Object.fromEntries(
            selector.entries.flatMap((it) => (text(it.value) === undefined ? [] : [[it.key, text(it.value) ?? ""] as const])),
          )
        : undefined;
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
              ...(labels ? { selector: { matchLabels: labels } } : {}),
              action: "DENY",
              rules: [{ from: [{ source: { notRequestPrincipals: ["*"] } }] }],
            },
          }),
      },
    };
  },
});

function looksAtToken(rule: Value): boolean {
  if (rule.kind !== "dict" || !rule.complete) return true;
  const sources = items(get(rule, "from")).map((it) => get(it, "source"));
  const keys = items(get(rule, "when")).map((it) => text(get(it, "key")));
  return (
    sources.some(
      (it) => it?.kind === "unknown" || get(it, "requestPrincipals") !== undefined || get(it, "notRequestPrincipals") !== undefined,
    ) || keys.some((it) => it === undefined || it.startsWith("request.auth."))
  );
}
