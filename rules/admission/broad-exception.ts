/** Kyverno exceptions that free more than one workload. */
import { type KubeObject, type KubernetesProject, rule, type Value } from "../api.js";
import { get, isEmpty, items, text } from "../lib/value.js";

export default rule({
  id: "admission/broad-exception",
  title: "Policy exception for everybody",
  pillar: "workloads",
  tenet: ["T5", "T6"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: ["kyverno.io/PolicyException", "policies.kyverno.io/PolicyException"],
  refs: [],

  *check(exception, { kubernetes }) {
    const spec = get(exception.body, "spec");
    if (exception.group === "policies.kyverno.io") {
      if (
        isEmpty(get(spec, "matchConditions")) &&
        isEmpty(get(spec, "images")) &&
        isEmpty(get(spec, "allowedValues")) &&
        !isEmpty(get(spec, "policyRefs"))
      )
        yield { at: exception, what: "No `matchConditions`: the exception frees every object from the policy" };
      return;
    }
    for (const it of items(get(spec, "exceptions"))) {
      const all = items(get(it, "ruleNames")).find((one) => text(one) === "*");
      const list = get(it, "ruleNames");
      if (all === undefined || list === undefined) continue;
      const rules = rulesOf(exception, text(get(it, "policyName")), kubernetes);
      yield {
        at: all,
        what: `Every rule of \`${text(get(it, "policyName")) ?? "the policy"}\` is lifted, those that are added later too`,
        ...(rules.length > 0 ? { fix: { title: "Name the rules", edit: (edit) => edit.replace(list, rules) } } : {}),
      };
    }
    for (const filter of [...items(get(spec, "match.any")), ...items(get(spec, "match.all"))]) {
      const resources = get(filter, "resources");
      const names = get(resources, "names");
      const namespaces = get(resources, "namespaces");
      if (resources?.kind !== "dict" || !resources.complete || !isWide(names) || !isWide(namespaces)) continue;
      if (!isEmpty(get(resources, "selector")) || !isEmpty(get(resources, "namespaceSelector")) || !isEmpty(get(filter, "subjects")))
        continue;
      const workload = kubernetes.workloads(exception).find((it) => it.name !== undefined && it.name === exception.name);
      const { name, namespace } = workload ?? {};
      yield {
        at: names ?? resources,
        what: "Neither names nor namespaces narrow the exception: every object of the kind is free of the policy",
        ...(name !== undefined && namespace !== undefined
          ? {
              fix: {
                title: `Limit it to \`${name}\` in \`${namespace}\``,
                edit: (edit) => {
                  edit.set(resources, "names", [`${name}*`]);
                  edit.set(resources, "namespaces", [namespace]);
                },
              },
            }
          : {}),
      };
    }
  },
});

/** Absent, or with a bare star. */
function isWide(list: Value | undefined): boolean {
  return list === undefined || (list.kind === "list" && list.items.some((it) => text(it) === "*"));
}

/** The rules of a policy in view, with those that Kyverno derives for controllers. */
function rulesOf(near: KubeObject, policy: string | undefined, kubernetes: KubernetesProject): readonly string[] {
  const found = [...kubernetes.objects(near, "kyverno.io/ClusterPolicy"), ...kubernetes.objects(near, "kyverno.io/Policy")].find(
    (it) => it.name === policy,
  );
  const names = items(get(found?.body, "spec.rules")).map((it) => text(get(it, "name")));
  return names.every((it) => it !== undefined) ? names.flatMap((it) => (it === undefined ? [] : [it, `autogen-${it}`])) : [];
}
