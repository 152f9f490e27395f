/** Trust in IAM Roles Anywhere that any certificate passes. */
import { code, type Fix, type Project, rule, type Statement } from "../api.js";
import { addCondition, localBlocks } from "../lib/narrow.js";
import { tests } from "../lib/trust.js";
import { text } from "../lib/value.js";

export default rule({
  id: "trust/roles-anywhere-any-certificate",
  title: "Role for every certificate",
  pillar: "identity",
  tenet: ["T3", "T4"],
  severity: "error",
  fixes: "review",
  on: "trust.statement",
  refs: [],

  *check(statement, project) {
    if (statement.effect !== "Allow" || !statement.complete) return;
    const service = statement.principals.find((it) => it.type === "Service" && text(it.value) === "rolesanywhere.amazonaws.com");
    if (service === undefined) return;
    const anchored = tests(statement, "aws:SourceArn");
    const named = tests(
      statement,
      "aws:PrincipalTag/x509Subject/",
      "aws:PrincipalTag/x509Issuer/",
      "aws:PrincipalTag/x509SAN/",
      "sts:SourceIdentity",
      "sts:RoleSessionName",
    );
    if (named && (anchored || statement.conditions.length > 1)) return;
    yield {
      at: service.value,
      what: named
        ? "The name in a certificate is only as good as who signed it: nothing tests `aws:SourceArn`, so every trust anchor of the account may say it"
        : `Every certificate of ${anchored ? "the trust anchor" : "every trust anchor"} assumes this role: nothing tests the subject`,
      fix: () => fixes(statement, project, anchored, named),
    };
  },
});

function fixes(statement: Statement, project: Project, anchored: boolean, named: boolean): readonly Fix[] {
  const [anchor] = localBlocks("aws_rolesanywhere_trust_anchor", statement.owner, project);
  if (!anchored && anchor === undefined) return [];
  return [
    {
      title: `Bind to the ${anchored ? "" : "trust anchor"}${anchored || named ? "" : " and the "}${named ? "" : "subject (nobody passes until `CHANGE_ME` is filled in)"}`,
      edit: (it) => {
        if (!anchored && anchor)
          addCondition(it, statement, { operator: "ArnEquals", key: "aws:SourceArn", values: [code(`${anchor.address}.arn`)] });
        if (!named)
          addCondition(it, statement, { operator: "StringEquals", key: "aws:PrincipalTag/x509Subject/CN", values: ["CHANGE_ME"] });
      },
    },
  ];
}
