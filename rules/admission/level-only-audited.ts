/** Namespaces that warn of pods which they then accept. */
import { rule } from "../api.js";
import { isSystemNamespace } from "../lib/kubernetes.js";
import { checkedElsewhere, labelPath, levelLabel, levelOf } from "../lib/pod-level.js";

export default rule({
  id: "admission/level-only-audited",
  title: "Pod Security without enforcement",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["/Namespace"],
  refs: [],

  *check(namespace, project) {
    // Baseline enforced with a stricter warning is how one gets on; only no level at all is meant.
    if (levelLabel(namespace, "enforce") !== undefined || !namespace.labelsComplete || isSystemNamespace(namespace.name)) return;
    if (checkedElsewhere(namespace, project.kubernetes)) return;
    const told = [levelLabel(namespace, "warn"), levelLabel(namespace, "audit")].find(
      (it) => levelOf(it) !== undefined && levelOf(it) !== "privileged",
    );
    const level = levelOf(told);
    if (told === undefined || level === undefined) return;
    const known = project.pods.levelOf(namespace);
    yield {
      at: told.value,
      what: `\`${level}\` is only asked for: a pod that breaks it is started all the same`,
      fix: {
        title: `Enforce \`${level}\``,
        level: (known === "restricted" || known === level) && project.kubernetes.closedWorld(namespace) ? "safe" : "review",
        edit: (it) => it.set(namespace.body, labelPath("enforce"), level),
      },
    };
  },
});
