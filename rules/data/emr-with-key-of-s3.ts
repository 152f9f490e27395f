/** EMR security configurations that leave the data in buckets to the key of S3. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "data/emr-with-key-of-s3",
  title: "Cluster data under the key of S3",
  pillar: "data",
  tenet: ["T2", "T3"],
  severity: "info",
  fixes: "none",
  on: "terraform.block",
  of: ["aws_emr_security_configuration"],
  refs: ["checkov:CKV_AWS_171"],

  *check(block) {
    const configuration = get(block.body, "configuration");
    const json = configuration?.kind === "text" || configuration?.kind === "unknown" ? configuration.json : undefined;
    const mode = get(json, "EncryptionConfiguration.AtRestEncryptionConfiguration.S3EncryptionConfiguration.EncryptionMode");
    if (mode === undefined || text(mode) !== "SSE-S3") return;
    yield {
      at: mode,
      what: "Data of the cluster lies in its bucket under the key of S3: whoever may read an object may decrypt it, with no key policy in between",
    };
  },
});
