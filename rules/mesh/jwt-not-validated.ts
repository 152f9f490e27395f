/** Policies on tokens that no RequestAuthentication validates. */
import { rule } from "../api.js";
import { matchesOf, selectorData } from "../lib/mesh.js";
import { text } from "../lib/value.js";

export default rule({
  id: "mesh/jwt-not-validated",
  title: "Token claims that nothing validates",
  pillar: "identity",
  tenet: ["T4", "T6"],
  severity: "error",
  fixes: "review",
  on: "mesh.authorization",
  of: ["ALLOW", "DENY"],
  refs: [],

  *check(policy, { mesh, kubernetes }) {
    if (policy.scope !== "workload" && policy.scope !== "namespace") return;
    const field = policy.rules.flatMap(matchesOf).find((it) => it.attribute?.startsWith("request.auth."));
    const covered = mesh.covered(policy);
    if (field === undefined || covered.length === 0 || !kubernetes.closedWorld(policy)) return;
    if (kubernetes.mayHide(policy, "security.istio.io/RequestAuthentication")) return;
    const { rootNamespace } = mesh.settings(policy);
    const near = mesh.requestAuthentications(policy);
    if (
      rootNamespace === undefined ||
      near.some((it) => it.scope === undefined || it.scope === "target" || covered.some((one) => mesh.applies(it, one) !== false))
    )
      return;
    const issuer = /^(https:\/\/[^*]+)\/[^/]*$/.exec(text(field.values[0]) ?? "")?.[1];
    yield {
      at: field.keyAt,
      what: `No RequestAuthentication covers \`${covered[0]?.name ?? ""}\`: there is never a validated token, so that this ${policy.action === "ALLOW" || field.negative ? "refuses everybody" : "never denies"}`,
      fix:
        issuer === undefined
          ? []
          : {
              title: `Validate tokens of ${issuer}`,
              edit: (it) =>
                it.createObject(policy, {
                  apiVersion: "security.istio.io/v1",
                  kind: "RequestAuthentication",
                  metadata: { name: covered[0]?.name ?? "default", namespace: policy.namespace ?? "" },
                  spec: { ...selectorData(policy), jwtRules: [{ issuer, audiences: [covered[0]?.name ?? "default"] }] },
                }),
            },
    };
  },
});
