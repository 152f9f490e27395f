/** Search domains that publish other logs than the audit log. */
import { rule } from "../api.js";
import { dicts, flag, get, isUnknown, text } from "../lib/value.js";

export default rule({
  id: "audit/search-without-audit-log",
  title: "Search domain without an audit log",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "info",
  fixes: "none",
  on: "terraform.block",
  of: ["aws_opensearch_domain", "aws_elasticsearch_domain"],
  refs: [
    "checkov:CKV_AWS_317",
    "trivy:AWS-0042",
    "tfsec:aws-elastic-search-enable-domain-logging",
    "tfsec:aws-elastic-search-enable-logging",
  ],

  *check(domain) {
    const options = get(domain.body, "log_publishing_options");
    if (options === undefined || isUnknown(options) || (options.kind === "list" && !options.complete)) return;
    const on = dicts(options).filter((it) => flag(get(it, "enabled")) !== false);
    const first = on.find((it) => get(it, "enabled") === undefined || flag(get(it, "enabled")) === true);
    if (first === undefined || on.some((it) => text(get(it, "log_type")) === undefined || text(get(it, "log_type")) === "AUDIT_LOGS"))
      return;
    yield { at: first, what: "The audit log is not published: who searched for what, and who was refused, is not kept" };
  },
});
