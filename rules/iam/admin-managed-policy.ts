/** Attachments of AWS managed policies that make administrators. */
import { rule } from "../api.js";
import { managedPolicies, managedTypes } from "../lib/managed.js";

export default rule({
  id: "iam/admin-managed-policy",
  title: "Administrator policy attached",
  pillar: "identity",
  tenet: ["T3"],
  severity: "error",
  fixes: "review",
  on: "terraform.block",
  of: managedTypes,
  refs: ["checkov:CKV_AWS_274", "checkov:CKV_AWS_275", "trivy:AWS-0141", "cis-aws-3.0:1.16"],

  *check(attachment, project) {
    for (const { name, value, literal } of managedPolicies(attachment, project)) {
      const better = administrators.get(name);
      if (better === undefined) continue;
      yield {
        at: value,
        what: `\`${name}\` makes its holder an administrator: one stolen credential is the whole account`,
        fix: literal === undefined ? [] : { title: `Use \`${better}\``, edit: (it) => it.replace(value, literal.replace(name, better)) },
      };
    }
  },
});

const administrators: ReadonlyMap<string, string> = new Map([
  ["AdministratorAccess", "job-function/ViewOnlyAccess"],
  ["PowerUserAccess", "job-function/ViewOnlyAccess"],
  ["IAMFullAccess", "IAMReadOnlyAccess"],
  ["job-function/SystemAdministrator", "job-function/ViewOnlyAccess"],
]);
