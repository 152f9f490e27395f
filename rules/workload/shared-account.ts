/** Different workloads on one service account. */
import { rule, type Workload } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "workload/shared-account",
  title: "Service account shared by different workloads",
  pillar: "identity",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "kube.workload",
  of: ["Deployment", "StatefulSet", "DaemonSet", "CronJob", "Pod"],
  needs: ["serviceAccountName", "serviceAccount"],
  refs: ["kics:Shared Service Account"],

  *check(workload, project) {
    const named = get(workload.pod, "serviceAccountName") ?? get(workload.pod, "serviceAccount");
    const account = project.rbac.accountOf(workload);
    const mine = imagesOf(workload);
    if (named === undefined || account === undefined || account.name === "default" || mine === undefined) return;
    const other = project.rbac.workloadsOf(account).find((it) => {
      const its = imagesOf(it);
      return it.name !== workload.name && its !== undefined && !its.some((image) => mine.includes(image)) && !sameApp(workload, it);
    });
    if (other === undefined || workload.name === undefined) return;
    const { name, namespace } = workload;
    const exists = project.kubernetes.objects(workload, "ServiceAccount").some((it) => it.name === name);
    yield {
      at: named,
      what: `\`${account.name}\` is also the identity of \`${other.label}\`: each has the rights of both, and no policy can tell them apart`,
      fix: exists
        ? []
        : {
            title: `Give \`${name}\` an account of its own`,
            edit: (it) => {
              it.replace(named, name);
              it.createObject(workload, {
                apiVersion: "v1",
                kind: "ServiceAccount",
                metadata: { name, namespace },
                automountServiceAccountToken: false,
              });
            },
          },
      related: [{ at: other, what: "runs as the same account" }],
    };
  },
});

/** Image names without registry, tag and digest; undefined when one is unknown. */
function imagesOf(workload: Workload): readonly string[] | undefined {
  const images = workload.containers
    .filter((it) => it.role === "container")
    .map((it) =>
      text(get(it.body, "image"))
        ?.replace(/@.*$/, "")
        .replace(/:[^/]*$/, ""),
    );
  return images.every((it) => it !== undefined) ? images.flatMap((it) => it ?? []) : undefined;
}

/** Parts of one program, by the labels that say so. */
function sameApp(a: Workload, b: Workload): boolean {
  return ["app.kubernetes.io/name", "app", "k8s-app"].some(
    (key) => a.podLabels.get(key) !== undefined && a.podLabels.get(key) === b.podLabels.get(key),
  );
}
