/** Calico rules for the pods of whatever namespace. */
import { rule } from "../api.js";
import { mayBeDnsOnly } from "../lib/connectivity.js";
import { entry, get, text } from "../lib/value.js";

export default rule({
  id: "segmentation/calico-any-namespace",
  title: "Calico peer in every namespace",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "policy.rule",
  of: ["calico.ingress"],
  refs: [],

  *check(it) {
    if (it.action !== "allow" || it.enforced !== true || mayBeDnsOnly(it)) return;
    const spaces = entry(get(it.body, "source"), "namespaceSelector");
    if (spaces === undefined || !/^\s*all\(\)\s*$/.test(text(spaces.value) ?? "")) return;
    const selector = get(it.body, "source.selector");
    const labelled = selector !== undefined && !/^\s*(?:all\(\))?\s*$/.test(text(selector) ?? "");
    if (get(it.body, "source.serviceAccounts") !== undefined) return;
    yield {
      at: spaces.keyAt,
      what: labelled
        ? "Pods with these labels are let in from every namespace: whoever may create a pod anywhere chooses its labels"
        : "Every pod of the cluster is let in, those of other teams and of namespaces to come too",
      fix:
        it.policy.namespaced && labelled
          ? { title: "Let in pods of this namespace only", edit: (edit) => edit.remove(spaces.keyAt) }
          : undefined,
    };
  },
});
