/** EKS access that makes somebody administrator of the whole cluster, all the time. */
import { rule } from "../api.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "trust/eks-standing-admin",
  title: "Standing cluster administrator",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_eks_access_policy_association", "aws_eks_access_entry"],
  refs: [],

  *check(access) {
    const masters = items(get(access.body, "kubernetes_groups")).find((it) => text(it) === "system:masters");
    if (masters)
      yield {
        at: masters,
        what: "`system:masters` passes every authorization check of the cluster, and no RBAC rule can take anything away",
      };
    const policy = get(access.body, "policy_arn");
    const name = /cluster-access-policy\/(\w+)$/.exec(text(policy) ?? "")?.[1];
    const scope = text(get(access.body, "access_scope.type"));
    if (policy === undefined || !(name === "AmazonEKSClusterAdminPolicy" || (name === "AmazonEKSAdminPolicy" && scope === "cluster")))
      return;
    yield {
      at: policy,
      what: `\`${name}\` on the whole cluster, all the time: one stolen session is every workload and every secret`,
      fix: {
        title: "Grant `AmazonEKSEditPolicy` instead",
        edit: (it) => it.replace(policy, (text(policy) ?? "").replace(/\w+$/, "AmazonEKSEditPolicy")),
      },
    };
  },
});
