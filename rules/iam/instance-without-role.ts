/** Instances that have no identity of their own. */
import { rule } from "../api.js";
import { isSketch } from "../lib/sketch.js";
import { get } from "../lib/value.js";

export default rule({
  id: "iam/instance-without-role",
  title: "Instance without a role",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "info",
  fixes: "none",
  on: "terraform.block",
  of: ["aws_instance"],
  refs: ["checkov:CKV2_AWS_41"],

  *check(instance) {
    if (isSketch(instance)) return;
    if (get(instance.body, "iam_instance_profile") !== undefined || get(instance.body, "launch_template") !== undefined) return;
    yield {
      at: instance,
      what: "Without `iam_instance_profile` what runs here has no identity towards AWS: what it needs it will get as a key that somebody copies onto the disk",
    };
  },
});
