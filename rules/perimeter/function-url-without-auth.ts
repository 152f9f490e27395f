/** Lambda function URLs that anyone may call. */
import { rule } from "../api.js";
import { flag, get, text, texts } from "../lib/value.js";

export default rule({
  id: "perimeter/function-url-without-auth",
  title: "Function URL without authentication",
  pillar: "identity",
  tenet: ["T2", "T3"],
  severity: "error",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_lambda_function_url"],
  refs: ["checkov:CKV_AWS_258"],

  *check(url) {
    const type = get(url.body, "authorization_type");
    if (type === undefined || text(type) !== "NONE") return;
    const crossSite = texts(get(url.body, "cors.allow_origins")).includes("*") && flag(get(url.body, "cors.allow_credentials")) === true;
    yield {
      at: type,
      what: `Anyone who knows the URL runs the function${crossSite ? ", and any web site does with its visitors' cookies" : ""}: nothing asks who calls`,
      fix: { title: "Ask for a signed request (`AWS_IAM`)", edit: (it) => it.replace(type, "AWS_IAM") },
    };
  },
});
