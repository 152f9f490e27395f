/** Allow statements that read secrets and credentials wherever they are. */
import { rule } from "../api.js";
import { limitsGrant, namedBy, wideResource } from "../lib/grants.js";
import { grants } from "../lib/iam.js";
import { limitFixes } from "../lib/narrow.js";
import { text } from "../lib/value.js";

export default rule({
  id: "iam/reads-every-secret",
  title: "Grant that reads every secret",
  pillar: "identity",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "iam.statement",
  refs: ["checkov:CKV_AWS_107", "checkov:CKV_AWS_287", "checkov:CKV_AWS_108", "cloudsplaining:CredentialsExposure"],

  *check(statement, project) {
    if (!grants(statement) || !statement.complete || statement.conditions.some(limitsGrant) || statement.clause("NotAction") !== undefined)
      return;
    for (const [action, what] of secrets) {
      const by = namedBy(statement, action);
      const wide = wideResource(statement, action.slice(0, action.indexOf(":")));
      if (by === undefined || wide === undefined || /^\*|^[^:]*:?\*+$/.test(text(by) ?? "*")) continue;
      yield {
        at: wide,
        what: `\`${text(by)}\` reads ${what}, not only what this holder needs`,
        related: [{ at: by, what: "this action" }],
        fix: limitFixes(statement, project),
      };
      return;
    }
  },
});

const secrets: readonly (readonly [action: string, what: string])[] = [
  ["secretsmanager:GetSecretValue", "every secret of the account"],
  ["secretsmanager:BatchGetSecretValue", "every secret of the account"],
  ["ssm:GetParameter", "every parameter of the account, secure ones included"],
  ["ssm:GetParameters", "every parameter of the account, secure ones included"],
  ["ssm:GetParametersByPath", "every parameter of the account, secure ones included"],
  ["ssm:GetParameterHistory", "every parameter of the account, secure ones included"],
  ["kms:Decrypt", "whatever is encrypted with a key of the account"],
  ["rds-db:connect", "every database, as every user"],
  ["redshift:GetClusterCredentials", "credentials of every Redshift cluster"],
  ["redshift-serverless:GetCredentials", "credentials of every Redshift workgroup"],
];
