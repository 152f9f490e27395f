/** VPCs whose default security group nobody emptied. */
import { code, rule } from "../api.js";
import { isSketch } from "../lib/sketch.js";

export default rule({
  id: "segmentation/default-group-left",
  title: "Default security group left as it is",
  pillar: "networks",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_vpc"],
  refs: ["checkov:CKV2_AWS_12"],

  *check(vpc, project) {
    const managed = project.terraform.satellites(vpc, "aws_default_security_group", "vpc_id");
    if (managed.found.length > 0 || !managed.complete || !vpc.certain || isSketch(vpc)) return;
    yield {
      at: vpc,
      what: "The default group of this VPC lets its members reach each other on every port, and whatever names no group is a member",
      fix: {
        title: "Empty the default security group",
        edit: (it) => {
          const key = vpc.key === undefined ? "" : `[${typeof vpc.key === "number" ? vpc.key : JSON.stringify(vpc.key)}]`;
          it.createBlock(vpc.at, {
            type: "resource",
            labels: ["aws_default_security_group", vpc.name],
            body: { vpc_id: code(`${vpc.address}${key}.id`) },
          });
        },
      },
    };
  },
});
