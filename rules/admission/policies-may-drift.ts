/** Argo CD applications that let policies be changed or removed behind their back. */
import { rule } from "../api.js";
import { flag, get, items, text } from "../lib/value.js";

const policies =
  /^(?:NetworkPolicy|CiliumNetworkPolicy|CiliumClusterwideNetworkPolicy|AuthorizationPolicy|PeerAuthentication|ClusterPolicy|ValidatingPolicy|ValidatingAdmissionPolicy(?:Binding)?|ValidatingWebhookConfiguration|Namespace|ClusterRole|ClusterRoleBinding|Role|RoleBinding)$/;

export default rule({
  id: "admission/policies-may-drift",
  title: "Policies that may drift from the repository",
  pillar: "automation",
  tenet: ["T5", "T6"],
  severity: "info",
  fixes: "review",
  on: "kube.object",
  of: ["argoproj.io/Application"],
  refs: [],

  *check(app) {
    const heal = get(app.body, "spec.syncPolicy.automated.selfHeal");
    if (heal !== undefined && flag(heal) === false)
      yield {
        at: heal,
        what: "A policy that somebody edits or deletes in the cluster stays so: nothing puts back what the repository says",
        fix: { title: "Put back what was changed", edit: (it) => it.replace(heal, true) },
      };
    for (const it of items(get(app.body, "spec.ignoreDifferences"))) {
      const kind = get(it, "kind");
      const paths = [...items(get(it, "jsonPointers")), ...items(get(it, "jqPathExpressions"))].map((one) => text(one) ?? "");
      if (
        kind === undefined ||
        !policies.test(text(kind) ?? "") ||
        !paths.some((one) => /^\/?\.?(?:spec|rules|subjects|roleRef)(?:[/.[]|$)/.test(one))
      )
        continue;
      yield {
        at: kind,
        what: `Changes of the contents of a \`${text(kind)}\` are ignored: a policy can be emptied in the cluster and still count as in sync`,
        fix: { title: "Compare it again", edit: (edit) => edit.remove(it.at) },
      };
    }
  },
});
