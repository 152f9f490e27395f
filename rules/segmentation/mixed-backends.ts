/** Services that mix pods of several identities, or select none. */
import { rule } from "../api.js";
import { get } from "../lib/value.js";

export default rule({
  id: "segmentation/mixed-backends",
  title: "Service over several identities",
  pillar: "networks",
  tenet: ["T5"],
  severity: "info",
  fixes: "none",
  on: "kube.object",
  of: ["/Service"],
  refs: ["kube-linter:dangling-service", "kubescape:C-0293"],

  *check(service, { connectivity }) {
    const selector = get(service.body, "spec.selector");
    if (selector?.kind !== "dict" || !selector.complete || selector.entries.length === 0 || !connectivity.inventoried(service)) return;
    if (selector.entries.some((it) => it.value.kind === "unknown")) return;
    const pods = connectivity.backends(service);
    const accounts = [...new Set(pods.map((it) => it.serviceAccountName))];
    if (pods.length > 1 && accounts.length > 1 && !accounts.includes(undefined)) {
      yield {
        at: selector,
        what: `The selector matches ${pods.length} workloads that run as ${accounts.map((it) => `\`${it}\``).join(", ")}: whoever calls this name is answered by any of them`,
        related: pods.slice(0, 4).map((it) => ({ at: it, what: `Runs as \`${it.serviceAccountName}\`` })),
      };
    }
  },
});
