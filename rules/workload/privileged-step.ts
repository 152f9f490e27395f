/** Steps of Tekton that run with all rights on their node. */
import { rule } from "../api.js";
import { flag, get, items } from "../lib/value.js";

export default rule({
  id: "workload/privileged-step",
  title: "Privileged step of a pipeline",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: ["tekton.dev/Task", "tekton.dev/ClusterTask", "tekton.dev/TaskRun"],
  refs: ["kyverno:tekton-require-tekton-securitycontext"],

  *check(task) {
    const spec = get(task.body, "spec.taskSpec") ?? get(task.body, "spec");
    for (const step of [get(spec, "stepTemplate"), ...items(get(spec, "steps")), ...items(get(spec, "sidecars"))]) {
      const privileged = get(step, "securityContext.privileged");
      if (privileged === undefined || flag(privileged) !== true) continue;
      yield {
        at: privileged,
        what: "The step owns its node: whoever gets code into a build gets the credentials of everything that runs there",
        fix: { title: "Run it without", edit: (it) => it.replace(privileged, false) },
      };
    }
  },
});
