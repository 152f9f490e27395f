/** Admission policies that leave out those whom they are for. */
import { type Exclusion, rule } from "../api.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "admission/broad-exclusion",
  title: "Exclusion that defeats the policy",
  pillar: "workloads",
  tenet: ["T6"],
  severity: "warning",
  fixes: "review",
  on: "admission.control",
  of: ["kyverno", "gatekeeper"],
  refs: [],

  *check(control) {
    for (const it of control.exclusions) {
      const why = reason(it);
      if (why === undefined) continue;
      const many = it.kind === "namespaces" && it.value.kind === "list";
      const wide = it.names.filter((name) => isWide(text(name)));
      const at = many ? (wide[0] ?? it) : it;
      yield {
        at: at.at,
        what: why,
        fix: {
          title: many ? "Leave out system namespaces only" : "Remove the exclusion",
          edit: (edit) => {
            if (many) edit.replace(it.value, ["kube-system", ...(control.engine === "gatekeeper" ? ["gatekeeper-system"] : [])]);
            else edit.remove(it.value);
          },
        },
      };
    }
  },
});

function reason({ kind, names, value }: Exclusion): string | undefined {
  const name = text(names[0]) ?? "";
  if (kind === "groups" && /^system:(?:serviceaccounts(?::.*)?|authenticated|unauthenticated|masters|nodes)$/.test(name))
    return name === "system:masters" || name === "system:nodes"
      ? undefined
      : `Members of \`${name}\` are not judged: controllers create nearly every pod, and they are among them`;
  if (
    kind === "users" &&
    /^system:serviceaccount:kube-system:(?:replicaset|daemon-set|statefulset|job|cronjob|deployment)-controller$/.test(name)
  )
    return `\`${name}\` is not judged, and it creates the pods of every workload of its kind`;
  if (kind === "namespaces") {
    const wide = names.find((it) => isWide(text(it)));
    return wide === undefined
      ? undefined
      : `\`${text(wide)}\` leaves out namespaces that hold applications: the policy covers little or nothing`;
  }
  if (kind !== "namespace-selector") return undefined;
  const label = items(get(value, "matchExpressions")).find(
    (it) => text(get(it, "operator")) === "DoesNotExist" && !/kubernetes\.io\/|gatekeeper\.sh\//.test(text(get(it, "key")) ?? ""),
  );
  return label === undefined
    ? undefined
    : `A namespace with the label \`${text(get(label, "key"))}\` is not judged: whoever may label one may opt out`;
}

/** `kube-*` and the like name the platform; a bare star or a star behind an environment names everybody. */
function isWide(name: string | undefined): boolean {
  return name !== undefined && (/^[*?]+$/.test(name) || /^(?:prod|app|team|default)[\w-]*\*$/.test(name));
}
