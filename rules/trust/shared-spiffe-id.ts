/** SPIFFE registrations that give many workloads one identity. */
import { rule, type Value } from "../api.js";
import { entries, flag, get, isEmpty, text } from "../lib/value.js";

export default rule({
  id: "trust/shared-spiffe-id",
  title: "One SPIFFE identity for every pod",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["spire.spiffe.io/ClusterSPIFFEID"],
  refs: [],

  *check(registration) {
    const template = get(registration.body, "spec.spiffeIDTemplate");
    const written = text(template);
    if (template === undefined || written === undefined || flag(get(registration.body, "spec.fallback")) === true) return;
    if (!isOpen(get(registration.body, "spec.podSelector")) || !isOpen(get(registration.body, "spec.namespaceSelector"))) return;
    yield {
      at: template,
      what: "Without selectors this names every pod of the cluster, and the name is the same for all of them: any can speak for any other",
      fix: { title: "Name namespace and service account", edit: (it) => it.replace(template, perAccount) },
    };
  },
});

const perAccount = "spiffe://{{ .TrustDomain }}/ns/{{ .PodMeta.Namespace }}/sa/{{ .PodSpec.ServiceAccountName }}";

function isOpen(selector: Value | undefined): boolean {
  return isEmpty(selector) || (selector?.kind === "dict" && selector.complete && entries(selector).every((it) => isEmpty(it.value)));
}
