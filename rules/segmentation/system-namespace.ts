/** Workloads of one's own among those that the cluster is run by. */
import { type KubeObject, rule } from "../api.js";
import { entries, get, isUnknown, text } from "../lib/value.js";

export default rule({
  id: "segmentation/system-namespace",
  title: "Workload in a namespace of the system",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "none",
  on: "kube.object",
  of: ["Pod", "Deployment", "StatefulSet", "ReplicaSet", "ReplicationController", "Job", "CronJob"],
  refs: ["trivy:KSV-0037", "kics:Using Unrecommended Namespace"],

  *check(object) {
    const written = get(object.body, "metadata.namespace");
    const name = text(written);
    if (written === undefined || name === undefined || object.namespace !== name) return;
    const what =
      name === "kube-system"
        ? isPlatform(object)
          ? undefined
          : "what it takes over there are the secrets, accounts and webhook exceptions of the platform"
        : name === "kube-public"
          ? "that namespace is for what everybody may read"
          : name === "kube-node-lease"
            ? "that namespace is for the heartbeats of nodes"
            : undefined;
    if (what !== undefined) yield { at: written, what: `\`${object.name ?? "?"}\` runs in \`${name}\`: ${what}` };
  },
});

/** Whether an object is, or may be, a part of the platform: by its labels, its priority, or the node's network. */
function isPlatform(object: KubeObject): boolean {
  const { body } = object;
  const pods = ["spec", "spec.template.spec", "spec.jobTemplate.spec.template.spec"].map((it) => get(body, it));
  const labels = [object.body, get(body, "spec.template"), get(body, "spec.jobTemplate.spec.template")].flatMap((it) =>
    entries(get(it, "metadata.labels")),
  );
  return (
    !object.labelsComplete ||
    object.annotations.has("kubernetes.io/config.source") ||
    labels.some((it) => platform.test(it.key)) ||
    pods.some((it) => {
      const priority = get(it, "priorityClassName");
      return (
        isUnknown(priority) ||
        text(priority)?.startsWith("system-") === true ||
        get(it, "hostNetwork") !== undefined ||
        get(it, "tolerations") !== undefined
      );
    })
  );
}

const platform =
  /^(?:tier|component|k8s-app|k8s-addon|app\.kubernetes\.io\/(?:name|component|part-of)|helm\.sh\/chart|(?:addonmanager\.)?kubernetes\.io\/.*)$/;
