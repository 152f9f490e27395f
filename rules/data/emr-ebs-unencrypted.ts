/** EMR security configurations that encrypt local disks and leave EBS out. */
import { rule } from "../api.js";
import { flag, get } from "../lib/value.js";

export default rule({
  id: "data/emr-ebs-unencrypted",
  title: "Cluster whose EBS disks are unencrypted",
  pillar: "data",
  tenet: ["T2"],
  severity: "info",
  fixes: "none",
  on: "terraform.block",
  of: ["aws_emr_security_configuration"],
  refs: ["checkov:CKV_AWS_350"],

  *check(block) {
    const configuration = get(block.body, "configuration");
    const json = configuration?.kind === "text" || configuration?.kind === "unknown" ? configuration.json : undefined;
    const local = get(json, "EncryptionConfiguration.AtRestEncryptionConfiguration.LocalDiskEncryptionConfiguration");
    if (local?.kind !== "dict") return;
    const disks = get(local, "EnableEbsEncryption");
    if (disks !== undefined && flag(disks) !== false) return;
    yield { at: disks ?? local, what: "Root and attached EBS disks of the nodes stay unencrypted: only instance stores are covered" };
  },
});
