/** Load balancers that take requests from the internet over plain HTTP. */
import { rule } from "../api.js";
import { plaintext } from "../lib/plaintext.js";

export default rule({
  id: "transit/plaintext-listener",
  title: "Plain HTTP from the internet",
  pillar: "networks",
  tenet: ["T2"],
  severity: "error",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_lb_listener", "aws_alb_listener", "aws_elb"],
  refs: [
    "checkov:CKV_AWS_127",
    "checkov:CKV_AWS_2",
    "checkov:CKV2_AWS_20",
    "checkov:CKV_AWS_376",
    "trivy:AWS-0054",
    "tfsec:aws-elbv2-http-not-used",
    "tfsec:aws-elb-http-not-used",
    "kics:ALB Listening on HTTP",
  ],
  check: (listener, project) => plaintext(listener, project, true),
});
