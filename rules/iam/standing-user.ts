/** Users, where people and programs could come with an identity from elsewhere. */
import { rule } from "../api.js";

export default rule({
  id: "iam/standing-user",
  title: "IAM user",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "info",
  fixes: "none",
  on: "terraform.block",
  of: ["aws_iam_user"],
  refs: ["checkov:CKV_AWS_273"],

  *check(user, project) {
    // A key or a password says it better, or may.
    for (const type of ["aws_iam_access_key", "aws_iam_user_login_profile"]) {
      const { found, complete } = project.terraform.satellites(user, type, "user");
      if (found.length > 0 || !complete) return;
    }
    yield {
      at: user,
      what: "An IAM user lives beside the identity provider: it stays when its owner leaves, and its credentials do not end by themselves",
    };
  },
});
