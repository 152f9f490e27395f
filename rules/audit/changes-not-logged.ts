/** API audit policies that do not record who read secrets or changed permissions. */
import { rule } from "../api.js";
import { levelFor, type Request } from "../lib/audit-policy.js";
import { entry, get } from "../lib/value.js";

/** What an investigation asks for first. */
const probes: readonly (Request & { readonly called: string })[] = [
  { group: "", resource: "secrets", verb: "get", called: "reads of secrets" },
  { group: "", resource: "configmaps", verb: "update", called: "changes of ConfigMaps" },
  { group: "", resource: "serviceaccounts/token", verb: "create", called: "new tokens" },
  { group: "rbac.authorization.k8s.io", resource: "clusterrolebindings", verb: "create", called: "changes of permissions" },
  { group: "admissionregistration.k8s.io", resource: "validatingwebhookconfigurations", verb: "delete", called: "changes of admission" },
];

export default rule({
  id: "audit/changes-not-logged",
  title: "Audit policy with blind spots",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["audit.k8s.io/Policy"],
  refs: ["cis-k8s:3.2.2", "kubescape:C-0161"],

  *check(policy) {
    const rules = get(policy.body, "rules");
    const lost = probes.flatMap((it) => {
      const decided = levelFor(policy, it);
      return decided?.level === "None" ? [{ called: it.called, rule: decided.rule }] : [];
    });
    const [first] = lost;
    if (first === undefined) return;
    const unmatched = lost.every((it) => it.rule === undefined);
    yield {
      at: get(first.rule, "level") ?? entry(policy.body, "rules")?.keyAt ?? policy.at,
      what: `${sentence(lost.map((it) => it.called))} are not logged: ${unmatched ? "no rule matches them" : "an earlier rule says `None`"}, and what is not logged never happened`,
      ...(unmatched && rules?.kind === "list"
        ? { fix: { title: "Log the metadata of all else", level: "safe", edit: (it) => it.append(rules, { level: "Metadata" }) } }
        : {}),
    };
  },
});

function sentence(parts: readonly string[]): string {
  const text = parts.length < 2 ? (parts[0] ?? "") : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
