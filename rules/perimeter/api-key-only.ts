/** REST methods that take an API key for an identity. */
import { rule } from "../api.js";
import { flag, get, text } from "../lib/value.js";

export default rule({
  id: "perimeter/api-key-only",
  title: "API key taken for identity",
  pillar: "identity",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_api_gateway_method"],
  refs: [],

  *check(method) {
    const key = get(method.body, "api_key_required");
    const authorization = get(method.body, "authorization");
    if (authorization === undefined || text(authorization) !== "NONE" || key === undefined || flag(key) !== true) return;
    if (/^OPTIONS$/i.test(text(get(method.body, "http_method")) ?? "OPTIONS")) return;
    yield {
      at: authorization,
      what: "An API key is all that is asked for: it meters an app, is shared by all its users and says nothing about who is calling",
      fix: { title: "Ask for a signed request as well (`AWS_IAM`)", edit: (it) => it.replace(authorization, "AWS_IAM") },
    };
  },
});
