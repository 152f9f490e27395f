/** Policies of AWS that blocks attach. */
import type { Project } from "../api.js";
import type { TerraformBlock } from "../vocabulary/terraform.js";
import type { Value } from "../vocabulary/value.js";
import { get, items, pieces, reference, text } from "./value.js";

/** Blocks that attach policies by ARN. */
export const managedTypes: readonly string[] = [
  "aws_iam_role_policy_attachment",
  "aws_iam_user_policy_attachment",
  "aws_iam_group_policy_attachment",
  "aws_iam_policy_attachment",
  "aws_iam_role_policy_attachments_exclusive",
  "aws_ssoadmin_managed_policy_attachment",
  "aws_iam_role",
];

export interface Managed {
  /** The end of the ARN: `AdministratorAccess`, `job-function/ViewOnlyAccess`. */
  readonly name: string;
  readonly value: Value;
  /** The whole ARN, where it is spelled out in one piece. */
  readonly literal: string | undefined;
}

/** The policies of AWS that a block attaches, by literal ARN, with the partition open, or looked up by name. */
export function managedPolicies(block: TerraformBlock, project: Project): readonly Managed[] {
  return ["policy_arn", "policy_arns", "managed_policy_arn", "managed_policy_arns"].flatMap((it) =>
    items(get(block.body, it)).flatMap((value) => managed(value, block, project) ?? []),
  );
}

function managed(value: Value, block: TerraformBlock, project: Project): Managed | undefined {
  const spelled = pieces(value)
    ?.map((it) => it ?? "*")
    .join("");
  const name = /^arn:[^:]+:iam::aws:policy\/([^*]+)$/.exec(spelled ?? "")?.[1];
  if (name !== undefined) return { name, value, literal: text(value) };
  const named = reference(value);
  const data = named && project.terraform.resolve(named, block);
  if (data?.mode !== "data" || data.type !== "aws_iam_policy") return undefined;
  const looked = /^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(text(get(data.body, "arn")) ?? "")?.[1] ?? text(get(data.body, "name"));
  return looked === undefined ? undefined : { name: looked, value, literal: undefined };
}
