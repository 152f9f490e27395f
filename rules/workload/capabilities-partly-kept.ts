/** Containers that drop some capabilities and keep the rest. */
import { rule } from "../api.js";
import { dropsDefaults, dropsRawSockets } from "../lib/capabilities.js";
import { gaps, names, others, secure } from "../lib/pod-security.js";

export default rule({
  id: "workload/capabilities-partly-kept",
  title: "Container that drops only some capabilities",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "kube.workload",
  needs: ["securityContext", "annotations"],
  refs: [
    "trivy:KSV-0003",
    "trivy:KSV-0106",
    "kyverno:best-practices-drop-all-capabilities",
    "pss-restricted",
    "cis-k8s:5.2.8",
    "polaris:insecureCapabilities",
  ],

  *check(workload, project) {
    const found = gaps(project, workload, "capabilities").filter(
      (it) => it.container && dropsRawSockets(it.container) && !dropsDefaults(it.container),
    );
    const [first] = found;
    if (first === undefined) return;
    yield {
      at: first.at,
      what: `${names(found.map((it) => it.container))} ${found.length === 1 ? "drops" : "drop"} \`NET_RAW\` and ${found.length === 1 ? "keeps" : "keep"} what changes owners, modes and users of files: a list of what is needed is shorter`,
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
