/** Access keys of users. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "iam/long-lived-access-key",
  title: "Access key that never ends",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_iam_access_key"],
  refs: ["kics:IAM Access Key Is Exposed"],

  *check(key) {
    const status = get(key.body, "status");
    if (status !== undefined && text(status) !== "Active") return;
    yield {
      at: key,
      what: "An access key works until somebody deletes it, and its secret lies in the state: a role gives credentials for an hour",
      fix: { title: "Switch the key off", edit: (it) => it.set(key, "status", "Inactive") },
    };
  },
});
