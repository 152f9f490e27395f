/** Roles that may hand out rights. */
import { rule } from "../api.js";
import { ending, granted, listed, onlyRead, writingVerbs } from "../lib/rbac.js";
import { text } from "../lib/value.js";

export default rule({
  id: "rbac/bindings-write",
  title: "Role that can hand out rights",
  pillar: "identity",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "rbac.rule",
  refs: ["trivy:KSV-0052", "kubescape:C-0191", "trivy:KSV-0055", "checkov:CKV2_K8S_1"],

  *check(rule) {
    const found = granted(rule, "rbac.authorization.k8s.io", ["rolebindings", "clusterrolebindings"], writingVerbs);
    if (found === undefined || rule.named !== false) return;
    yield {
      at: found.resource,
      what: `${listed(found.verbs)} on \`${text(found.resource)}\` hand${ending(found.verbs)} every right that the holder has to any other account, where it stays`,
      fix: onlyRead(rule, found.resources),
    };
  },
});
