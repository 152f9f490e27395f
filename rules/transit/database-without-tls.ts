/** Databases, proxies and replication that accept connections without TLS. */
import { type Problem, rule, type TerraformBlock } from "../api.js";
import { parameter } from "../lib/database.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";
import { get, text } from "../lib/value.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_db_proxy"],
    path: "require_tls",
    bad: ["false"],
    absent: true,
    what: "The proxy accepts connections without TLS: logins, queries and answers may travel in the clear",
    repair: { title: "Accept TLS only", value: true },
  },
  {
    of: ["aws_dms_endpoint"],
    path: "ssl_mode",
    bad: ["none"],
    absent: true,
    when: (block) =>
      wired.has(text(get(block.body, "engine_name")) ?? "") && /^(?:source|target)$/.test(text(get(block.body, "endpoint_type")) ?? ""),
    what: "The replication connects without TLS: the login and every row travel in the clear",
    repair: { title: "Ask for TLS", value: "require" },
  },
];

/** Engines that DMS reaches over a connection of its own. */
const wired: ReadonlySet<string> = new Set([
  "aurora",
  "aurora-postgresql",
  "azuredb",
  "db2",
  "docdb",
  "mariadb",
  "mongodb",
  "mysql",
  "postgres",
  "redshift",
  "sqlserver",
  "sybase",
]);

export default rule({
  id: "transit/database-without-tls",
  title: "Database that accepts connections without TLS",
  pillar: "data",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: [
    ...typesOf(facts),
    "aws_db_parameter_group",
    "aws_rds_cluster_parameter_group",
    "aws_redshift_parameter_group",
    "aws_docdb_cluster_parameter_group",
    "aws_neptune_cluster_parameter_group",
  ],
  refs: [
    "checkov:CKV2_AWS_69",
    "checkov:CKV2_AWS_49",
    "checkov:CKV_AWS_105",
    "checkov:CKV_AWS_90",
    "kics:Redshift Cluster Without SSL",
    "kics:DMS Endpoint SSL Disabled",
  ],

  *check(block, project) {
    yield* judge(block, facts, project);
    if (block.type.endsWith("_parameter_group")) yield* group(block);
  },
});

/** The parameter by which a family of engines refuses plain connections, and what it is when nobody sets it. */
interface Switch {
  readonly family: RegExp;
  readonly name: string;
  readonly bad: readonly string[];
  readonly good: string;
  readonly off: RegExp | undefined;
}

const switches: readonly Switch[] = [
  // On by default since PostgreSQL 15 (in Aurora 17) and MySQL 8.4.
  { family: /^postgres/, name: "rds.force_ssl", bad: ["0"], good: "1", off: /^postgres(?:9|1[0-4])(?:\.|$)/ },
  { family: /^aurora-postgresql/, name: "rds.force_ssl", bad: ["0"], good: "1", off: /^aurora-postgresql(?:9|1[0-6])(?:\.|$)/ },
  { family: /^sqlserver/, name: "rds.force_ssl", bad: ["0"], good: "1", off: /./ },
  {
    family: /^(?:mysql(?:5\.7|[89])|aurora-mysql)/,
    name: "require_secure_transport",
    bad: ["0", "off"],
    good: "ON",
    off: /^(?:mysql(?:5\.7|8\.0)|aurora-mysql)/,
  },
  { family: /^mariadb(?:10\.(?:[5-9]|1\d)|1[1-9])/, name: "require_secure_transport", bad: ["0", "off"], good: "1", off: /^mariadb10/ },
  { family: /^redshift/, name: "require_ssl", bad: ["false"], good: "true", off: /^redshift-1/ },
  { family: /^docdb/, name: "tls", bad: ["disabled"], good: "enabled", off: undefined },
  { family: /^neptune/, name: "neptune_enforce_ssl", bad: ["0"], good: "1", off: undefined },
];

function* group(block: TerraformBlock): Iterable<Problem> {
  const family = text(get(block.body, "family"));
  const row = family === undefined ? undefined : switches.find((it) => it.family.test(family));
  if (row === undefined || family === undefined) return;
  const found = parameter(block, row.name);
  if (found === undefined || (found === "absent" && !row.off?.test(family))) return;
  const value = found === "absent" ? undefined : found.value;
  if (found !== "absent" && !row.bad.includes(text(value)?.toLowerCase() ?? "")) return;
  yield {
    at: value ?? block,
    what: `\`${row.name}\` is off: logins, queries and answers may travel in the clear`,
    fix: {
      title: "Accept TLS only",
      edit: (it) =>
        value
          ? it.replace(value, row.good)
          : it.insertBlock(block.body, { type: "parameter", labels: [], body: { name: row.name, value: row.good } }),
    },
  };
}
