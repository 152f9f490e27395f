/** Roles that grant every verb on every resource. */
import { rule } from "../api.js";
import { inGroup, readingVerbs, usualResources } from "../lib/rbac.js";
import { get, texts } from "../lib/value.js";

export default rule({
  id: "rbac/wildcard-all",
  title: "Role that may do everything",
  pillar: "identity",
  tenet: ["T3"],
  severity: "error",
  fixes: "review",
  on: "rbac.rule",
  refs: [
    "checkov:CKV_K8S_49",
    "kube-linter:wildcard-in-rules",
    "kubescape:C-0187",
    "trivy:KSV-0044",
    "trivy:KSV-0046",
    "trivy:KSV-0112",
    "kics:RBAC Wildcard In Rule",
    "kyverno:other-restrict-wildcard-resources",
    "cis-k8s:5.1.3",
  ],

  *check(rule, project) {
    const verbs = get(rule.body, "verbs");
    const resources = get(rule.body, "resources");
    const groups = get(rule.body, "apiGroups");
    if (verbs === undefined || resources === undefined || groups === undefined || rule.named !== false) return;
    if (!texts(verbs).includes("*") || !texts(resources).includes("*") || !inGroup(rule, [""])) return;
    yield {
      at: verbs,
      what: "Every verb on every resource: whoever holds this role can read every secret and grant itself the rest",
      fix: {
        title: "Only read workloads, services and settings",
        edit: (it) => {
          it.replace(groups, readable);
          it.replace(
            resources,
            readable.flatMap((group) => usualResources.get(group) ?? []),
          );
          it.replace(verbs, readingVerbs);
        },
      },
      related: project.rbac.bindingsOf(rule.object).map((it) => ({ at: it, what: "held by the subjects of this binding" })),
    };
  },
});

const readable = ["", "apps", "batch"];
