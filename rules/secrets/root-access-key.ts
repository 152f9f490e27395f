/** Access keys of the account's root user. */
import { type Project, rule, type TerraformBlock } from "../api.js";
import { get, reference, text } from "../lib/value.js";

export default rule({
  id: "secrets/root-access-key",
  title: "Access key of the root user",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "error",
  fixes: "none",
  on: "terraform.block",
  of: ["aws_iam_access_key"],
  refs: [
    "trivy:AWS-0141",
    "tfsec:aws-iam-no-root-access-keys",
    "kics:Root Account Has Active Access Keys",
    "checkov:CKV_AWS_348",
    "cis-aws-3.0:1.4",
  ],

  *check(key, project) {
    const user = get(key.body, "user");
    if (user === undefined || text(get(key.body, "status")) === "Inactive" || userName(user, key, project) !== "root") return;
    yield { at: user, what: "A key of root can do everything in the account, and no policy limits it" };
  },
});

function userName(user: NonNullable<ReturnType<typeof get>>, key: TerraformBlock, project: Project): string | undefined {
  const named = reference(user);
  return named ? text(get(project.terraform.resolve(named, key)?.body, "name")) : text(user);
}
