/** Trust statements for an OIDC provider that accept any of its identities. */
import { code, type Fix, rule, type Statement } from "../api.js";
import { addCondition } from "../lib/narrow.js";
import { type Federation, federations, pinsIdentity } from "../lib/trust.js";

export default rule({
  id: "trust/oidc-without-subject",
  title: "Federated trust without a subject",
  pillar: "identity",
  tenet: ["T3", "T4"],
  severity: "error",
  fixes: "review",
  on: "trust.statement",
  refs: ["checkov:CKV_AWS_358", "checkov:CKV_AWS_393", "trivy:AWS-0057"],

  *check(statement, project) {
    if (statement.effect !== "Allow" || !statement.complete) return;
    for (const federation of federations(statement, project)) {
      if (statement.conditions.some((it) => pinsIdentity(it, federation.issuer))) continue;
      const { issuer, host, provider } = federation;
      const from = host ?? provider?.address;
      yield {
        at: federation.principal.value,
        what: `${issuer.id === "eks" ? "Every pod of" : issuer.shared ? "Everybody's identities at" : "Every identity of"} ${issuer.name}${from ? ` (\`${from}\`)` : ""} can assume this role: nothing tests \`sub\``,
        fix: subject(statement, federation),
      };
    }
  },
});

/** Fails closed until the subject is filled in. */
function subject(statement: Statement, { issuer, host, provider }: Federation): readonly Fix[] {
  const key =
    host ??
    (provider && statement.spelling === "document" ? code(`"\${replace(${provider.address}.url, "https://", "")}:sub"`) : undefined);
  if (key === undefined) return [];
  const value = issuer.id === "github" || issuer.id === "eks" ? issuer.example.replace(/[A-Z_]{2,}/g, "CHANGE_ME") : "CHANGE_ME";
  return [
    {
      title: "Require a subject (nobody passes until `CHANGE_ME` is filled in)",
      edit: (it) =>
        typeof key === "string"
          ? addCondition(it, statement, { operator: "StringEquals", key: `${key}:sub`, values: [value] })
          : it.insertBlock(statement.place, {
              type: "condition",
              labels: [],
              body: { test: "StringEquals", variable: key, values: [value] },
            }),
    },
  ];
}
