/** EMR security configurations that leave disks unencrypted. */
import { rule } from "../api.js";
import { flag, get } from "../lib/value.js";

export default rule({
  id: "data/emr-unencrypted",
  title: "Cluster whose disks are unencrypted",
  pillar: "data",
  tenet: ["T2"],
  severity: "warning",
  fixes: "none",
  on: "terraform.block",
  of: ["aws_emr_security_configuration"],
  refs: [
    "checkov:CKV_AWS_349",
    "trivy:AWS-0137",
    "trivy:AWS-0139",
    "tfsec:aws-emr-enable-at-rest-encryption",
    "tfsec:aws-emr-enable-local-disk-encryption",
  ],

  *check(block) {
    const configuration = get(block.body, "configuration");
    const json = configuration?.kind === "text" || configuration?.kind === "unknown" ? configuration.json : undefined;
    const encryption = get(json, "EncryptionConfiguration");
    if (encryption === undefined || configuration === undefined) return;
    const rest = get(encryption, "EnableAtRestEncryption");
    if (rest === undefined || flag(rest) === false) {
      yield { at: rest ?? configuration, what: "Data of the cluster lies unencrypted on its disks and in its bucket" };
      return;
    }
    const local = get(encryption, "AtRestEncryptionConfiguration.LocalDiskEncryptionConfiguration");
    if (flag(rest) !== true || (local !== undefined && local.kind !== "dict")) return;
    if (local === undefined)
      yield { at: rest, what: "Only the bucket is encrypted: local disks hold what is shuffled and cached as it is" };
  },
});
