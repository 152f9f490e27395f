/** Stages that write whole requests to their log. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_api_gateway_method_settings"],
    path: "settings.data_trace_enabled",
    bad: ["true"],
    absent: false,
    what: "Requests and answers are logged in full, tokens and personal data with them: whoever may read the log reads all of it",
    repair: { title: "Log without the bodies", value: false },
  },
  {
    of: ["aws_apigatewayv2_stage"],
    path: "default_route_settings.data_trace_enabled",
    bad: ["true"],
    absent: false,
    what: "Messages are logged in full, tokens and personal data with them: whoever may read the log reads all of it",
    repair: { title: "Log without the bodies", value: false },
  },
];

export default rule({
  id: "secrets/requests-logged",
  title: "Whole requests in the log",
  pillar: "data",
  tenet: ["T3"],
  severity: "warning",
  fixes: "safe",
  on: "terraform.block",
  of: typesOf(facts),
  refs: ["checkov:CKV_AWS_276"],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
