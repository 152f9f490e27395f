/** AppSync APIs whose callers need nothing but a shared key. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "perimeter/graphql-api-key",
  title: "GraphQL API with a shared key",
  pillar: "identity",
  tenet: ["T2", "T3"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_appsync_graphql_api"],
  refs: [],

  *check(api) {
    const type = get(api.body, "authentication_type");
    if (type === undefined || text(type) !== "API_KEY") return;
    yield {
      at: type,
      what: "Every caller shows the same key, which stands in every app that was ever shipped: nobody can be told apart or shut out",
      fix: { title: "Ask for a signed request (`AWS_IAM`)", edit: (it) => it.replace(type, "AWS_IAM") },
    };
  },
});
