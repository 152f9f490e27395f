/** Airflow environments whose webserver log is off. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_mwaa_environment"],
    path: "logging_configuration.webserver_logs.enabled",
    bad: ["false"],
    absent: true,
    what: "The webserver log is off: who signed in, and what they started and changed by hand, is not recorded",
    repair: { title: "Switch it on", value: true },
  },
];

export default rule({
  id: "audit/workflow-webserver-log-off",
  title: "Workflow webserver without a log",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: typesOf(facts),
  refs: ["checkov:CKV_AWS_244"],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
