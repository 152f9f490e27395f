/** Kyverno overrides that turn enforcement into audit where it matters. */
import { rule } from "../api.js";
import { get, isEmpty, text } from "../lib/value.js";

export default rule({
  id: "admission/audit-override",
  title: "Override that stops enforcement",
  pillar: "workloads",
  tenet: ["T6"],
  severity: "warning",
  fixes: "review",
  on: "admission.control",
  of: ["kyverno"],
  refs: [],

  *check(control) {
    for (const it of control.exclusions) {
      if (it.kind !== "override") continue;
      const wide = it.names.find((name) => /^[*?]+$|^prod/.test(text(name) ?? ""));
      const selector = get(it.value, "namespaceSelector");
      const everywhere = selector !== undefined && isEmpty(selector) && it.names.length === 0;
      if (wide === undefined && !everywhere) continue;
      yield {
        at: wide ?? it.at,
        what: `${wide === undefined ? "A selector that matches every namespace" : `\`${text(wide)}\``} is only audited: the policy enforces nothing there`,
        fix: { title: "Remove the override", edit: (edit) => edit.remove(it.value) },
      };
    }
  },
});
