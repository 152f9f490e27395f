/** Roles that may change who is who in an EKS cluster. */
import { rule } from "../api.js";
import { granted, listed } from "../lib/rbac.js";
import { text } from "../lib/value.js";

export default rule({
  id: "rbac/aws-auth-write",
  title: "Role that can map any AWS identity",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "error",
  fixes: "none",
  on: "rbac.rule",
  refs: ["trivy:KSV-0115"],

  *check(rule) {
    const found = granted(rule, "", ["configmaps"], ["update", "patch", "create"]);
    const name = rule.resourceNames.find((it) => text(it) === "aws-auth");
    if (found === undefined || name === undefined) return;
    yield {
      at: name,
      what: `\`aws-auth\` says which role of AWS is which group of the cluster: ${listed(found.verbs)} on it makes anybody \`system:masters\``,
    };
  },
});
