/** Lambda permissions for more than calling the function. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "data/function-permission-beyond-invoke",
  title: "Function permission for more than calling",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_lambda_permission"],
  refs: ["kics:Lambda Permission Misconfigured"],

  *check(permission) {
    const action = get(permission.body, "action");
    const known = text(action);
    if (action === undefined || known === undefined || /^lambda:Invoke(?:Function(?:Url)?|Async)?$/i.test(known)) return;
    yield {
      at: action,
      what: known.includes("*")
        ? `\`${known}\` lets the caller change the function and this very policy, where calling it would do`
        : `\`${known}\` is no call: whoever is let in manages the function instead of using it`,
      fix: { title: "Let it call only", edit: (it) => it.replace(action, "lambda:InvokeFunction") },
    };
  },
});
