/** Databases that know only passwords though they could know roles. */
import { type Project, rule, type TerraformBlock } from "../api.js";
import { callsModule, type Fact, judge, typesOf } from "../lib/facts.js";
import { get, text } from "../lib/value.js";

const what = "The database knows only passwords: workloads hold one that lives for ever, where a role would give them one of minutes";
const path = "iam_database_authentication_enabled";
const repair = { title: "Let roles log in as well", value: true, level: "safe" } as const;

const facts: readonly Fact[] = [
  { of: ["aws_db_instance"], path, bad: ["false"], absent: true, when: supports, what, repair },
  { of: ["aws_rds_cluster"], path, bad: ["false"], absent: true, when: supports, what, repair },
  {
    of: ["aws_db_proxy"],
    path: "auth.iam_auth",
    bad: ["disabled"],
    absent: true,
    when: (block) =>
      get(block.body, "auth") !== undefined &&
      get(block.body, "default_auth_scheme") === undefined &&
      text(get(block.body, "engine_family")) !== "SQLSERVER",
    what: "The proxy takes passwords: workloads hold one that lives for ever, where a role would give them one of minutes",
    repair: { title: "Ask for IAM", value: "REQUIRED", level: "review" },
  },
  { of: ["aws_neptune_cluster"], path, bad: ["false"], absent: true, what, repair },
  {
    of: ["module"],
    path,
    bad: ["false"],
    absent: true,
    when: (block) => callsModule(block, "terraform-aws-modules/rds/aws") && supports(block),
    what,
    repair,
  },
];

export default rule({
  id: "iam/database-without-iam-auth",
  title: "Database without IAM authentication",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: typesOf(facts),
  refs: [
    "checkov:CKV_AWS_161",
    "checkov:CKV_AWS_162",
    "checkov:CKV_AWS_359",
    "trivy:AWS-0176",
    "tfsec:aws-rds-enable-iam-auth",
    "kics:IAM Database Auth Not Enabled",
    "kics:Neptune Cluster With IAM Database Authentication Disabled",
    "fsbp:RDS.10",
  ],

  *check(block, project: Project) {
    yield* judge(block, facts, project);
  },
});

/** Engines and versions that know IAM: MySQL from 5.7, MariaDB from 10.6, PostgreSQL, and Aurora of both. Replicas follow their source. */
function supports(block: TerraformBlock): boolean {
  if (get(block.body, "replicate_source_db") !== undefined) return false;
  const engine = get(block.body, "engine");
  if (engine === undefined) return block.type === "aws_rds_cluster" && get(block.body, "engine_mode") === undefined;
  const version = get(block.body, "engine_version");
  const [major = 99, minor = 99] = version === undefined ? [] : (text(version) ?? "0.0").split(".").map(Number);
  switch (text(engine)) {
    case "postgres":
    case "aurora-postgresql":
    case "aurora-mysql":
      return (
        text(get(block.body, "engine_mode")) !== "serverless" &&
        (get(block.body, "engine_mode") === undefined || text(get(block.body, "engine_mode")) !== undefined)
      );
    case "mysql":
      return major > 5 || (major === 5 && minor >= 7);
    case "mariadb":
      return major > 10 || (major === 10 && minor >= 6);
    default:
      return false;
  }
}
