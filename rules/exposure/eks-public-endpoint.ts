/** EKS clusters whose API server the internet reaches. */
import { rule } from "../api.js";
import { worldAddresses } from "../lib/network.js";
import { flag, get, isComplete, items, text } from "../lib/value.js";

export default rule({
  id: "exposure/eks-public-endpoint",
  title: "EKS API server open to the internet",
  pillar: "networks",
  tenet: ["T2"],
  severity: "error",
  fixes: "none",
  on: "terraform.block",
  of: ["aws_eks_cluster"],
  refs: ["checkov:CKV_AWS_39", "checkov:CKV_AWS_38", "trivy:AWS-0040", "trivy:AWS-0041", "kics:EKS Cluster Has Public Access"],

  *check(cluster) {
    const access = get(cluster.body, "vpc_config.endpoint_public_access");
    if (access !== undefined && flag(access) !== true) return;
    const cidrs = get(cluster.body, "vpc_config.public_access_cidrs");
    if (cidrs === undefined) {
      if (get(cluster.body, "vpc_config")?.kind === "unknown") return;
      yield {
        at: access ?? cluster,
        what: "The Kubernetes API answers the whole internet: public access is on and no source range is named",
      };
      return;
    }
    const open = isComplete(cidrs) || items(cidrs).length > 0 ? worldAddresses(items(cidrs))[0] : undefined;
    if (open) yield { at: open, what: `\`${text(open)}\` opens the Kubernetes API to the whole internet` };
  },
});
