/** Steps of Tekton that run with all rights on their node. */
import { rule } from "../api.js";
import { stepsOf } from "../lib/tekton.js";
import { flag, get, items } from "../lib/value.js";

export default rule({
  id: "workload/privileged-step",
  title: "Privileged step of a pipeline",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: ["tekton.dev/Task", "tekton.dev/ClusterTask", "tekton.dev/TaskRun", "tekton.dev/Pipeline", "tekton.dev/PipelineRun"],
  refs: [],

  *check(task) {
    const spec = get(task.body, "spec.taskSpec") ?? get(task.body, "spec");
    const written = stepsOf(task);
    const templates = [...new Set(written.map((it) => it.template))];
    for (const step of [...templates, ...written.map((it) => it.step), ...items(get(spec, "sidecars"))]) {
      const privileged = get(step, "securityContext.privileged");
      if (privileged === undefined || flag(privileged) !== true) continue;
      yield {
        at: privileged,
        what: "The step owns its node: whoever gets code into a build gets the credentials of everything that runs there",
        fix: {
          title: "Run it without",
          edit: (it) => {
            it.replace(privileged, false);
            if (step) it.set(step, ["securityContext", "allowPrivilegeEscalation"], false);
          },
        },
      };
    }
  },
});
