/** Cross-origin rules that let every web site write. */
import { code, rule } from "../api.js";
import { declareVariable } from "../lib/network-fix.js";
import { dicts, get, items, text, texts } from "../lib/value.js";

export default rule({
  id: "data/wide-cors",
  title: "Every web site may write",
  pillar: "data",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_s3_bucket", "aws_s3_bucket_cors_configuration", "aws_lambda_function_url", "aws_apigatewayv2_api", "module"],
  refs: ["kics:S3 Bucket with Unsecured CORS Rule", "checkov:CKV2_AWS_75"],

  *check(block, project) {
    if (block.mode === "module" && !/terraform-aws-modules\/(?:terraform-aws-)?s3-bucket/.test(text(get(block.body, "source")) ?? ""))
      return;
    const [rules, prefix] = places[block.type] ?? ["cors_rule", "allowed"];
    for (const cors of dicts(get(block.body, rules))) {
      const origins = get(cors, `${prefix}_origins`);
      const any = items(origins).find((it) => text(it) === "*");
      const writing = texts(get(cors, `${prefix}_methods`)).find((it) => ["PUT", "POST", "DELETE", "PATCH", "*"].includes(it));
      if (origins === undefined || any === undefined || writing === undefined) continue;
      yield {
        at: any,
        what: `Any web site may make its visitors' browsers send \`${writing}\` here, with whatever signed links and credentials those hold`,
        fix: {
          title: "Allow only the sites of a variable, `allowed_origins`",
          edit: (it) => {
            it.replace(origins.at, code("var.allowed_origins"));
            declareVariable(block, project, "allowed_origins", "list(string)", "Web sites that may call from the browser.", it);
          },
        },
      };
    }
  },
});

/** Where a resource has its cross-origin rules, and how their attributes start. */
const places: Readonly<Record<string, readonly [block: string, prefix: string] | undefined>> = {
  aws_lambda_function_url: ["cors", "allow"],
  aws_apigatewayv2_api: ["cors_configuration", "allow"],
};
