/** Containers that do not drop all capabilities. */
import { rule } from "../api.js";
import { get, isComplete, texts } from "../lib/value.js";

export default rule({
  id: "workload/capabilities-kept",
  title: "Container that keeps its capabilities",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  strict: true,
  fixes: "review",
  on: "kube.workload",
  refs: [
    "checkov:CKV_K8S_28",
    "checkov:CKV_K8S_37",
    "kube-linter:drop-net-raw-capability",
    "kubescape:C-0046",
    "trivy:KSV-0003",
    "trivy:KSV-0106",
    "kics:NET_RAW Capabilities Not Being Dropped",
    "polaris:insecureCapabilities",
    "pss-restricted",
  ],

  *check(workload) {
    const open = workload.containers.filter((it) => {
      const drop = get(it.body, "securityContext.capabilities.drop");
      return isComplete(drop) && !texts(drop).some((one) => one.toUpperCase() === "ALL");
    });
    const [first] = open;
    if (first === undefined) return;
    yield {
      at: first,
      what: `${open.map((it) => `\`${it.name ?? "?"}\``).join(", ")} keeps capabilities such as NET_RAW: it can forge packets and pretend to be its neighbours`,
      related: open.slice(1).map((it) => ({ at: it, what: "and here" })),
      fix: {
        title: "Drop all capabilities",
        edit: (it) => {
          for (const one of open) it.set(one.body, "securityContext.capabilities.drop", ["ALL"]);
        },
      },
    };
  },
});
