/** Numbers of users and groups that a pod shares with its node. */
import type { Workload } from "../vocabulary/kubernetes.js";
import type { Value } from "../vocabulary/value.js";
import { flag, get, number } from "./value.js";

/** Whether numbers mean the same in the pod and on the node: it has no user namespace of its own. Unknown counts as one. */
export function sharesNumbers({ pod }: Workload): boolean {
  const own = get(pod, "hostUsers");
  return own === undefined || flag(own) === true;
}

/** What pod and containers write for a field, in order. */
export function written(workload: Workload, field: "runAsUser" | "runAsGroup"): readonly Value[] {
  return [workload.pod, ...workload.containers.map((it) => it.body)].flatMap((it) => get(it, ["securityContext", field]) ?? []);
}

/** 0 is root, which is said by a rule of its own. */
export function isLow(id: Value): boolean {
  const known = number(id);
  return known !== undefined && known > 0 && known < 10000;
}
