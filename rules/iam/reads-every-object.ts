/** Allow statements that read the data of every bucket and table. */
import { rule } from "../api.js";
import { limitsGrant, namedBy, wideResource } from "../lib/grants.js";
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
  refs: ["checkov:CKV_AWS_288", "checkov:CKV_AWS_108", "cloudsplaining:DataExfiltration"],

  *check(statement, project) {
    if (!grants(statement) || !statement.complete || statement.conditions.some(limitsGrant) || statement.clause("NotAction") !== undefined)
      return;
    for (const action of reading) {
      const by = namedBy(statement, action);
      const wide = wideResource(statement, action.slice(0, action.indexOf(":")));
      if (by === undefined || wide === undefined || /^\*|^[^:]*:?\*+$/.test(text(by) ?? "*")) continue;
      yield {
        at: wide,
        what: `\`${text(by)}\` reads the data of every ${action.startsWith("s3:") ? "bucket" : "table"} of the account: a leak of this holder is a leak of all of it`,
        related: [{ at: by, what: "this action" }],
        fix: limitFixes(statement, project),
      };
      return;
    }
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
