/** Functions that a bucket may call whoever owns it. */
import { code, rule } from "../api.js";
import { ownAccount } from "../lib/perimeter.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "data/bucket-source-without-account",
  title: "Function called by a bucket of any owner",
  pillar: "workloads",
  tenet: ["T6"],
  severity: "info",
  fixes: "safe",
  on: "terraform.block",
  of: ["aws_lambda_permission"],
  refs: [],

  *check(permission, project) {
    const principal = get(permission.body, "principal");
    if (principal === undefined || text(principal) !== "s3.amazonaws.com") return;
    if (get(permission.body, "source_arn") === undefined || get(permission.body, "source_account") !== undefined) return;
    const account = ownAccount(project, permission);
    yield {
      at: principal,
      what: "The name of a deleted bucket can be taken by a stranger: without `source_account` their bucket then calls this function",
      fix: {
        title: "Only buckets of this account",
        edit: (it) => {
          it.set(permission.body, "source_account", code(account.expression));
          account.declare(it);
        },
      },
    };
  },
});
