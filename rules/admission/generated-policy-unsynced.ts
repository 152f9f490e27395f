/** Kyverno rules that generate policies and then leave them to whoever deletes them. */
import { rule } from "../api.js";
import { entry, flag, get, items, text } from "../lib/value.js";

const kinds = /^(?:NetworkPolicy|CiliumNetworkPolicy|AuthorizationPolicy|PeerAuthentication|Role|RoleBinding|ResourceQuota|LimitRange)$/;

export default rule({
  id: "admission/generated-policy-unsynced",
  title: "Generated policy that anybody may delete",
  pillar: "networks",
  tenet: ["T5", "T6"],
  severity: "warning",
  fixes: "safe",
  on: "kube.object",
  of: ["kyverno.io/ClusterPolicy", "kyverno.io/Policy"],
  refs: [],

  *check(policy) {
    for (const it of items(get(policy.body, "spec.rules"))) {
      const generate = entry(it, "generate");
      const kind = text(get(generate?.value, "kind"));
      const sync = get(generate?.value, "synchronize");
      if (generate?.value.kind !== "dict" || !generate.value.complete || !kinds.test(kind ?? "")) continue;
      if (sync !== undefined && flag(sync) !== false) continue;
      yield {
        at: sync ?? generate.keyAt,
        what: `The generated \`${kind}\` is made once: whoever may delete it in the namespace removes it for good`,
        fix: { title: "Keep it in sync", edit: (edit) => edit.set(generate.value, "synchronize", true) },
      };
    }
  },
});
