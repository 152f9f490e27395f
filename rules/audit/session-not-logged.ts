/** Session Manager preferences that keep no record of sessions. */
import { rule } from "../api.js";
import { get, isEmpty } from "../lib/value.js";

export default rule({
  id: "audit/session-not-logged",
  title: "Sessions that nobody records",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "warning",
  fixes: "none",
  on: "terraform.block",
  of: ["aws_ssm_document"],
  refs: ["checkov:CKV_AWS_113"],

  *check(document) {
    const content = get(document.body, "content");
    const json = content?.kind === "text" || content?.kind === "unknown" ? content.json : content;
    if (content === undefined || get(json, "sessionType") === undefined || get(json, "inputs") === undefined) return;
    const stores = ["s3BucketName", "cloudWatchLogGroupName"].map((it) => get(json, `inputs.${it}`));
    if (!stores.every(isEmpty)) return;
    yield {
      at: stores.find((it) => it !== undefined) ?? content,
      what: "Sessions on machines are recorded nowhere: what an administrator, or whoever is one, typed there cannot be told",
    };
  },
});
