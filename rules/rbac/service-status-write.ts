/** Roles that may say where a Service is reached. */
import { rule } from "../api.js";
import { granted, listed, removeResources } from "../lib/rbac.js";

export default rule({
  id: "rbac/service-status-write",
  title: "Role that can take over addresses",
  pillar: "identity",
  tenet: ["T2", "T3"],
  severity: "warning",
  fixes: "review",
  on: "rbac.rule",
  refs: ["checkov:CKV2_K8S_4"],

  *check(rule) {
    const found = granted(rule, "", ["services/status"], ["update", "patch"]);
    if (found === undefined || rule.named !== false) return;
    yield {
      at: found.resource,
      what: `${listed(found.verbs)} on \`services/status\` sets the address of a load balancer: every pod's traffic to that address, also outside the cluster, then goes to the Service (CVE-2020-8554)`,
      fix: { title: "Remove `services/status` from the rule", edit: (it) => removeResources(it, rule, found.resources) },
    };
  },
});
