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
  of: ["aws_s3_bucket", "aws_s3_bucket_cors_configuration", "module"],
  refs: ["kics:S3 Bucket with Unsecured CORS Rule"],

  *check(block, project) {
    if (block.mode === "module" && !/terraform-aws-modules\/(?:terraform-aws-)?s3-bucket/.test(text(get(block.body, "source")) ?? ""))
      return;
    for (const cors of dicts(get(block.body, "cors_rule"))) {
      const origins = get(cors, "allowed_origins");
      const any = items(origins).find((it) => text(it) === "*");
      const writing = texts(get(cors, "allowed_methods")).find((it) => ["PUT", "POST", "DELETE"].includes(it));
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
