/** Trust statements for an OIDC provider that accept any of its identities. */
import { type Fix, rule, type Statement } from "../api.js";
import { issuerOf, mayBeKey } from "../lib/iam.js";
import { reference } from "../lib/value.js";

export default rule({
  id: "trust/oidc-without-subject",
  title: "Federated trust without a subject",
  pillar: "identity",
  tenet: ["T3", "T4"],
  severity: "error",
  fixes: "review",
  on: "trust.statement",
  refs: ["checkov:CKV_AWS_358", "kics:IAM Role Trust OIDC", "trivy:AWS-0057"],

  *check(statement) {
    if (statement.effect !== "Allow" || !statement.complete) return;
    for (const principal of statement.principals) {
      const issuer = issuerOf(principal.value);
      const provider = reference(principal.value);
      if (
        principal.type !== "Federated" ||
        (issuer === undefined && provider?.address.startsWith("aws_iam_openid_connect_provider.") !== true)
      )
        continue;
      if (statement.conditions.some((it) => identifying.some((name) => mayBeKey(it, name)))) continue;
      const from = issuer ?? `\`${provider?.address}\``;
      yield {
        at: principal.value,
        what: `Every identity of the issuer ${issuer ? `\`${issuer}\`` : from} can assume this role: nothing tests \`sub\``,
        ...(issuer && !issuer.includes("*") ? { fix: subject(statement, issuer) } : {}),
      };
    }
  },
});

/** Claims that say who; EKS, GitHub and others use `sub`, some issuers name the person or project in another. */
const identifying = [
  "sub",
  "email",
  "repository",
  "repository_id",
  "job_workflow_ref",
  "project_id",
  "namespace_id",
  "terraform_workspace_id",
  "amr",
  "oid",
];

/** Fails closed until the subject is filled in. */
function subject(statement: Statement, issuer: string): Fix {
  const key = `${issuer}:sub`;
  const title = "Require a subject (nobody passes until `CHANGE_ME` is filled in)";
  if (statement.spelling === "document")
    return {
      title,
      edit: (it) =>
        it.insertBlock(statement.place, {
          type: "condition",
          labels: [],
          body: { test: "StringEquals", variable: key, values: ["CHANGE_ME"] },
        }),
    };
  return { title, edit: (it) => it.set(statement.body, ["Condition", "StringEquals", key], "CHANGE_ME") };
}
