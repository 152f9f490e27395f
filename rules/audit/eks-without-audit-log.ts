/** EKS control planes that do not export who did what. */
import { rule } from "../api.js";
import { callsModule } from "../lib/facts.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "audit/eks-without-audit-log",
  title: "Cluster without audit and authenticator logs",
  pillar: "visibility",
  tenet: ["T5", "T7"],
  severity: "warning",
  fixes: "safe",
  on: "terraform.block",
  of: ["aws_eks_cluster", "module"],
  refs: [
    "checkov:CKV_AWS_37",
    "trivy:AWS-0038",
    "tfsec:aws-eks-enable-control-plane-logging",
    "kics:EKS Cluster Log Disabled",
    "fsbp:EKS.8",
  ],

  *check(cluster) {
    const path = cluster.type === "module" ? "cluster_enabled_log_types" : "enabled_cluster_log_types";
    if (cluster.type === "module" && !callsModule(cluster, "terraform-aws-modules/eks/aws")) return;
    const list = get(cluster.body, path);
    // The module exports the three by itself.
    if (cluster.type === "module" && list === undefined) return;
    if (list !== undefined && (list.kind !== "list" || !list.complete)) return;
    const written = items(list).map(text);
    if (written.includes(undefined)) return;
    const missing = ["api", "audit", "authenticator"].filter((it) => !written.includes(it));
    if (!missing.some((it) => it !== "api")) return;
    yield {
      at: list ?? cluster,
      what: `The control plane does not export ${missing.map((it) => `\`${it}\``).join(", ")}: who did what in the cluster, and who was refused, is not kept`,
      fix: {
        title: `Export ${missing.join(", ")}`,
        edit: (it) => (list ? it.append(list, ...missing) : it.set(cluster.body, path, missing)),
      },
    };
  },
});
