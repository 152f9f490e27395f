/** Password policies that keep users from changing their own password. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_iam_account_password_policy"],
    path: "allow_users_to_change_password",
    bad: ["false"],
    absent: false,
    what: "Users cannot change their password: one that leaked stays until an administrator acts",
    repair: { title: "Let users change their password", value: true },
  },
];

export default rule({
  id: "secrets/password-not-changeable",
  title: "Passwords that users cannot change",
  pillar: "identity",
  tenet: ["T6"],
  severity: "info",
  fixes: "safe",
  on: "terraform.block",
  of: typesOf(facts),
  refs: ["kics:AWS Password Policy With Unchangeable Passwords"],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
