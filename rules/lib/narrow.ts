/** Edits that narrow a statement: conditions, references to the workspace's own resources, and statements split in two. */
import { type Code, code, type Data, type Editor, type Fix, type Project } from "../api.js";
import type { Action, Statement } from "../vocabulary/iam.js";
import type { TerraformBlock } from "../vocabulary/terraform.js";
import type { Value } from "../vocabulary/value.js";
import { text } from "./value.js";

/** Terraform types by the resource types of the service authorization reference, with what follows the ARN. */
const terraformTypes: Readonly<Record<string, readonly [type: string, suffix: string]>> = {
  "s3:bucket": ["aws_s3_bucket", ""],
  "s3:object": ["aws_s3_bucket", "/*"],
  "sqs:queue": ["aws_sqs_queue", ""],
  "sns:topic": ["aws_sns_topic", ""],
  "dynamodb:table": ["aws_dynamodb_table", ""],
  "dynamodb:index": ["aws_dynamodb_table", "/index/*"],
  "kms:key": ["aws_kms_key", ""],
  "secretsmanager:Secret": ["aws_secretsmanager_secret", ""],
  "ssm:parameter": ["aws_ssm_parameter", ""],
  "lambda:function": ["aws_lambda_function", ""],
  "iam:role": ["aws_iam_role", ""],
  "logs:log-group": ["aws_cloudwatch_log_group", ":*"],
  "logs:log-stream": ["aws_cloudwatch_log_group", ":*"],
  "kinesis:stream": ["aws_kinesis_stream", ""],
  "firehose:deliverystream": ["aws_kinesis_firehose_delivery_stream", ""],
  "ecr:repository": ["aws_ecr_repository", ""],
  "states:statemachine": ["aws_sfn_state_machine", ""],
  "events:event-bus": ["aws_cloudwatch_event_bus", ""],
  "codebuild:project": ["aws_codebuild_project", ""],
  "elasticfilesystem:file-system": ["aws_efs_file_system", ""],
  "rds:db": ["aws_db_instance", ""],
  "rds:cluster": ["aws_rds_cluster", ""],
  "es:domain": ["aws_opensearch_domain", ""],
};

export interface Target {
  readonly arns: readonly Code[];
  readonly blocks: readonly TerraformBlock[];
}

/** The workspace's resources that every one of the actions can be limited to; undefined when some action has none, or there are too many. */
export function targetsOf(actions: readonly Action[], near: TerraformBlock, project: Project): Target | undefined {
  const found = new Map<string, TerraformBlock>();
  for (const action of actions) {
    const service = action.name.slice(0, action.name.indexOf(":"));
    const own = action.resourceTypes.flatMap((it) => {
      const [type, suffix] = terraformTypes[`${service}:${it}`] ?? [];
      return type === undefined ? [] : localBlocks(type, near, project).map((block) => [arnOf(block, suffix ?? ""), block] as const);
    });
    if (own.length === 0) return undefined;
    for (const [arn, block] of own) found.set(arn, block);
  }
  if (found.size === 0 || found.size > 6) return undefined;
  return { arns: [...found.keys()].map(code), blocks: [...new Set(found.values())] };
}

/** Blocks of a type in the same module instance, one of each. */
export function localBlocks(type: string, near: TerraformBlock, project: Project): readonly TerraformBlock[] {
  return project.terraform.blocks(near, type).filter((it) => it.scope === near.scope && it.key === undefined && it.certain);
}

function arnOf(block: TerraformBlock, suffix: string): string {
  return suffix === "" ? `${block.address}.arn` : `"\${${block.address}.arn}${suffix}"`;
}

/** `aws_sqs_queue.jobs` and its neighbours, for titles. */
export function namesOf(blocks: readonly TerraformBlock[]): string {
  return blocks.map((it) => `\`${it.address}\``).join(", ");
}

/** Replaces the resources of a statement by those of the workspace that its actions can be limited to; splits off actions that need `*`. */
export function limitFixes(statement: Statement, project: Project): readonly Fix[] {
  const parts = statement.actions.map((value) => ({ value, actions: project.actions.expand(text(value) ?? "") }));
  if (parts.some((it) => it.actions.length === 0)) return [];
  const limitable = parts.filter((it) => it.actions.every((one) => one.resourceTypes.length > 0));
  const target = targetsOf(
    limitable.flatMap((it) => it.actions),
    statement.owner,
    project,
  );
  if (target === undefined) return [];
  const title = `Limit to ${namesOf(target.blocks)}`;
  const resource: Data = target.arns.length === 1 ? (target.arns[0] ?? []) : target.arns;
  if (limitable.length === parts.length) return [{ title, edit: (it) => setResource(it, statement, resource) }];
  return [
    {
      title: `${title}, apart from the actions that only \`*\` allows`,
      edit: (it) =>
        splitOff(
          it,
          statement,
          limitable.map((one) => one.value),
          project,
          { resource },
        ),
    },
  ];
}

/** Writes the resources of a statement anew. */
export function setResource(it: Editor, statement: Statement, resource: Data): void {
  const clause = statement.clause("Resource");
  if (clause) it.replace(clause, statement.spelling === "document" && !Array.isArray(resource) ? [resource] : resource);
  else it.set(statement.spelling === "document" ? statement.place : statement.body, resourceKey(statement), asList(statement, resource));
}

