/** ECS tasks that share the network or the processes of their host. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "workload/task-host-namespace",
  title: "Task in the host's namespaces",
  pillar: "workloads",
  tenet: ["T2", "T3"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_ecs_task_definition"],
  refs: ["checkov:CKV_AWS_335", "kics:ECS Task Definition Network Mode Not Recommended"],

  *check(task) {
    const network = get(task.body, "network_mode");
    if (network && text(network) === "host")
      yield {
        at: network,
        what: "The task uses the host's network: it has no security group of its own, and reaches the metadata and local ports of the machine",
        fix: { title: "Give each task its own interface (`awsvpc`)", edit: (it) => it.replace(network, "awsvpc") },
      };
    for (const [path, name] of [
      ["pid_mode", "processes"],
      ["ipc_mode", "shared memory"],
    ] as const) {
      const mode = get(task.body, path);
      if (mode === undefined || text(mode) !== "host") continue;
      yield {
        at: mode,
        what: `The task shares the host's ${name}: it sees and touches what every other task on the machine does`,
        fix: { title: "Share within the task only", edit: (it) => it.replace(mode, "task") },
      };
    }
  },
});
