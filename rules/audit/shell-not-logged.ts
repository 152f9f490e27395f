/** API audit policies that do not record who entered a pod. */
import { rule } from "../api.js";
import { levelFor } from "../lib/audit-policy.js";
import { entry, get } from "../lib/value.js";

export default rule({
  id: "audit/shell-not-logged",
  title: "Shells in pods are not logged",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["audit.k8s.io/Policy"],
  refs: ["kics:Audit Policy Not Cover Key Security Concerns", "cis-k8s:3.2.2"],

  *check(policy) {
    const rules = get(policy.body, "rules");
    const lost = ["pods/exec", "pods/portforward"].flatMap((resource) => {
      const decided = levelFor(policy, { group: "", resource, verb: "create" });
      return decided?.level === "None" ? [{ resource, rule: decided.rule }] : [];
    });
    const [first] = lost;
    if (first === undefined) return;
    const unmatched = lost.every((it) => it.rule === undefined);
    yield {
      at: get(first.rule, "level") ?? entry(policy.body, "rules")?.keyAt ?? policy.at,
      what: `${lost.map((it) => `\`${it.resource}\``).join(" and ")} leave no trace: nobody can tell who opened a shell or a tunnel into a pod`,
      ...(unmatched && rules?.kind === "list"
        ? { fix: { title: "Log the metadata of all else", level: "safe", edit: (it) => it.append(rules, { level: "Metadata" }) } }
        : {}),
    };
  },
});
