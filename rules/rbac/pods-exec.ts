/** Roles that may open shells and tunnels. */
import { rule } from "../api.js";
import { granted, listed, reach, removeResources } from "../lib/rbac.js";
import { text } from "../lib/value.js";

export default rule({
  id: "rbac/pods-exec",
  title: "Role that can run commands in pods",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "rbac.rule",
  refs: [
    "kubescape:C-0002",
    "kubescape:C-0063",
    "trivy:KSV-0053",
    "polaris:clusterrolePodExecAttach",
    "polaris:rolePodExecAttach",
    "polaris:rolebindingRolePodExecAttach",
    "checkov:CKV2_K8S_2",
    "trivy:KSV-0054",
    "kics:RBAC Roles with Exec Permission",
    "kics:RBAC Roles with Attach Permission",
    "kics:RBAC Roles with Port-Forwarding Permission",
    "polaris:clusterrolebindingPodExecAttach",
    "polaris:rolebindingClusterRolePodExecAttach",
  ],

  *check(rule) {
    const found = granted(rule, "", Object.keys(ways), ["create", "get", "update", "patch"]);
    if (found === undefined || rule.named !== false) return;
    const resource = text(found.resource) ?? "";
    yield {
      at: found.resource,
      what: `\`${resource}\` ${ways[resource]} in ${reach(rule)}`,
      fix: { title: `Remove ${listed(found.resources)} from the rule`, edit: (it) => removeResources(it, rule, found.resources) },
    };
  },
});

const ways: Readonly<Record<string, string>> = {
  "pods/exec": "opens a shell with the identity and secrets of any pod",
  "pods/attach": "takes over the terminal of any pod",
  "pods/ephemeralcontainers": "adds a container of one's own to any pod",
  "pods/portforward": "reaches any port of any pod, past network policies and mesh identity,",
  "pods/proxy": "reaches any port of any pod, past network policies and mesh identity,",
  "services/proxy": "reaches any service, past network policies and mesh identity,",
};
