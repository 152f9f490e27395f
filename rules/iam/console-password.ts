/** Console passwords that are weak, stay, or belong to a user out of view. */
import { rule, type TerraformBlock, type Value } from "../api.js";
import { flag, get, number, reference, text } from "../lib/value.js";

export default rule({
  id: "iam/console-password",
  title: "Console password for an IAM user",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_iam_user_login_profile"],
  refs: [],

  *check(profile, project) {
    const reset = get(profile.body, "password_reset_required");
    if (flag(reset) === false && reset)
      yield {
        at: reset,
        what: "The first password stays: whoever saw it in the state or on the way knows it for good",
        fix: { title: "Ask for a new one at the first sign-in", edit: (it) => it.replace(reset, true) },
      };
    const length = get(profile.body, "password_length");
    const characters = number(length);
    if (length && characters !== undefined && characters < 14)
      yield {
        at: length,
        what: `A password of ${characters} characters is guessed in days once its hash is known`,
        fix: { title: "Make it 20 characters", edit: (it) => it.replace(length, 20) },
      };
    const user = get(profile.body, "user");
    if (user !== undefined && isElsewhere(user, profile, (it) => project.terraform.blocks(profile, "aws_iam_user").some(it)))
      yield { at: profile, what: "A console password of its own, beside the identity provider: it stays when its owner leaves" };
  },
});

/** Users in the workspace are told at the user. */
function isElsewhere(user: Value, profile: TerraformBlock, some: (test: (it: TerraformBlock) => boolean) => boolean): boolean {
  const name = text(user);
  if (name !== undefined) return !some((it) => text(get(it.body, "name")) === name || get(it.body, "name")?.kind === "unknown");
  const named = reference(user);
  return (
    named !== undefined &&
    named.scope === profile.scope &&
    /^aws_iam_user\./.test(named.address) &&
    !some((it) => it.address === named.address)
  );
}
