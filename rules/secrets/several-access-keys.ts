/** Users with more than one access key. */
import { rule, type TerraformBlock } from "../api.js";
import { get, reference, text } from "../lib/value.js";

export default rule({
  id: "secrets/several-access-keys",
  title: "User with several access keys",
  pillar: "identity",
  tenet: ["T6"],
  severity: "info",
  fixes: "none",
  on: "terraform.block",
  of: ["aws_iam_access_key"],
  refs: ["kics:IAM User Has Too Many Access Keys", "cis-aws-3.0:1.13"],

  *check(key, project) {
    const mine = userOf(key);
    if (mine === undefined || !key.certain) return;
    const keys = project.terraform
      .blocks(key, "aws_iam_access_key")
      .filter((it) => it.scope === key.scope && it.certain && userOf(it) === mine && isActive(it));
    if (keys.length < 2 || !isActive(key)) return;
    yield {
      at: get(key.body, "user") ?? key,
      what: "The user has more than one active key: the one that nobody rotates is the one that leaks",
    };
  },
});

/** Active unless it says otherwise. */
function isActive(key: TerraformBlock): boolean {
  const status = get(key.body, "status");
  return status === undefined || text(status) === "Active";
}

/** An identity of the user, by reference or by name. */
function userOf(key: TerraformBlock): string | undefined {
  const user = get(key.body, "user");
  const named = reference(user);
  return named ? `${named.scope}|${named.address}|${String(named.key ?? "")}` : text(user);
}
