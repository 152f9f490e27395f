/** Validating webhooks that a pod leaves by a label of its own. */
import { rule } from "../api.js";
import { get, items, text, texts } from "../lib/value.js";

export default rule({
  id: "admission/label-escape",
  title: "Webhook that a label switches off",
  pillar: "workloads",
  tenet: ["T5", "T6"],
  severity: "warning",
  fixes: "review",
  on: "admission.control",
  of: ["webhook"],
  refs: [],

  *check(control, { kubernetes }) {
    const { object, webhook } = control;
    if (object.kind !== "ValidatingWebhookConfiguration" || webhook === undefined) return;
    if (!items(get(webhook, "rules")).some((it) => texts(get(it, "resources")).some((one) => /^(?:pods|\*|\*\/\*)$/.test(one)))) return;
    for (const it of control.exclusions) {
      if (it.kind !== "object-selector") continue;
      const exempt = items(get(it.value, "matchExpressions")).find((one) =>
        /^(?:DoesNotExist|NotIn)$/.test(text(get(one, "operator")) ?? ""),
      );
      const key = text(get(exempt, "key"));
      if (exempt === undefined || key === undefined) continue;
      const users = kubernetes.workloads(object).filter((one) => one.podLabels.has(key));
      yield {
        at: get(exempt, "key") ?? exempt,
        what: `A pod with the label \`${key}\` is not judged, and pods are labelled by those whom the webhook is to check`,
        related: users.slice(0, 10).map((one) => ({ at: one, what: `\`${one.name ?? ""}\` uses the label` })),
        ...(get(webhook, "namespaceSelector") === undefined
          ? {
              fix: {
                title: "Leave out system namespaces instead",
                edit: (edit) => {
                  edit.remove(it.value);
                  edit.set(webhook, "namespaceSelector", {
                    matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "NotIn", values: ["kube-system"] }],
                  });
                },
              },
            }
          : {}),
      };
    }
  },
});
