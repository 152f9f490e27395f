/** Load balancers that pass on requests which are not well formed. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";
import { get, text } from "../lib/value.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_lb", "aws_alb"],
    path: "drop_invalid_header_fields",
    bad: ["false"],
    absent: true,
    when: (block) => {
      const type = get(block.body, "load_balancer_type");
      return type === undefined || text(type) === "application";
    },
    what: "Headers that are no valid ones reach the backend: where it reads them otherwise than the balancer, checks in front are passed by",
    repair: { title: "Drop invalid headers", value: true },
  },
];

export default rule({
  id: "exposure/malformed-requests",
  title: "Malformed requests passed on",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: typesOf(facts),
  refs: [
    "checkov:CKV_AWS_131",

    "trivy:AWS-0052",
    "tfsec:aws-elb-drop-invalid-headers",
    "kics:ALB Not Dropping Invalid Headers",
    "fsbp:ELB.4",
  ],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
