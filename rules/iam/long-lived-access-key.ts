/** Access keys of users. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "iam/long-lived-access-key",
  title: "Access key that never ends",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "none",
  on: "terraform.block",
  of: ["aws_iam_access_key"],
  refs: ["checkov:CKV_AWS_273", "trivy:AWS-0143", "kics:IAM Access Key Is Exposed"],

  *check(key) {
    const status = get(key.body, "status");
    if (status !== undefined && text(status) !== "Active") return;
    yield {
      at: key,
      what: "An access key works until somebody deletes it, and its secret lies in the state: a role gives credentials for an hour",
    };
  },
});
