/** The steps that an object of Tekton brings with it. */
import type { KubeObject } from "../vocabulary/kubernetes.js";
import type { Dict, Value } from "../vocabulary/value.js";
import { dicts, get, items } from "./value.js";

export interface Step {
  readonly step: Dict;
  /** What all steps of the task have. */
  readonly template: Dict | undefined;
}

/** Steps of a Task or TaskRun, or those written out in a Pipeline or PipelineRun; not those of tasks that are named. */
export function stepsOf(object: KubeObject): readonly Step[] {
  const spec = get(object.body, "spec");
  const pipeline = get(spec, "pipelineSpec") ?? spec;
  const tasks: readonly (Value | undefined)[] = object.kind.startsWith("Pipeline")
    ? [...items(get(pipeline, "tasks")), ...items(get(pipeline, "finally"))].map((it) => get(it, "taskSpec"))
    : [get(spec, "taskSpec") ?? spec];
  return tasks.flatMap((task) => {
    const template = get(task, "stepTemplate");
    return dicts(get(task, "steps")).map((step) => ({ step, template: template?.kind === "dict" ? template : undefined }));
  });
}
