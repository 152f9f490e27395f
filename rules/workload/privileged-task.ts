/** ECS tasks and Batch jobs with privileged containers. */
import { type Dict, rule, type TerraformBlock, type Value } from "../api.js";
import { dicts, flag, get } from "../lib/value.js";

export default rule({
  id: "workload/privileged-task",
  title: "Privileged container on ECS or Batch",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "error",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_ecs_task_definition", "aws_batch_job_definition"],
  refs: ["checkov:CKV_AWS_334", "checkov:CKV_AWS_210", "kics:Batch Job Definition With Privileged Container Properties"],

  *check(task) {
    for (const container of containersOf(task)) {
      const privileged = get(container, "privileged");
      if (privileged === undefined || flag(privileged) !== true) continue;
      yield {
        at: privileged,
        what: "A privileged container is root on its host: whoever takes it over has the machine and every other task on it",
        fix: { title: "Run without privileges", edit: (it) => it.replace(privileged, false) },
      };
    }
  },
});

function containersOf(task: TerraformBlock): readonly Dict[] {
  const definitions = structure(get(task.body, "container_definitions"));
  const properties = structure(get(task.body, "container_properties"));
  return [...dicts(definitions), ...dicts(properties)];
}

/** What stands in the JSON text of a value. */
function structure(value: Value | undefined): Value | undefined {
  return value?.kind === "text" || value?.kind === "unknown" ? value.json : value;
}
