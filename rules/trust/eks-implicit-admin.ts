/** EKS clusters whose creator is administrator without an entry that says so, or that still read the aws-auth ConfigMap. */
import { rule } from "../api.js";
import { flag, get, text } from "../lib/value.js";

export default rule({
  id: "trust/eks-implicit-admin",
  title: "EKS access outside access entries",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_eks_cluster"],
  refs: [],

  *check(cluster) {
    if (!cluster.body.complete) return;
    const mode = get(cluster.body, "access_config.authentication_mode");
    const creator = get(cluster.body, "access_config.bootstrap_cluster_creator_admin_permissions");
    const legacy = mode === undefined || text(mode) === "CONFIG_MAP" || text(mode) === "API_AND_CONFIG_MAP";
    const implicit = creator === undefined || flag(creator) === true;
    if (!legacy && !implicit) return;
    yield {
      at: (legacy ? mode : creator) ?? cluster,
      what: [
        ...(implicit ? ["whoever creates the cluster stays its administrator, in no list"] : []),
        ...(legacy ? ["a ConfigMap inside the cluster decides who may enter"] : []),
      ]
        .join(", and ")
        .replace(/^./, (it) => it.toUpperCase()),
      fix: {
        title: legacy
          ? "Let access entries alone decide (a change of the creator's rights replaces the cluster)"
          : "Give the creator no rights (replaces the cluster)",
        edit: (it) => {
          const config = get(cluster.body, "access_config");
          if (config === undefined)
            it.insertBlock(cluster, {
              type: "access_config",
              labels: [],
              body: { authentication_mode: "API", bootstrap_cluster_creator_admin_permissions: false },
            });
          else {
            if (legacy) it.set(cluster.body, "access_config.authentication_mode", "API");
            if (implicit) it.set(cluster.body, "access_config.bootstrap_cluster_creator_admin_permissions", false);
          }
        },
      },
    };
  },
});