function resourceKey(statement: Statement): string {
  return statement.spelling === "document" ? "resources" : "Resource";
}

function asList(statement: Statement, data: Data): Data {
  return statement.spelling === "document" && !Array.isArray(data) ? [data] : data;
}

export interface NewCondition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly Data[];
}

/** Adds a condition to a statement, in the statement's own spelling. */
export function addCondition(it: Editor, statement: Statement, condition: NewCondition): void {
  if (statement.spelling === "document") it.insertBlock(statement.place, conditionBlock(condition));
  else it.set(statement.body, ["Condition", condition.operator, condition.key], single(condition.values));
}

function conditionBlock({ operator, key, values }: NewCondition): {
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: { readonly [key: string]: Data };
} {
  return { type: "condition", labels: [], body: { test: operator, variable: key, values } };
}

function single(values: readonly Data[]): Data {
  const [only] = values;
  return values.length === 1 && only !== undefined ? only : values;
}

/** Moves actions to a statement of their own, with its own resources and conditions. */
export function splitOff(
  it: Editor,
  statement: Statement,
  actions: readonly Value[],
  project: Project,
  {
    resource,
    conditions = [],
    names = actions.flatMap((one) => text(one) ?? []),
  }: { readonly resource: Data; readonly conditions?: readonly NewCondition[]; readonly names?: readonly string[] },
): void {
  for (const one of actions) it.remove(one);
  if (statement.spelling === "document") {
    it.insertBlock(statement.owner, {
      type: "statement",
      labels: [],
      body: {
        actions: names,
        resources: Array.isArray(resource) ? resource : [resource],
        ...(conditions.length > 0 ? { condition: conditions.map(conditionBlock) } : {}),
      },
    });
    return;
  }
  const list = project.iam.documentOf(statement)?.body.entries.find((one) => one.key.toLowerCase() === "statement")?.value;
  if (list === undefined) return;
  it.append(list, {
    Effect: "Allow",
    Action: single(names),
    Resource: resource,
    ...(conditions.length > 0
      ? { Condition: Object.fromEntries(conditions.map((one) => [one.operator, { [one.key]: single(one.values) }])) }
      : {}),
  });
}

/** The own account's id, as code; makes the data source where the module has none. */
export function callerAccount(it: Editor, owner: TerraformBlock, project: Project): Code {
  const known = project.terraform
    .blocks(owner, "data.aws_caller_identity")
    .find((one) => one.scope === owner.scope && one.key === undefined);
  if (known === undefined) it.createBlock(owner, { type: "data", labels: ["aws_caller_identity", "current"], body: {} });
  return code(`data.aws_caller_identity.${known?.name ?? "current"}.account_id`);
}

/** The actions of a service that the resources of a statement are valid for; all of them where an ARN is not known. */
export function validActions(statement: Statement, service: string, project: Project): readonly Action[] {
  const all = project.actions.expand(`${service}:*`);
  const arns = statement.resources.map((it) => arnShape(it, statement, project));
  if (arns.length === 0 || arns.some((it) => it === undefined || it === "*")) return all;
  const valid = arns.map((it) => project.actions.forArn(service, it ?? ""));
  if (valid.some((it) => it === undefined)) return all;
  const names = new Set(valid.flatMap((it) => it?.map((one) => one.name) ?? []));
  return all.filter((it) => names.has(it.name));
}

/** The ARN that a resource stands for, with references to buckets of the workspace spelled by their kind. */
function arnShape(value: Value, statement: Statement, project: Project): string | undefined {
  if (value.kind !== "unknown") return text(value);
  return value.parts
    .map((part) => {
      if (typeof part === "string") return part;
      const reference = part.reference;
      const target = reference && project.terraform.resolve(reference, statement.owner);
      if (reference?.attribute[0] !== "arn" || target === undefined) return "*";
      return target.type === "aws_s3_bucket" ? "arn:aws:s3:::bucket" : "*";
    })
    .join("");
}

/** Actions by the prefixes that name exactly them: `s3:Get*`, where every action of the verb is wanted. */
export function byPrefix(actions: readonly string[], service: string, project: Project): readonly string[] {
  const wanted = new Set(actions);
  const verbs = new Set(actions.map((it) => /^[^:]+:[A-Z][a-z]+/.exec(it)?.[0] ?? it));
  return [...verbs]
    .flatMap((verb) => {
      const covered = project.actions.expand(`${verb}*`);
      return covered.every((it) => wanted.has(it.name))
        ? [covered.length === 1 ? (covered[0]?.name ?? verb) : `${verb}*`]
        : covered.filter((it) => wanted.has(it.name)).map((it) => it.name);
    })
    .filter((it) => it.startsWith(`${service}:`));
}

/** Writes other actions in the place of one. */
export function replaceAction(it: Editor, statement: Statement, action: Value, actions: readonly string[]): void {
  const clause = statement.clause("Action");
  if (clause?.kind !== "list" || clause.items.length === 1) it.replace(clause ?? action, actions);
  else {
    it.replace(action, actions[0] ?? "");
    if (actions.length > 1) it.append(clause, ...actions.slice(1));
  }
}
