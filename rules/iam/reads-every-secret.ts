/** Allow statements that read secrets and credentials wherever they are. */
import { rule } from "../api.js";
import { secretReaders } from "../lib/escalation.js";
import { limitsGrant, mayName, namedBy, wideResource } from "../lib/grants.js";
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
    for (const action of secretReaders) {
      const service = action.slice(0, action.indexOf(":"));
      if (!mayName(statement, service)) continue;
      const by = namedBy(statement, action);
      const wide = wideResource(statement, service);
      if (by === undefined || wide === undefined || /^\*|^[^:]*:?\*+$/.test(text(by) ?? "*")) continue;
      yield {
        at: wide,
        what: `\`${text(by)}\` reads ${whatOf(action)}, not only what this holder needs`,
        related: [{ at: by, what: "this action" }],
        fix: limitFixes(statement, project),
      };
      return;
    }
  },
});

/** What an action reads, for people. */
function whatOf(action: string): string {
  const service = action.slice(0, action.indexOf(":"));
  return whats[service] ?? "every secret of the account";
}

const whats: Readonly<Record<string, string>> = {
  ssm: "every parameter of the account, secure ones included",
  kms: "whatever is encrypted with a key of the account",
  "rds-db": "every database, as every user",
  redshift: "credentials of every Redshift cluster",
  "redshift-serverless": "credentials of every Redshift workgroup",
};
