/** Steps of Tekton that nothing keeps from gaining rights. */
import { type Dict, rule } from "../api.js";
import { stepsOf } from "../lib/tekton.js";
import { flag, get, text } from "../lib/value.js";

export default rule({
  id: "workload/step-may-escalate",
  title: "Pipeline step that may gain rights",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "kube.object",
  of: ["tekton.dev/Task", "tekton.dev/ClusterTask", "tekton.dev/TaskRun", "tekton.dev/Pipeline", "tekton.dev/PipelineRun"],
  refs: ["kyverno:tekton-require-tekton-securitycontext"],

  *check(object) {
    const open = stepsOf(object).flatMap(({ step, template }) => (mayEscalate(step, template) ? [step] : []));
    const [first, ...others] = open;
    if (first === undefined) return;
    yield {
      at: get(first, "name") ?? get(first, "image") ?? first,
      what: `${others.length === 0 ? "This step" : `${open.length} steps`} may gain rights while running, through a file that sets the user: a build runs what others wrote`,
      related: others.slice(0, 3).map((it) => ({ at: get(it, "name") ?? it, what: "The same here" })),
      fix: {
        title: "Refuse new rights",
        edit: (it) => {
          for (const one of open) it.set(one, ["securityContext", "allowPrivilegeEscalation"], false);
        },
      },
    };
  },
});

/** Absent is allowed (SEMANTICS P2). */
function mayEscalate(step: Dict, template: Dict | undefined): boolean {
  const own = get(step, "securityContext.allowPrivilegeEscalation");
  const written = own ?? get(template, "securityContext.allowPrivilegeEscalation");
  const privileged = get(step, "securityContext.privileged");
  // Who owns the node need gain nothing.
  if (get(step, "ref") !== undefined || !step.complete || (privileged !== undefined && flag(privileged) !== false)) return false;
  return written === undefined
    ? get(step, "securityContext")?.kind !== "unknown" && text(get(step, "image")) !== undefined
    : flag(written) === true;
}
