/** EMR security configurations that leave TLS out. */
import { rule } from "../api.js";
import { flag, get } from "../lib/value.js";

export default rule({
  id: "transit/emr-plaintext",
  title: "Cluster that shuffles data in the clear",
  pillar: "data",
  tenet: ["T2"],
  severity: "warning",
  fixes: "none",
  on: "terraform.block",
  of: ["aws_emr_security_configuration"],
  refs: ["checkov:CKV_AWS_351", "trivy:AWS-0138", "tfsec:aws-emr-enable-in-transit-encryption"],

  *check(block) {
    const configuration = get(block.body, "configuration");
    const json = configuration?.kind === "text" || configuration?.kind === "unknown" ? configuration.json : undefined;
    const encryption = get(json, "EncryptionConfiguration");
    const transit = get(encryption, "EnableInTransitEncryption");
    if (encryption === undefined || (transit !== undefined && flag(transit) !== false)) return;
    yield {
      at: transit ?? configuration ?? block,
      what: "Nodes of the cluster talk in the clear: what is shuffled between them can be read and changed",
    };
  },
});
