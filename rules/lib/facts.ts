/** Table-driven checks: one row for each resource type says which attribute decides, what its absence means, and the repair. */
import type { Data, Editor, Fix, FixLevel, Problem, Project } from "../api.js";
import type { TerraformBlock } from "../vocabulary/terraform.js";
import type { Value } from "../vocabulary/value.js";
import { isBelow } from "./provider.js";
import { get, isEmpty, items, text } from "./value.js";

/** What one attribute decides. A row speaks when the attribute is certainly absent (and `absent` says that is bad) or known and wrong. */
export interface Fact {
  readonly of: readonly string[];
  readonly path: string;
  /** Known values that are wrong, without case. Exactly one of `bad`, `good` and `needs`. */
  readonly bad?: readonly string[];
  /** Known values that are right: any other is wrong. */
  readonly good?: readonly string[];
  /** Items of a list of which at least one is there. An empty array asks for any item. */
  readonly needs?: readonly string[];
  /** What else makes a value wrong that is there, known or not: a reference to a data source, say. */
  readonly wrong?: (value: Value, block: TerraformBlock, project: Project) => boolean;
  /** What the provider makes of an absent attribute: wrong when true. */
  readonly absent: boolean;
  /** Certain conditions on the rest of the block: every one is true before the row speaks. */
  readonly when?: (block: TerraformBlock, project: Project) => boolean;
  /** Nouns and reason of the message. */
  readonly what: string;
  readonly repair?: Repair;
}

export interface Repair {
  readonly title: string;
  readonly value: Data | ((block: TerraformBlock, project: Project, it: Editor) => Data);
  readonly level?: FixLevel;
  /** Where to write it when that is not `path`. */
  readonly path?: string;
  /** What the repair writes besides, by path; it may make companions. */
  readonly also?: (block: TerraformBlock, project: Project, it: Editor) => readonly (readonly [path: string, value: Data])[];
}

/** The types of a table, for `of`. */
export function typesOf(facts: readonly Fact[]): readonly string[] {
  return withModules([...new Set(facts.flatMap((it) => it.of))]);
}

/** Problems of a block by the rows for its type. */
export function* judge(block: TerraformBlock, facts: readonly Fact[], project: Project): Iterable<Problem> {
  for (const fact of facts) {
    const own = fact.of.includes(block.type);
    if (!own && !fact.of.includes(kindOf(block))) continue;
    const value = get(block.body, fact.path);
    // What a call of a module leaves out, the module decides.
    if (value === undefined && !own) continue;
    if (
      !(isWrong(value, fact) || (value !== undefined && fact.wrong?.(value, block, project) === true)) ||
      fact.when?.(block, project) === false
    )
      continue;
    yield { at: value ?? block, what: fact.what, ...fixOf(block, fact, value, project) };
  }
}

function isWrong(value: Value | undefined, { absent, bad, good, needs }: Fact): boolean {
  if (value === undefined) return absent;
  if (needs !== undefined) {
    if (isEmpty(value)) return true;
    if (value.kind === "unknown" || (value.kind === "list" && !value.complete)) return false;
    const all = items(value).map((it) => text(it)?.toLowerCase());
    return needs.length > 0 && !all.some((it) => it === undefined || needs.includes(it));
  }
  const known = text(value)?.toLowerCase();
  if (known === undefined) return false;
  return bad !== undefined ? bad.includes(known) : good !== undefined && !good.includes(known);
}

function fixOf(block: TerraformBlock, { repair, path }: Fact, value: Value | undefined, project: Project): { readonly fix?: Fix } {
  if (repair === undefined) return {};
  const { title, value: data, level } = repair;
  return {
    fix: {
      title,
      ...(level ? { level } : {}),
      edit: (it) => {
        const written = typeof data === "function" ? data(block, project, it) : data;
        if (value !== undefined && repair.path === undefined) it.replace(value, written);
        else it.set(block.body, repair.path ?? path, written);
        for (const [where, more] of repair.also?.(block, project, it) ?? []) it.set(block.body, where, more);
      },
    },
  };
}

/** Public modules whose arguments bear the names of the resource that they make. */
const modules: Readonly<Record<string, string | undefined>> = {
  "terraform-aws-modules/acm/aws": "aws_acm_certificate",
  "terraform-aws-modules/alb/aws": "aws_lb",
  "terraform-aws-modules/autoscaling/aws": "aws_launch_template",
  "terraform-aws-modules/ec2-instance/aws": "aws_instance",
  "terraform-aws-modules/efs/aws": "aws_efs_file_system",
  "terraform-aws-modules/elasticache/aws": "aws_elasticache_replication_group",
  "terraform-aws-modules/lambda/aws": "aws_lambda_function",
  "terraform-aws-modules/opensearch/aws": "aws_opensearch_domain",
  "terraform-aws-modules/rds-aurora/aws": "aws_rds_cluster",
  "terraform-aws-modules/rds/aws": "aws_db_instance",
  "terraform-aws-modules/redshift/aws": "aws_redshift_cluster",
  "terraform-aws-modules/sns/aws": "aws_sns_topic",
  "terraform-aws-modules/sqs/aws": "aws_sqs_queue",
};

/** The type that a block is judged as: its own, or that of the resource which a public module makes of the arguments. */
export function kindOf(block: TerraformBlock): string {
  return block.type === "module" ? (modules[text(get(block.body, "source")) ?? ""] ?? "module") : block.type;
}

/** Types for `of`, with module calls when a public module makes one of them. */
export function withModules(types: readonly string[]): readonly string[] {
  return types.includes("module") || !Object.values(modules).some((it) => it !== undefined && types.includes(it))
    ? types
    : [...types, "module"];
}

/** Calls of a public module by the name it has in the registry, whatever its version; its submodules are other modules. */
export function callsModule(block: TerraformBlock, name: string): boolean {
  return block.type === "module" && text(get(block.body, "source")) === name;
}

/** Whether a module call pins a version below a major: defaults change between majors. Without a version the newest is meant. */
export function moduleBelow(block: TerraformBlock, major: number): boolean {
  return (
    text(get(block.body, "version"))
      ?.split(",")
      .some((it) => isBelow(it, major)) ?? false
  );
}
