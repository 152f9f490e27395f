/** ECS tasks whose application runs with the role that starts it. */
import { code, rule, type Value } from "../api.js";
import { declareVariable } from "../lib/network-fix.js";
import { get, reference, text } from "../lib/value.js";

export default rule({
  id: "workload/shared-task-role",
  title: "Task role is the execution role",
  pillar: "workloads",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_ecs_task_definition"],
  refs: ["checkov:CKV_AWS_249"],

  *check(task, project) {
    const own = get(task.body, "task_role_arn");
    const starter = get(task.body, "execution_role_arn");
    if (own === undefined || starter === undefined || !same(own, starter)) return;
    yield {
      at: own,
      what: "The application runs with the role that pulls its image and reads its secrets: whoever takes the application may do that too",
      fix: {
        title: "Run with a role of its own, `task_role_arn`",
        edit: (it) => {
          it.replace(own.at, code("var.task_role_arn"));
          declareVariable(task, project, "task_role_arn", "string", "Role of the application in the task.", it);
        },
      },
    };
  },
});

function same(a: Value, b: Value): boolean {
  const [one, other] = [reference(a), reference(b)];
  if (one && other)
    return (
      one.address === other.address && one.key === other.key && one.scope === other.scope && one.attribute.join() === other.attribute.join()
    );
  return text(a) !== undefined && text(a) === text(b);
}
