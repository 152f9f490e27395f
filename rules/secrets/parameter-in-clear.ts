/** Parameters that promise a secret by name and are kept as plain text. */
import { rule } from "../api.js";
import { promisesSecret } from "../lib/secret.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "secrets/parameter-in-clear",
  title: "Secret parameter without encryption",
  pillar: "data",
  tenet: ["T3"],
  severity: "warning",
  fixes: "none",
  on: "terraform.block",
  of: ["aws_ssm_parameter"],
  refs: ["checkov:CKV2_AWS_34"],

  *check(parameter) {
    const type = get(parameter.body, "type");
    const name = text(get(parameter.body, "name"))?.split("/").pop();
    if (type === undefined || !/^String(?:List)?$/.test(text(type) ?? "") || name === undefined || !promisesSecret(name)) return;
    yield {
      at: type,
      what: `\`${name}\` is kept as plain text: whoever may list parameters reads it, and no key is asked`,
    };
  },
});
