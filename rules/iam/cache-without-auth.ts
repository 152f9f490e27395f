/** Caches that ask nobody who they are. */
import { code, type Fix, type Problem, type Project, rule, type TerraformBlock } from "../api.js";
import { addressOf } from "../lib/companion.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";
import { get, isEmpty, text } from "../lib/value.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_memorydb_cluster"],
    path: "acl_name",
    bad: ["open-access"],
    absent: false,
    what: "`open-access` lets in everyone who reaches the cluster, without a password",
  },
  {
    of: ["aws_elasticache_user"],
    path: "no_password_required",
    bad: ["true"],
    absent: false,
    what: "This user needs no password: whoever reaches the cache is this user",
  },
  {
    of: ["aws_elasticache_user"],
    path: "access_string",
    bad: ["on ~* +@all", "on ~* &* +@all"],
    absent: false,
    when: (block) => text(get(block.body, "user_name")) === "default",
    what: "The default user may do everything: clients that name no user get all of the cache",
    repair: { title: "Switch the default user off", value: "off -@all" },
  },
  {
    of: ["aws_elasticache_user", "aws_memorydb_user"],
    path: "authentication_mode.type",
    bad: ["no-password-required"],
    absent: false,
    what: "This user needs no password: whoever reaches the cache is this user",
    repair: { title: "Log in with IAM", value: "iam" },
  },
];

export default rule({
  id: "iam/cache-without-auth",
  title: "Cache without authentication",
  pillar: "identity",
  tenet: ["T6"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: [...typesOf(facts), "aws_elasticache_replication_group"],
  refs: ["checkov:CKV_AWS_31", "fsbp:ElastiCache.6"],

  *check(block, project) {
    for (const problem of judge(block, facts, project))
      yield block.type === "aws_memorydb_cluster" ? { ...problem, fix: ownList(block, project) } : problem;
    if (block.type === "aws_elasticache_replication_group") yield* group(block);
  },
});

/** The one access list of the module. */
function ownList(cluster: TerraformBlock, project: Project): readonly Fix[] {
  const name = get(cluster.body, "acl_name");
  const lists = project.terraform.blocks(cluster, "aws_memorydb_acl").filter((it) => it.scope === cluster.scope && it.certain);
  const [only] = lists;
  if (name === undefined || only === undefined || lists.length > 1) return [];
  return [{ title: `Let in the users of \`${addressOf(only)}\``, edit: (it) => it.replace(name, code(`${addressOf(only)}.name`)) }];
}

/** Neither a token nor users; members of a global datastore have those of its primary. */
function* group(block: TerraformBlock): Iterable<Problem> {
  if (
    ["auth_token", "user_group_ids"].some((it) => !isEmpty(get(block.body, it))) ||
    get(block.body, "global_replication_group_id") !== undefined
  )
    return;
  yield { at: block, what: "Neither users nor a token: whoever reaches the cache reads and changes everything in it" };
}
