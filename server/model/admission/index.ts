/** What judges requests in a workspace, whatever engine it is written for: scope, verdicts, and what is left out (SEMANTICS D1-D3). */
import type { AdmissionControl, AdmissionEngine, ApiServer, KubeObject, Value, Verdict } from "../../../rules/api.js";
import { get, isComplete, items, text } from "../../../rules/lib/value.js";
import { type Graph, sameItems } from "../../incremental.js";
import type { Kubernetes } from "../../kubernetes/index.js";
import { apiServersOf, kubeadmServer } from "./api-server.js";
import { kyvernoControl } from "./kyverno.js";
import { defaultWord, exclusionOf, wordVerdict } from "./verdicts.js";

export interface Admission {
  controls(unit: string): readonly AdmissionControl[];
  apiServers(unit: string): readonly ApiServer[];
}

export function createAdmission(graph: Graph, kubernetes: Kubernetes): Admission {
  return {
    controls: graph.query<readonly AdmissionControl[]>("admissionControls", (unit) => kubernetes.objectsIn(unit).flatMap(controlsOf), {
      equal: sameItems,
    }),
    apiServers: graph.query<readonly ApiServer[]>(
      "apiServers",
      (unit) => [...apiServersOf(kubernetes.workloadsIn(unit)), ...kubernetes.objectsIn(unit).flatMap((it) => kubeadmServer(it) ?? [])],
      { equal: sameItems },
    ),
  };
}

/** Nothing for objects that judge no requests. */
export function controlsOf(object: KubeObject): readonly AdmissionControl[] {
  switch (object.group) {
    case "kyverno.io":
    case "policies.kyverno.io": {
      const control = kyvernoControl(object);
      return control === undefined ? [] : [control];
    }
    case "constraints.gatekeeper.sh":
      return [constraint(object)];
    case "admissionregistration.k8s.io":
      if (object.kind === "ValidatingAdmissionPolicyBinding") return [binding(object)];
      if (object.kind === "ValidatingAdmissionPolicy") return [policy(object)];
      return object.kind.endsWith("WebhookConfiguration") ? webhooks(object) : [];
    default:
      return [];
  }
}

/** D3: `deny` by default; `scoped` leaves it to the actions for the webhook. */
function constraint(object: KubeObject): AdmissionControl {
  const spec = get(object.body, "spec");
  const action = get(spec, "enforcementAction");
  const scoped = items(get(spec, "scopedEnforcementActions"));
  const holder = spec ?? object.body;
  const atWebhook = scoped.filter((it) =>
    items(get(it, "enforcementPoints")).some((point) => /^(?:validation\.gatekeeper\.sh|\*)$/.test(text(get(point, "name")) ?? "")),
  );
  const verdict: Verdict =
    text(action) === "scoped"
      ? {
          outcome: scopedOutcome(spec, atWebhook),
          said: "scoped",
          at: atWebhook[0]?.at ?? action?.at ?? object.at,
          rule: undefined,
          target: holder,
          key: undefined,
        }
      : wordVerdict(action, { denies: /^deny$/, holder, key: "enforcementAction", fallback: "deny", at: object.at });
  const match = get(spec, "match");
  return {
    ...base(object, "gatekeeper"),
    onViolation: [verdict],
    onFailure: undefined,
    exclusions: [
      ...exclusionOf("namespaces", get(match, "excludedNamespaces")),
      ...exclusionOf("namespace-selector", get(match, "namespaceSelector")),
      ...exclusionOf("object-selector", get(match, "labelSelector")),
    ],
  };
}

function scopedOutcome(spec: Value | undefined, atWebhook: readonly Value[]): Verdict["outcome"] {
  if (atWebhook.some((it) => text(get(it, "action")) === "deny")) return "deny";
  const all = get(spec, "scopedEnforcementActions");
  return isComplete(all) && atWebhook.every((it) => text(get(it, "action")) !== undefined) ? "admit" : undefined;
}

/** D1: only an action `Deny` refuses; the field is required. */
function binding(object: KubeObject): AdmissionControl {
  const spec = get(object.body, "spec");
  const actions = get(spec, "validationActions");
  const words = items(actions);
  const denies = words.some((it) => text(it) === "Deny");
  const known = actions !== undefined && isComplete(actions);
  return {
    ...base(object, "validating-admission-policy"),
    name: text(get(spec, "policyName")),
    onViolation: [
      {
        outcome: denies ? "deny" : known ? "admit" : undefined,
        said: known ? words.map((it) => text(it)).join(", ") : undefined,
        at: actions?.at ?? object.at,
        rule: undefined,
        target: actions ?? object.body,
        key: undefined,
      },
    ],
    onFailure: undefined,
    exclusions: [
      ...exclusionOf("namespace-selector", get(spec, "matchResources.namespaceSelector")),
      ...exclusionOf("object-selector", get(spec, "matchResources.objectSelector")),
    ],
  };
}

/** The policy itself says only what happens when its expressions fail to evaluate. */
function policy(object: KubeObject): AdmissionControl {
  const spec = get(object.body, "spec");
  return {
    ...base(object, "validating-admission-policy"),
    onViolation: [],
    onFailure: defaultWord(spec, "failurePolicy", "Fail", object),
    exclusions: exclusionOf("condition", get(spec, "matchConditions")),
  };
}

/** D1: `Fail` by default in v1, `Ignore` in v1beta1. */
function webhooks(object: KubeObject): readonly AdmissionControl[] {
  return items(get(object.body, "webhooks")).flatMap((hook): readonly AdmissionControl[] => {
    if (hook.kind !== "dict") return [];
    const name = text(get(hook, "name"));
    return [
      {
        ...base(object, "webhook"),
        at: get(hook, "name")?.at ?? hook.at,
        label: object.label,
        name,
        onViolation: [],
        onFailure: defaultWord(hook, "failurePolicy", object.apiVersion.endsWith("v1beta1") ? "Ignore" : "Fail", object),
        exclusions: [
          ...exclusionOf("object-selector", get(hook, "objectSelector")),
          ...exclusionOf("namespace-selector", get(hook, "namespaceSelector")),
          ...exclusionOf("condition", get(hook, "matchConditions")),
        ],
        webhook: hook,
      },
    ];
  });
}

function base(object: KubeObject, engine: AdmissionEngine) {
  return { at: object.at, full: object.full, label: object.label, engine, object, name: object.name, webhook: undefined } as const;
}
