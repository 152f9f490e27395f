/** Pod identities and access entries for more than one workload. */
import { type Fix, rule, type Value } from "../api.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "trust/broad-pod-identity",
  title: "Cloud identity for more than one workload",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["eks.services.k8s.aws/PodIdentityAssociation", "eks.services.k8s.aws/AccessEntry"],
  refs: ["kubescape:C-0285", "kubescape:C-0225"],

  *check(object, project) {
    if (object.kind === "PodIdentityAssociation") {
      const account = get(object.body, "spec.serviceAccount");
      const name = text(account);
      if (account === undefined || name === undefined) return;
      const namespace = text(get(object.body, "spec.namespace"));
      const accounts = project.kubernetes
        .objects(object, "ServiceAccount")
        .filter((it) => it.namespace === namespace && it.name !== undefined && it.name !== "default");
      const [only] = accounts;
      if (name === "default")
        yield {
          at: account,
          what: `Every pod of \`${namespace ?? "the namespace"}\` that names no account of its own gets this role`,
          fix: accounts.length === 1 && only?.name !== undefined ? forOne(account, only.name) : [],
        };
      return;
    }
    for (const policy of items(get(object.body, "spec.accessPolicies"))) {
      const arn = get(policy, "policyARN");
      const scope = get(policy, "accessScope");
      if (arn === undefined || !/AmazonEKSClusterAdminPolicy$/.test(text(arn) ?? "") || text(get(scope, "type")) === "namespace") continue;
      yield {
        at: arn,
        what: "This entry makes its principal the master of the cluster",
        fix: {
          title: "Use `AmazonEKSEditPolicy`",
          edit: (it) => it.replace(arn, (text(arn) ?? "").replace(/ClusterAdminPolicy$/, "EditPolicy")),
        },
      };
    }
  },
});

function forOne(account: Value, name: string): Fix {
  return { title: `Give it to \`${name}\``, edit: (it) => it.replace(account, name) };
}
