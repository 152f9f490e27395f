/** Requests that Terraform makes with a secret in their address. */
import { rule } from "../api.js";
import { get, items, references } from "../lib/value.js";

export default rule({
  id: "secrets/secret-sent-by-url",
  title: "Secret sent in a URL",
  pillar: "data",
  tenet: ["T3"],
  severity: "error",
  fixes: "none",
  on: "terraform.block",
  of: ["data.http"],
  refs: ["checkov:CKV2_AWS_36", "trivy:AWS-0099", "tfsec:aws-ssm-avoid-leaks-via-http"],

  *check(request) {
    for (const path of ["url", "request_body"])
      for (const value of items(get(request.body, path))) {
        const secret = references(value).find(
          (it) => holders.has(it.address.replace(/^data\./, "").split(".")[0] ?? "") && secretly.test(String(it.attribute[0] ?? "")),
        );
        if (secret === undefined) continue;
        yield {
          at: value,
          what: `\`${secret.address}\` leaves with this request: whoever runs the server, and every proxy and log on the way, has it`,
        };
      }
  },
});

const holders: ReadonlySet<string> = new Set([
  "aws_ssm_parameter",
  "aws_secretsmanager_secret_version",
  "aws_secretsmanager_random_password",
  "random_password",
  "aws_iam_access_key",
]);

const secretly = /^(?:value|insecure_value|secret_string|secret_binary|random_password|result|bcrypt_hash|secret|ses_smtp_password_v4)$/;
