/** Airflow environments whose worker log is off. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_mwaa_environment"],
    path: "logging_configuration.worker_logs.enabled",
    bad: ["false"],
    absent: true,
    what: "The worker log is off: what the tasks did with the role of the environment is not recorded",
    repair: { title: "Switch it on", value: true },
  },
];

export default rule({
  id: "audit/workflow-worker-log-off",
  title: "Workflow worker without a log",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: typesOf(facts),
  refs: ["checkov:CKV_AWS_243"],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
