/** Containers that nothing keeps from running as root. */
import { rule } from "../api.js";
import { security } from "../lib/kubernetes.js";
import { flag, number } from "../lib/value.js";

export default rule({
  id: "workload/runs-as-root",
  title: "Container that may run as root",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  strict: true,
  fixes: "none",
  on: "kube.workload",
  refs: [
    "checkov:CKV_K8S_23",
    "checkov:CKV_K8S_40",
    "kube-linter:run-as-non-root",
    "kubescape:C-0013",
    "trivy:KSV-0012",
    "kics:Container Running As Root",
    "polaris:runAsRootAllowed",
    "pss-restricted",
  ],

  *check(workload) {
    const open = workload.containers.filter((it) => {
      const nonRoot = security(workload, it, "runAsNonRoot");
      const user = security(workload, it, "runAsUser");
      if (nonRoot?.kind === "unknown" || user?.kind === "unknown") return false;
      return number(user) === 0 || (flag(nonRoot) !== true && number(user) === undefined);
    });
    const [first] = open;
    if (first === undefined) return;
    yield {
      at: first,
      what: `${open.map((it) => `\`${it.name ?? "?"}\``).join(", ")} may run as root: a way out of the container is then a way to own the node`,
      related: open.slice(1).map((it) => ({ at: it, what: "and here" })),
    };
  },
});
