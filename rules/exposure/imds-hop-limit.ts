/** Machines whose metadata answers one network hop further: to the containers on them. */
import { rule } from "../api.js";
import { get, number } from "../lib/value.js";

export default rule({
  id: "exposure/imds-hop-limit",
  title: "Instance metadata within reach of containers",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_instance", "aws_launch_template", "aws_launch_configuration", "aws_ec2_instance_metadata_defaults"],
  refs: ["checkov:CKV_AWS_341"],

  *check(block) {
    const path =
      block.type === "aws_ec2_instance_metadata_defaults" ? "http_put_response_hop_limit" : "metadata_options.http_put_response_hop_limit";
    const limit = get(block.body, path);
    const known = number(limit);
    if (limit === undefined || known === undefined || known <= 1) return;
    yield {
      at: limit,
      what: `Answers travel ${known} hops, so containers behind a bridge reach the machine's credentials as well as their own`,
      fix: { title: "Keep metadata to the machine itself", edit: (it) => it.replace(limit, 1) },
    };
  },
});
