/** Policies and security webhooks that are skipped when their engine does not answer. */
import { type AdmissionControl, rule } from "../api.js";
import { get, items, text, texts } from "../lib/value.js";

export default rule({
  id: "admission/fails-open",
  title: "Admission that is skipped when its engine is down",
  pillar: "workloads",
  tenet: ["T6"],
  severity: "warning",
  fixes: "review",
  on: "admission.control",
  refs: [],

  *check(control) {
    const verdict = control.onFailure;
    if (verdict?.outcome !== "admit" || !protects(control)) return;
    const { key, target } = verdict;
    const written = key === undefined ? undefined : get(target, key);
    // The values of Gatekeeper's chart are judged where they stand.
    const isOfValues = written !== undefined && written.origin.unit !== written.at.unit;
    if (isOfValues && control.object.kind === "ValidatingWebhookConfiguration" && /gatekeeper/.test(control.object.name ?? "")) return;
    yield {
      at: verdict.said === undefined ? control.at : verdict.at,
      what: `${verdict.said === undefined ? "The default of v1beta1" : `\`${verdict.said}\``} lets requests pass unjudged when ${
        control.engine === "webhook" ? "the webhook does not answer" : "the policy cannot be evaluated"
      }: to get past it, it is enough to make it slow`,
      ...(key === undefined
        ? {}
        : {
            fix: {
              title: "Refuse what could not be judged",
              edit: (it) => (written ? it.replace(written, "Fail") : it.set(target, [key], "Fail")),
            },
          }),
    };
  },
});

/** A policy in audit mode refuses nothing anyway; of webhooks, those that judge pods or inject what protects them. */
function protects({ engine, object, name, onViolation, webhook }: AdmissionControl): boolean {
  if (engine !== "webhook") return onViolation.every((it) => it.outcome === "deny");
  const called = [object.name, name, text(get(webhook, "clientConfig.service.name"))].join(" ");
  if (
    /kyverno|gatekeeper|policy-controller|sigstore|connaisseur|ratify|falco|opa\b|kubewarden|jspolicy|neuvector|prisma|twistlock/i.test(
      called,
    )
  )
    return !/ttl|cleanup/i.test(called);
  if (object.kind === "MutatingWebhookConfiguration")
    return /istio|sidecar-injector|linkerd.*inject|vault.*inject|pod-identity|azure-wi|workload-identity|spire|spiffe/i.test(called);
  return items(get(webhook, "rules")).some(
    (it) =>
      texts(get(it, "apiGroups")).some((group) => group === "" || group === "*") &&
      texts(get(it, "resources")).some((one) => /^(?:pods|\*)$/.test(one)),
  );
}
