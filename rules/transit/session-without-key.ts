/** Session Manager preferences that name no key for sessions. */
import { rule } from "../api.js";
import { entry, get, isEmpty } from "../lib/value.js";

export default rule({
  id: "transit/session-without-key",
  title: "Sessions without a key of their own",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "none",
  on: "terraform.block",
  of: ["aws_ssm_document"],
  refs: ["checkov:CKV_AWS_112", "kics:SSM Session Transit Encryption Disabled"],

  *check(document) {
    const content = get(document.body, "content");
    const json = content?.kind === "text" || content?.kind === "unknown" ? content.json : content;
    if (content === undefined || get(json, "sessionType") === undefined) return;
    const inputs = get(json, "inputs");
    const key = get(inputs, "kmsKeyId");
    if (!isEmpty(key)) return;
    yield {
      at: key ?? entry(json, "inputs")?.keyAt ?? content,
      what: "Sessions have TLS and nothing more: with a key of your own, its policy decides once more who may open one",
    };
  },
});
