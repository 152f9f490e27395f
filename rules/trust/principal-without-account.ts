/** Trust in an ARN that names no account. */
import { rule } from "../api.js";
import { text } from "../lib/value.js";

export default rule({
  id: "trust/principal-without-account",
  title: "Principal that names no account",
  pillar: "identity",
  tenet: ["T3"],
  severity: "warning",
  fixes: "none",
  on: "trust.statement",
  refs: ["kics:IAM Role Allows All Principals To Assume"],

  *check(statement) {
    if (statement.effect !== "Allow") return;
    for (const { type, value } of statement.principals) {
      const known = text(value);
      if (type !== "AWS" || known === undefined || !/^arn:[^:]*:(?:iam|sts):/.test(known)) continue;
      if (/^arn:[^:]*:(?:iam|sts)::(?:\d{12}|aws|cloudfront|\*):./.test(known)) continue;
      yield {
        at: value,
        what: `\`${known}\` names no account of twelve digits: nobody can tell who may assume this role, and AWS rejects it`,
      };
    }
  },
});
