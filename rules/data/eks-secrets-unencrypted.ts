/** EKS clusters of a version that leaves Kubernetes secrets without envelope encryption. */
import { code, type Fix, type Project, rule, type TerraformBlock } from "../api.js";
import { declareVariable } from "../lib/network-fix.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "data/eks-secrets-unencrypted",
  title: "Kubernetes secrets without envelope encryption",
  pillar: "data",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_eks_cluster"],
  refs: [],

  *check(cluster, project) {
    const version = get(cluster.body, "version");
    const minor = /^1\.(\d+)$/.exec(text(version) ?? "")?.[1];
    // From 1.28 on EKS encrypts everything in etcd with a key of its own.
    if (version === undefined || minor === undefined || Number(minor) >= 28 || get(cluster.body, "encryption_config") !== undefined) return;
    yield {
      at: cluster,
      what: `EKS ${text(version)} keeps secrets in etcd without envelope encryption: a copy of the store is a copy of every password`,
      fix: encrypt(cluster, project),
    };
  },
});

function encrypt(cluster: TerraformBlock, project: Project): Fix {
  const [only, ...more] = project.terraform
    .blocks(cluster, "aws_kms_key")
    .filter((it) => it.scope === cluster.scope && it.key === undefined);
  const key = only && more.length === 0 ? only : undefined;
  return {
    title: `Encrypt secrets with ${key ? `\`${key.address}\`` : "the key of a variable, `secrets_key_arn`"} (cannot be undone)`,
    edit: (it) => {
      it.insertBlock(cluster, {
        type: "encryption_config",
        labels: [],
        body: {
          resources: ["secrets"],
          provider: { type: "provider", labels: [], body: { key_arn: code(key ? `${key.address}.arn` : "var.secrets_key_arn") } },
        },
      });
      if (!key) declareVariable(cluster, project, "secrets_key_arn", "string", "KMS key that encrypts Kubernetes secrets.", it);
    },
  };
}
