/** Roles that may talk to kubelets. */
import { rule } from "../api.js";
import { changingVerbs, granted, readingVerbs } from "../lib/rbac.js";
import { get, texts } from "../lib/value.js";

export default rule({
  id: "rbac/nodes-proxy",
  title: "Role that can run commands through kubelets",
  pillar: "identity",
  tenet: ["T3"],
  severity: "error",
  fixes: "review",
  on: "rbac.rule",
  refs: ["kubescape:C-0279", "trivy:KSV-0047", "cis-k8s:5.1.10", "kyverno:other-restrict-clusterrole-nodesproxy", "checkov:CKV2_K8S_2"],

  *check(rule) {
    const found = granted(rule, "", ["nodes/proxy"], [...readingVerbs, ...changingVerbs]);
    if (found === undefined || rule.named !== false) return;
    yield {
      at: found.resource,
      what: "`nodes/proxy` reaches the kubelet, which runs commands in every pod of the node, also by `get`: no admission, no audit of what is run",
      fix: {
        title: "Read `nodes/metrics` and `nodes/stats` instead",
        edit: (it) => {
          const resources = get(rule.body, "resources");
          const verbs = get(rule.body, "verbs");
          const others = texts(resources).filter((one) => one !== "nodes/proxy");
          if (resources) it.replace(resources, [...new Set([...others, "nodes/metrics", "nodes/stats"])]);
          if (verbs && others.length === 0) it.replace(verbs, ["get"]);
        },
      },
    };
  },
});
