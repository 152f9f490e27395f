/** Namespaces that enforce nothing, and say so. */
import { rule } from "../api.js";
import { isSystemNamespace } from "../lib/kubernetes.js";
import { levelLabel, levelOf } from "../lib/pod-level.js";

export default rule({
  id: "admission/privileged-namespace",
  title: "Namespace open to privileged pods",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["/Namespace"],
  refs: ["kubescape:C-0193", "kyverno:psa-deny-privileged-profile"],

  *check(namespace, project) {
    const label = levelLabel(namespace, "enforce");
    if (label === undefined || levelOf(label) !== "privileged" || namespace.name === undefined || isSystemNamespace(namespace.name)) return;
    const known = project.pods.levelOf(namespace);
    const needing = project.pods.workloadsIn(namespace).filter((it) => project.pods.security(it).level === "privileged");
    const level = known === "restricted" ? "restricted" : "baseline";
    yield {
      at: label.value,
      what:
        needing.length > 0
          ? `\`privileged\` lets every pod of \`${namespace.name ?? "?"}\` own its node, although only ${needing.length === 1 ? "one workload needs" : `${needing.length} workloads need`} it: a namespace of their own would do`
          : `\`privileged\` lets every pod of \`${namespace.name ?? "?"}\` own its node${known === undefined ? "" : ", and no pod here needs it"}`,
      related: needing.map((it) => ({ at: it, what: "needs it" })),
      ...(needing.length > 0
        ? {}
        : {
            fix: {
              title: `Enforce \`${level}\``,
              level: known !== undefined && project.kubernetes.closedWorld(namespace) ? "safe" : "review",
              edit: (it) => it.replace(label.value, level),
            },
          }),
    };
  },
});
