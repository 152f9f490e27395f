/** Lambda permissions that let everyone call the function. */
import { rule } from "../api.js";
import { ownAccount } from "../lib/perimeter.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "data/public-function-permission",
  title: "Function that anyone may call",
  pillar: "workloads",
  tenet: ["T3", "T6"],
  severity: "error",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_lambda_permission", "aws_lambda_layer_version_permission"],
  refs: ["checkov:CKV_AWS_301", "kics:Lambda Permission Principal Is Wildcard", "fsbp:Lambda.1"],

  *check(permission, project) {
    const principal = get(permission.body, "principal");
    if (principal === undefined || text(principal) !== "*") return;
    const limits = ["source_arn", "source_account", "principal_org_id", "organization_id", "event_source_token"];
    if (limits.some((it) => get(permission.body, it) !== undefined)) return;
    // The function URL has its own authorization, which another resource decides.
    if (get(permission.body, "function_url_auth_type") !== undefined) return;
    const account = ownAccount(project, permission);
    yield {
      at: principal,
      what: "`*` lets every AWS account do this, and nothing says for which source",
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
