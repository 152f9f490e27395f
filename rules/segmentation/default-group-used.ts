/** Default security groups with rules: whatever names no group of its own gets them. */
import { rule } from "../api.js";
import { entry, items } from "../lib/value.js";

export default rule({
  id: "segmentation/default-group-used",
  title: "Default security group with rules",
  pillar: "networks",
  tenet: ["T2", "T3"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_default_security_group"],
  refs: ["checkov:CKV2_AWS_12", "trivy:AWS-0173", "kics:Default Security Groups With Unrestricted Traffic", "cis-aws-3.0:5.4"],

  *check(group) {
    const blocks = ["ingress", "egress"].flatMap((direction) => {
      const value = entry(group.body, direction)?.value;
      return items(value).filter((it) => it.kind === "dict");
    });
    const [first] = blocks;
    if (first === undefined) return;
    yield {
      at: first,
      what: "The default group has rules: everything that names no group of its own gets them without anybody deciding so",
      fix: {
        title: "Leave the default group empty",
        edit: (it) => {
          for (const block of blocks) it.remove(block.at);
        },
      },
    };
  },
});
