/** API audit policies that write the contents of secrets into the log. */
import { rule } from "../api.js";
import { levelFor } from "../lib/audit-policy.js";
import { get } from "../lib/value.js";

export default rule({
  id: "audit/secret-values-logged",
  title: "Secret values in the audit log",
  pillar: "data",
  tenet: ["T3", "T7"],
  severity: "error",
  fixes: "safe",
  on: "kube.object",
  of: ["audit.k8s.io/Policy"],
  refs: ["kics:Audit Policy Not Cover Key Security Concerns", "cis-k8s:3.2.2"],

  *check(policy) {
    const decided = levelFor(policy, { group: "", resource: "secrets", verb: "create" });
    const level = get(decided?.rule, "level");
    if (level === undefined || decided?.rule === undefined || (decided.level !== "Request" && decided.level !== "RequestResponse")) return;
    yield {
      at: level,
      what: `\`${decided.level}\` writes the body of each request for a secret: whoever reads the audit log reads the secrets`,
      fix: { title: "Log the metadata of secrets only", edit: (it) => it.replace(level, "Metadata") },
    };
  },
});
