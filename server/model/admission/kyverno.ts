/** Kyverno policies of all API groups as admission controls (SEMANTICS D2). */
import type { AdmissionControl, Exclusion, KubeObject, Value, Verdict } from "../../../rules/api.js";
import { entries, get, isComplete, items, text } from "../../../rules/lib/value.js";
import { defaultWord, wordVerdict } from "./verdicts.js";

const enforce = /^enforce$/i;

/** undefined for kinds that judge nothing (mutation, generation, exceptions). */
export function kyvernoControl(object: KubeObject): AdmissionControl | undefined {
  const spec = get(object.body, "spec");
  if (spec === undefined) return undefined;
  const base = {
    at: object.at,
    full: object.full,
    label: object.label,
    engine: "kyverno",
    object,
    name: object.name,
    webhook: undefined,
  } as const;
  if (object.group === "policies.kyverno.io") {
    if (!/^(?:Namespaced)?(?:Image)?ValidatingPolicy$/.test(object.kind)) return undefined;
    return {
      ...base,
      onViolation: [celVerdict(spec, object)],
      onFailure: defaultWord(spec, "failurePolicy", "Fail", object),
      exclusions: [],
    };
  }
  if (object.kind !== "ClusterPolicy" && object.kind !== "Policy") return undefined;
  const rules = items(get(spec, "rules"));
  const onViolation = rules.flatMap((it) => verdictsOf(it, spec));
  if (onViolation.length === 0) return undefined;
  const configured = get(spec, "webhookConfiguration");
  return {
    ...base,
    onViolation,
    onFailure:
      get(configured, "failurePolicy") === undefined
        ? defaultWord(spec, "failurePolicy", "Fail", object)
        : defaultWord(configured, "failurePolicy", "Fail", object),
    exclusions: [...rules.flatMap(exclusionsOf), ...overridesOf(get(spec, "validationFailureActionOverrides"))],
  };
}

/** Denies unless the actions are listed without `Deny`. */
function celVerdict(spec: Value, object: KubeObject): Verdict {
  const actions = get(spec, "validationActions");
  const words = items(actions);
  const said = words.map((it) => text(it) ?? "?").join(", ");
  const denies = actions === undefined || words.some((it) => text(it) === "Deny");
  return {
    outcome: denies ? "deny" : isComplete(actions) && words.length > 0 ? "admit" : undefined,
    said: actions === undefined ? undefined : said,
    at: actions?.at ?? object.at,
    rule: undefined,
    target: actions ?? spec,
    key: undefined,
  };
}

/** The rule's own action, else the policy's, else Audit. */
function verdictsOf(rule: Value, spec: Value): readonly Verdict[] {
  const name = text(get(rule, "name"));
  const ofPolicy = get(spec, "validationFailureAction");
  const checks = [
    ...entries(rule).filter((it) => it.key === "validate" && it.value.kind === "dict"),
    ...entries(rule).flatMap((it) =>
      it.key === "verifyImages" ? items(it.value).map((value) => ({ key: it.key, keyAt: it.keyAt, value })) : [],
    ),
  ];
  return checks.map(({ value, keyAt }) => {
    const own = get(value, "failureAction");
    const words = { denies: enforce, admits: /^audit$/i, fallback: "Audit", at: keyAt, rule: name };
    return own === undefined && ofPolicy !== undefined
      ? wordVerdict(ofPolicy, { ...words, holder: spec, key: "validationFailureAction" })
      : wordVerdict(own, { ...words, holder: value, key: "failureAction" });
  });
}

function exclusionsOf(rule: Value): readonly Exclusion[] {
  const exclude = get(rule, "exclude");
  const filters = [exclude, ...items(get(exclude, "any")), ...items(get(exclude, "all"))];
  return [
    ...filters.flatMap((it): readonly Exclusion[] => {
      if (it === undefined) return [];
      const subjects = items(get(it, "subjects")).flatMap((subject): readonly Exclusion[] => {
        const name = get(subject, "name");
        const kind = text(get(subject, "kind"));
        if (name === undefined || kind === undefined) return [];
        return [{ kind: kind === "Group" ? "groups" : "users", at: name.at, names: [name], value: subject }];
      });
      const roles = items(get(it, "clusterRoles")).map((role): Exclusion => ({ kind: "roles", at: role.at, names: [role], value: role }));
      const namespaces = get(it, "resources.namespaces");
      return [
        ...subjects,
        ...roles,
        ...items(namespaces).map((one): Exclusion => ({ kind: "namespaces", at: one.at, names: [one], value: one })),
      ];
    }),
    ...overridesOf(get(rule, "validate.failureActionOverrides")),
  ];
}

function overridesOf(list: Value | undefined): readonly Exclusion[] {
  return items(list).flatMap((it): readonly Exclusion[] =>
    /^audit$/i.test(text(get(it, "action")) ?? "")
      ? [{ kind: "override", at: get(it, "action")?.at ?? it.at, names: items(get(it, "namespaces")), value: it }]
      : [],
  );
}
