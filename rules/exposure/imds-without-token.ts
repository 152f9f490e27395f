/** Machines whose metadata service gives credentials to any request. */
import { type Project, rule, type TerraformBlock } from "../api.js";
import { kindOf, withModules } from "../lib/facts.js";
import { isSketch } from "../lib/sketch.js";
import { dicts, get, reference, text } from "../lib/value.js";

export default rule({
  id: "exposure/imds-without-token",
  title: "Instance metadata without a token",
  pillar: "workloads",
  tenet: ["T2", "T6"],
  severity: "error",
  fixes: "review",
  on: "terraform.block",
  of: withModules([
    "aws_instance",
    "aws_spot_instance_request",
    "aws_launch_template",
    "aws_launch_configuration",
    "aws_ec2_instance_metadata_defaults",
    "aws_imagebuilder_infrastructure_configuration",
    "aws_sagemaker_notebook_instance",
  ]),
  refs: [
    "checkov:CKV_AWS_79",
    "checkov:CKV_AWS_371",
    "trivy:AWS-0028",
    "trivy:AWS-0130",
    "kics:Instance With No IMDSv2",
    "cis-aws-3.0:5.6",
  ],

  *check(block, project) {
    if (kindOf(block) === "module") return;
    const path = paths.get(block.type) ?? "metadata_options.http_tokens";
    const tokens = get(block.body, path);
    if (tokens?.kind === "unknown" || ["required", "2"].includes(text(tokens) ?? "")) return;
    const endpoint = get(block.body, "metadata_options.http_endpoint");
    if (endpoint !== undefined && text(endpoint) !== "enabled") return;
    if (get(block.body, "metadata_options") === undefined && isSketch(block)) return;
    if (tokens === undefined && (!asksByItself.has(block.type) || mayComeFromElsewhere(block, project))) return;
    const required = block.type === "aws_sagemaker_notebook_instance" ? "2" : "required";
    yield {
      at: tokens ?? block,
      what: `Instance metadata answers without a session token (IMDSv1): one forged request from the machine gives away ${
        asksByItself.has(block.type) && get(block.body, "iam_instance_profile") === undefined
          ? "its user data, and the credentials of any role that it is given later"
          : "the role's credentials"
      }`,
      fix: { title: "Require a session token (IMDSv2)", edit: (it) => it.set(block.body, path, required) },
    };
  },
});

const paths: ReadonlyMap<string, string> = new Map([
  ["aws_ec2_instance_metadata_defaults", "http_tokens"],
  ["aws_imagebuilder_infrastructure_configuration", "instance_metadata_options.http_tokens"],
  ["aws_sagemaker_notebook_instance", "instance_metadata_service_configuration.minimum_instance_metadata_service_version"],
]);

/** Kinds that start machines: what they leave out, nobody else has to say. */
const asksByItself: ReadonlySet<string> = new Set([
  "aws_instance",
  "aws_spot_instance_request",
  "aws_launch_template",
  "aws_launch_configuration",
]);

/** The defaults of the account, the instance's launch template, or a dynamic block may ask for the token. */
function mayComeFromElsewhere(block: TerraformBlock, project: Project): boolean {
  if (!block.body.complete) return true;
  const defaults = project.terraform.blocks(block, "aws_ec2_instance_metadata_defaults");
  if (defaults.some((it) => text(get(it.body, "http_tokens")) !== "optional")) return true;
  const template = get(block.body, "launch_template");
  if (template === undefined) return false;
  // A template in view that asks for no token is judged where it stands: one cause, one finding.
  return (
    template.kind === "unknown" ||
    dicts(template).some((it) => reference(get(it, "id")) !== undefined || get(it, "id") !== undefined || get(it, "name") !== undefined)
  );
}
