/** ECS containers whose root file system can be written. */
import { rule } from "../api.js";
import { dicts, entry, flag, get, text } from "../lib/value.js";

export default rule({
  id: "workload/task-writable-root",
  title: "Container of a task with a writable root",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_ecs_task_definition"],
  refs: ["checkov:CKV_AWS_336", "fsbp:ECS.5"],

  *check(task) {
    const definitions = get(task.body, "container_definitions");
    const containers = dicts(definitions?.kind === "text" || definitions?.kind === "unknown" ? definitions.json : definitions);
    const open = containers.filter((it) => {
      const value = get(it, "readonlyRootFilesystem");
      return value === undefined || flag(value) === false;
    });
    const [first, ...more] = open;
    // Windows has no such switch.
    const system = get(task.body, "runtime_platform.operating_system_family");
    if (first === undefined || (system !== undefined && text(system) !== "LINUX")) return;
    yield {
      at: get(first, "readonlyRootFilesystem") ?? entry(first, "name")?.value ?? first,
      what: "Whoever gets into the container can change its programs and leave tools behind: only mounted volumes need to be written",
      related: more.map((it) => ({ at: entry(it, "name")?.value ?? it, what: "this container, too" })),
      fix: {
        title: "Make the root read-only",
        edit: (it) => {
          for (const one of open) it.set(one, "readonlyRootFilesystem", true);
        },
      },
    };
  },
});
