/** EKS clusters whose API server the internet reaches. */
import { code, type Fix, type Project, rule, type TerraformBlock } from "../api.js";
import { worldAddresses } from "../lib/network.js";
import { declareVariable } from "../lib/network-fix.js";
import { dicts, flag, get, items, text } from "../lib/value.js";

export default rule({
  id: "exposure/eks-public-endpoint",
  title: "EKS API server open to the internet",
  pillar: "networks",
  tenet: ["T2"],
  severity: "error",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_eks_cluster", "module"],
  refs: ["checkov:CKV_AWS_39", "checkov:CKV_AWS_38", "trivy:AWS-0040", "trivy:AWS-0041", "kics:EKS Cluster Has Public Access"],

  *check(cluster, project) {
    const names = argumentsOf(cluster);
    if (names === undefined) return;
    const access = get(cluster.body, names.access);
    // The module is private unless asked; the resource is public unless told not to be.
    if (access === undefined ? cluster.mode === "module" : flag(access) !== true) return;
    const cidrs = get(cluster.body, names.cidrs);
    if (cidrs === undefined) {
      if (cluster.mode !== "module" && get(cluster.body, "vpc_config")?.kind === "unknown") return;
      const [config] = dicts(get(cluster.body, "vpc_config"));
      yield {
        at: access ?? config ?? cluster,
        what: "The Kubernetes API answers the whole internet: public access is on and no source range is named",
        fix: () => fixes(cluster, names, project),
      };
      return;
    }
    const [open] = worldAddresses(items(cidrs));
    if (open)
      yield {
        at: open,
        what: `\`${text(open)}\` opens the Kubernetes API to the whole internet`,
        fix: () => fixes(cluster, names, project),
      };
  },
});

interface Names {
  readonly access: string;
  readonly privately: string;
  readonly cidrs: string;
}

/** Where a cluster, or a call of terraform-aws-modules/eks in its older or newer spelling, says who may reach it. */
function argumentsOf(cluster: TerraformBlock): Names | undefined {
  if (cluster.mode !== "module")
    return {
      access: "vpc_config.endpoint_public_access",
      privately: "vpc_config.endpoint_private_access",
      cidrs: "vpc_config.public_access_cidrs",
    };
  if (!/terraform-aws-modules\/(?:terraform-aws-)?eks(?:\/aws)?(?:$|[.?])/.test(text(get(cluster.body, "source")) ?? "")) return undefined;
  const old = get(cluster.body, "cluster_endpoint_public_access") !== undefined ? "cluster_" : "";
  return {
    access: `${old}endpoint_public_access`,
    privately: `${old}endpoint_private_access`,
    cidrs: `${old}endpoint_public_access_cidrs`,
  };
}

function fixes(cluster: TerraformBlock, names: Names, project: Project): readonly Fix[] {
  return [
    {
      title: "Answer inside the VPC only",
      edit: (it) => {
        it.set(cluster.body, names.access, false);
        if (flag(get(cluster.body, names.privately)) !== true) it.set(cluster.body, names.privately, true);
      },
    },
    {
      title: "Answer only the ranges of a variable, `cluster_access_cidrs`",
      edit: (it) => {
        it.set(cluster.body, names.cidrs, code("var.cluster_access_cidrs"));
        declareVariable(cluster, project, "cluster_access_cidrs", "list(string)", "Address ranges that may reach the Kubernetes API.", it);
      },
    },
  ];
}
