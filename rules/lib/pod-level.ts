/** Pod Security Admission: the levels that the labels of a namespace ask for. */
import type { KubeObject, KubernetesProject, Workload } from "../vocabulary/kubernetes.js";
import type { Entry, Value } from "../vocabulary/value.js";
import type { PodLevel } from "../vocabulary/workload.js";
import { dicts, entries, get, items, text } from "./value.js";

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
    configurations(near, kubernetes).some(
      (it) => get(it, "defaults.enforce") !== undefined && text(get(it, "defaults.enforce")) !== "privileged",
    )
  );
}

/** Whether the API server exempts a workload's pods, by their namespace or runtime class, from Pod Security altogether (SEMANTICS P5). */
export function isExempt(workload: Workload, kubernetes: KubernetesProject): boolean {
  const runtime = get(workload.pod, "runtimeClassName");
  return configurations(workload, kubernetes).some((it) => {
    const listed = (field: string): readonly (string | undefined)[] => items(get(it, ["exemptions", field])).map(text);
    const classes = listed("runtimeClasses");
    return (
      listed("namespaces").includes(workload.namespace) || (runtime !== undefined && classes.length > 0 && classes.includes(text(runtime)))
    );
  });
}

/** The settings of the Pod Security plugin: a file of their own, or part of the API server's AdmissionConfiguration (P6). */
function configurations(near: KubeObject, kubernetes: KubernetesProject): readonly Value[] {
  const own = kubernetes.objects(near, "pod-security.admission.config.k8s.io/PodSecurityConfiguration").map((it) => it.body);
  const plugins = kubernetes
    .objects(near, "apiserver.config.k8s.io/AdmissionConfiguration")
    .flatMap((it) => items(get(it.body, "plugins")));
  return [...own, ...plugins.flatMap((it) => (text(get(it, "name")) === "PodSecurity" ? (get(it, "configuration") ?? []) : []))];
}

/** The path of a label in a namespace, and its value, as an edit wants them. */
export function labelPath(mode: Mode): readonly string[] {
  return ["metadata", "labels", `${prefix}${mode}`];
}
