/** Roles that may escalate, bind or impersonate. */
import { rule } from "../api.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "rbac/escalation-verb",
  title: "Role that can raise its own rights",
  pillar: "identity",
  tenet: ["T3"],
  severity: "error",
  fixes: "none",
  on: "kube.object",
  of: ["rbac.authorization.k8s.io/Role", "rbac.authorization.k8s.io/ClusterRole"],
  refs: [
    "kubescape:C-0191",
    "kubescape:C-0065",
    "trivy:KSV-0051",
    "trivy:KSV-0043",
    "checkov:CKV_K8S_157",
    "checkov:CKV_K8S_158",
    "kics:RBAC Roles with Impersonate Permission",
    "cis-k8s:5.1.8",
  ],

  *check(role) {
    for (const rule of items(get(role.body, "rules"))) {
      if (get(rule, "resourceNames") !== undefined) continue;
      const resources = items(get(rule, "resources")).flatMap((it) => text(it) ?? []);
      for (const verb of items(get(rule, "verbs"))) {
        const how = ways[text(verb) ?? ""];
        if (how === undefined || !resources.some((it) => how.on.includes(it))) continue;
        yield { at: verb, what: `\`${text(verb)}\` ${how.means}: this role is as strong as the strongest one in the cluster` };
      }
    }
  },
});

const ways: Readonly<Record<string, { readonly means: string; readonly on: readonly string[] }>> = {
  escalate: { means: "writes roles with more rights than its holder has", on: ["roles", "clusterroles", "*"] },
  bind: { means: "binds any role to anyone", on: ["roles", "clusterroles", "*"] },
  impersonate: { means: "acts as any user or group", on: ["users", "groups", "serviceaccounts", "*"] },
};
