/** Internal load balancers that take requests over plain HTTP. */
import { rule } from "../api.js";
import { plaintext } from "../lib/plaintext.js";

export default rule({
  id: "transit/plaintext-internal-listener",
  title: "Plain HTTP inside the network",
  pillar: "networks",
  tenet: ["T1", "T2"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_lb_listener", "aws_alb_listener", "aws_elb"],
  refs: ["checkov:CKV_AWS_2", "checkov:CKV_AWS_376", "kics:ALB Listening on HTTP"],
  check: (listener, project) => plaintext(listener, project, false),
});
