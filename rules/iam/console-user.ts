/** Users with a password for the console. */
import { rule } from "../api.js";

export default rule({
  id: "iam/console-user",
  title: "User with a console password",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "none",
  on: "terraform.block",
  of: ["aws_iam_user"],
  refs: ["checkov:CKV2_AWS_22", "kics:IAM User With Access To Console"],

  *check(user, project) {
    const [profile] = project.terraform.satellites(user, "aws_iam_user_login_profile", "user").found;
    if (profile === undefined) return;
    yield {
      at: user,
      what: "This user signs in with a password of its own: no identity provider checks the device, the risk or whether its owner still works here",
      related: [{ at: profile, what: "sets the password" }],
    };
  },
});
