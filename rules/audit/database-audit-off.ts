/** Database parameters that keep the audit log off. */
import { type Problem, rule, type TerraformBlock } from "../api.js";
import { parameter, parameterGroup } from "../lib/database.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "audit/database-audit-off",
  title: "Database that audits nothing",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: [
    "aws_docdb_cluster_parameter_group",
    "aws_neptune_cluster_parameter_group",
    "aws_redshift_parameter_group",
    "aws_rds_cluster",
    "aws_db_instance",
  ],
  refs: ["checkov:CKV_AWS_325", "checkov:CKV_AWS_104", "checkov:CKV2_AWS_27", "checkov:CKV2_AWS_30", "kics:DocDB Logging Is Disabled"],

  *check(block, project) {
    const row = groups[block.type];
    if (row) {
      yield* off(block, block, row);
      return;
    }
    if (!/^(?:aurora-)?postgres(?:ql)?$/.test(text(get(block.body, "engine")) ?? "")) return;
    const group = parameterGroup(block, project);
    if (group !== undefined && group !== "default" && group.certain) yield* off(block, group, statements);
  },
});

interface Row {
  readonly name: string;
  readonly bad: readonly string[];
  readonly good: string;
  readonly what: string;
}

const groups: Readonly<Record<string, Row | undefined>> = {
  aws_docdb_cluster_parameter_group: {
    name: "audit_logs",
    bad: ["disabled", "none"],
    good: "enabled",
    what: "The cluster writes no audit log: who read which collection is not recorded",
  },
  aws_neptune_cluster_parameter_group: {
    name: "neptune_enable_audit_log",
    bad: ["0"],
    good: "1",
    what: "The cluster writes no audit log: who asked the graph for what is not recorded",
  },
  aws_redshift_parameter_group: {
    name: "enable_user_activity_logging",
    bad: ["false"],
    good: "true",
    what: "The warehouse records no queries: what a user read is not recorded",
  },
};

const statements: Row = {
  name: "log_statement",
  bad: ["none"],
  good: "ddl",
  what: "The parameter group logs no statements: who changed roles, grants and tables is not recorded",
};

function* off(at: TerraformBlock, group: TerraformBlock, { name, bad, good, what }: Row): Iterable<Problem> {
  const found = parameter(group, name);
  if (found === undefined) return;
  const value = found === "absent" ? undefined : found.value;
  if (found !== "absent" && !bad.includes(text(value)?.toLowerCase() ?? "")) return;
  yield {
    at: at === group ? (value ?? at) : at,
    what,
    fix: {
      title: `Set \`${name}\` to \`${good}\``,
      edit: (it) =>
        value ? it.replace(value, good) : it.insertBlock(group.body, { type: "parameter", labels: [], body: { name, value: good } }),
    },
  };
}
