/** Containers that do not drop all capabilities, in pods that somebody has begun to limit. */
import { rule } from "../api.js";
import { dropsRawSockets } from "../lib/capabilities.js";
import { gaps, names, others, secure } from "../lib/pod-security.js";

export default rule({
  id: "workload/capabilities-kept",
  title: "Container that keeps its capabilities",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "kube.workload",
  needs: ["securityContext", "annotations"],
  refs: [
    "checkov:CKV_K8S_28",
    "kube-linter:drop-net-raw-capability",
    "trivy:KSV-0003",
    "trivy:KSV-0106",
    "checkov:CKV_K8S_37",
    "kics:NET_RAW Capabilities Not Being Dropped",
    "kics:No Drop Capabilities for Containers",
    "kyverno:best-practices-drop-all-capabilities",
    "pss-restricted",
    "cis-k8s:5.2.8",
    "trivy:KSV-0004",
    "polaris:insecureCapabilities",
  ],

  *check(workload, project) {
    const found = gaps(project, workload, "capabilities").filter((it) => it.container && !dropsRawSockets(it.container));
    const [first] = found;
    if (first === undefined) return;
    yield {
      at: first.at,
      what: `${names(found.map((it) => it.container))} ${found.length === 1 ? "keeps capabilities such as NET_RAW: it can forge packets and pretend to be its neighbours" : "keep capabilities such as NET_RAW: they can forge packets and pretend to be their neighbours"}`,
      related: others(found),
      fix: {
        title: "Drop all capabilities",
        edit: (it) => {
          for (const { container } of found) if (container) secure(it, container, { capabilities: { drop: ["ALL"] } });
        },
      },
    };
  },
});
