/** Allow statements that read the data of every bucket and table. */
import { rule } from "../api.js";
import { actionsOf, wideGrants } from "../lib/grants.js";
import { grants } from "../lib/iam.js";
import { limitFixes } from "../lib/narrow.js";
import { text } from "../lib/value.js";

export default rule({
  id: "iam/reads-every-object",
  title: "Grant that reads all data",
  pillar: "identity",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "iam.statement",
  of: ["grant"],
  needs: actionsOf("s3", "dynamodb"),
  refs: ["checkov:CKV_AWS_288", "checkov:CKV_AWS_108", "cloudsplaining:DataExfiltration"],

  *check(statement, project) {
    if (!grants(statement) || statement.clause("NotAction") !== undefined) return;
    const found = wideGrants(statement, reading).find(({ by }) => !/^\*|^[^:]*:?\*+$/.test(text(by) ?? "*"));
    if (found === undefined) return;
    yield {
      at: found.wide,
      what: `\`${text(found.by)}\` reads the data of every ${found.action.startsWith("s3:") ? "bucket" : "table"} of the account: a leak of this holder is a leak of all of it`,
      related: [{ at: found.by, what: "this action" }],
      fix: () => limitFixes(statement, project),
    };
  },
});

const reading = [
  "s3:GetObject",
  "s3:GetObjectVersion",
  "dynamodb:Scan",
  "dynamodb:Query",
  "dynamodb:BatchGetItem",
  "dynamodb:ExportTableToPointInTime",
];
