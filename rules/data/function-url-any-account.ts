/** Function URLs that every AWS account may call. */
import { rule } from "../api.js";
import { ownAccount } from "../lib/perimeter.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "data/function-url-any-account",
  title: "Function URL open to every account",
  pillar: "workloads",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_lambda_permission"],
  refs: [],

  *check(permission, project) {
    const principal = get(permission.body, "principal");
    if (principal === undefined || text(principal) !== "*" || text(get(permission.body, "function_url_auth_type")) !== "AWS_IAM") return;
    if (["source_account", "principal_org_id"].some((it) => get(permission.body, it) !== undefined)) return;
    const account = ownAccount(project, permission);
    yield {
      at: principal,
      what: "Callers sign with IAM, and `*` takes the signature of every AWS account",
      fix: {
        title: "Let only this account in",
        edit: (it) => {
          it.replace(principal, { code: account.expression });
          account.declare(it);
        },
      },
    };
  },
});
