/** Services that mix pods of several identities. */
import { rule, type Workload } from "../api.js";
import { stableLabels } from "../lib/connectivity.js";
import { get } from "../lib/value.js";

export default rule({
  id: "segmentation/mixed-backends",
  title: "Service over several identities",
  pillar: "networks",
  tenet: ["T5"],
  severity: "info",
  fixes: "review",
  on: "kube.object",
  of: ["/Service"],
  refs: ["kubescape:C-0293"],

  *check(service, { connectivity }) {
    const selector = get(service.body, "spec.selector");
    if (selector?.kind !== "dict" || !selector.complete || selector.entries.length === 0 || !connectivity.inventoried(service)) return;
    if (selector.entries.some((it) => it.value.kind === "unknown")) return;
    const pods = connectivity.backends(service);
    const accounts = [...new Set(pods.map((it) => it.serviceAccountName))];
    if (pods.length > 1 && accounts.length > 1 && !accounts.includes(undefined)) {
      const meant = pods.find((it) => it.name === service.name);
      const label = meant && distinguishing(meant, pods);
      yield {
        at: selector,
        what: `The selector matches ${pods.length} workloads that run as ${accounts.map((it) => `\`${it}\``).join(", ")}: whoever calls this name is answered by any of them`,
        related: pods.slice(0, 4).map((it) => ({ at: it, what: `Runs as \`${it.serviceAccountName}\`` })),
        fix: label && {
          title: `Select \`${service.name}\` alone, by \`${label[0]}\``,
          edit: (edit) => edit.set(selector, [label[0]], label[1]),
        },
      };
    }
  },
});

/** A label that a workload's own selector names, and that none of the others has with this value. */
function distinguishing(it: Workload, all: readonly Workload[]): readonly [string, string] | undefined {
  return Object.entries(stableLabels(it) ?? {}).flatMap(([key, value]): readonly (readonly [string, string])[] =>
    typeof value === "string" && all.every((one) => one === it || (one.podLabelsComplete && one.podLabels.get(key) !== value))
      ? [[key, value]]
      : [],
  )[0];
}
