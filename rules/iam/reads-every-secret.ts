/** Allow statements that read secrets and credentials wherever they are. */
import { rule } from "../api.js";
import { secretReaders } from "../lib/escalation.js";
import { actionsOf, serviceIn, wideGrants } from "../lib/grants.js";
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
  of: ["grant"],
  needs: actionsOf(...secretReaders.map(serviceIn)),
  refs: ["checkov:CKV_AWS_107", "checkov:CKV_AWS_287", "checkov:CKV_AWS_108", "cloudsplaining:CredentialsExposure"],

  *check(statement, project) {
    if (!grants(statement) || statement.clause("NotAction") !== undefined) return;
    const found = wideGrants(statement, secretReaders).find(({ by }) => !/^\*|^[^:]*:?\*+$/.test(text(by) ?? "*"));
    if (found === undefined) return;
    yield {
      at: found.wide,
      what: `\`${text(found.by)}\` reads ${whatOf(found.action)}, not only what this holder needs`,
      related: [{ at: found.by, what: "this action" }],
      fix: () => limitFixes(statement, project),
    };
  },
});

/** What an action reads, for people. */
function whatOf(action: string): string {
  return whats[serviceIn(action)] ?? "every secret of the account";
}

const whats: Readonly<Record<string, string>> = {
  ssm: "every parameter of the account, secure ones included",
  kms: "whatever is encrypted with a key of the account",
  "rds-db": "every database, as every user",
  redshift: "credentials of every Redshift cluster",
  "redshift-serverless": "credentials of every Redshift workgroup",
};
