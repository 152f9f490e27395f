/** Pod Security Admission: the levels that the labels of a namespace ask for. */
import type { KubeObject, KubernetesProject } from "../vocabulary/kubernetes.js";
import type { Entry } from "../vocabulary/value.js";
import type { PodLevel } from "../vocabulary/workload.js";
import { dicts, entries, get, text } from "./value.js";

export type Mode = "enforce" | "audit" | "warn";

const prefix = "pod-security.kubernetes.io/";

/** The label of a mode, if it is written. */
export function levelLabel(namespace: KubeObject, mode: Mode): Entry | undefined {
  return entries(get(namespace.body, "metadata.labels")).find((it) => it.key === `${prefix}${mode}`);
}

/** A level that the API knows; undefined for anything else. */
export function levelOf(entry: Entry | undefined): PodLevel | undefined {
  const known = text(entry?.value);
  return known === "privileged" || known === "baseline" || known === "restricted" ? known : undefined;
}

/** How strict a level is. */
export function rank(level: PodLevel): number {
  return { privileged: 0, baseline: 1, restricted: 2 }[level];
}

/** Whether a policy engine of the workspace holds pods to the standards in place of the labels, or may do so out of view. */
export function checkedElsewhere(near: KubeObject, kubernetes: KubernetesProject): boolean {
  if (near.name === undefined || kubernetes.mayHide(near, "kyverno.io/ClusterPolicy")) return true;
  const kyverno = ["kyverno.io/ClusterPolicy", "kyverno.io/Policy"].flatMap((it) => kubernetes.objects(near, it));
  return (
    kyverno.some((it) => dicts(get(it.body, "spec.rules")).some((rule) => get(rule, "validate.podSecurity") !== undefined)) ||
    kubernetes.objects(near, "constraints.gatekeeper.sh/K8sPSPPrivilegedContainer").length > 0 ||
    kubernetes.objects(near, "pod-security.admission.config.k8s.io/PodSecurityConfiguration").length > 0
  );
}

/** The path of a label in a namespace, and its value, as an edit wants them. */
export function labelPath(mode: Mode): readonly string[] {
  return ["metadata", "labels", `${prefix}${mode}`];
}
