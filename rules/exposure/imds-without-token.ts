/** Machines whose metadata service gives credentials to any request. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "exposure/imds-without-token",
  title: "Instance metadata without a token",
  pillar: "workloads",
  tenet: ["T2", "T6"],
  severity: "error",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_instance", "aws_launch_template", "aws_launch_configuration"],
  refs: ["checkov:CKV_AWS_79", "trivy:AWS-0028", "trivy:AWS-0130", "kics:Instance With No IMDSv2", "cis-aws-3.0:5.6"],

  *check(block) {
    const tokens = get(block.body, "metadata_options.http_tokens");
    if (tokens?.kind === "unknown" || text(tokens) === "required") return;
    if (text(get(block.body, "metadata_options.http_endpoint")) === "disabled") return;
    // An instance takes over what its launch template says.
    if (tokens === undefined && (block.type === "aws_instance" ? get(block.body, "launch_template") !== undefined : false)) return;
    yield {
      at: tokens ?? block,
      what: "Instance metadata answers without a session token (IMDSv1): one forged request from the machine gives away the role's credentials",
      fix: { title: "Require a session token (IMDSv2)", edit: (it) => it.set(block.body, "metadata_options.http_tokens", "required") },
    };
  },
});
