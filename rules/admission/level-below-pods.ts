/** Namespaces that allow more than any of their pods uses. */
import { rule } from "../api.js";
import { isSystemNamespace } from "../lib/kubernetes.js";
import { levelLabel, levelOf } from "../lib/pod-level.js";

export default rule({
  id: "admission/level-below-pods",
  title: "Namespace that allows more than its pods need",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "kube.object",
  of: ["/Namespace"],
  refs: ["pss-restricted"],

  *check(namespace, { pods, kubernetes }) {
    const label = levelLabel(namespace, "enforce");
    // What lets privileged pods in is said by another rule.
    if (label === undefined || levelOf(label) !== "baseline" || namespace.name === undefined || isSystemNamespace(namespace.name)) return;
    if (pods.levelOf(namespace) !== "restricted" || !kubernetes.closedWorld(namespace)) return;
    yield {
      at: label.value,
      what: `Every pod of \`${namespace.name}\` is \`restricted\`, and \`baseline\` is all that is asked for: the next one may run as root`,
      fix: { title: "Enforce `restricted`", edit: (it) => it.replace(label.value, "restricted") },
    };
  },
});
