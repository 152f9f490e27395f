/** Who acts in an account: roles, users, groups and permission sets, with every policy that the workspace attaches to them. */
import type { IamPrincipal, IamProject, ManagedPolicy, PolicyDocument, TerraformBlock, Value } from "../../../rules/api.js";
import { remembered } from "../../../rules/lib/remembered.js";
import { get, isUnwritten, items, reference, text } from "../../../rules/lib/value.js";
import { type Graph, push } from "../../incremental.js";
import { atAddress, type Terraform } from "../../terraform/index.js";
import type { Iam } from "./index.js";

type Kind = IamPrincipal["kind"];

const kinds: Readonly<Record<string, Kind>> = {
  aws_iam_role: "role",
  aws_iam_user: "user",
  aws_iam_group: "group",
  aws_ssoadmin_permission_set: "permission set",
};

/** An attachment: which attribute names principals of which kind, and which one holds the policy or its ARN. */
interface Attachment {
  readonly type: string;
  readonly to: string;
  readonly kind: Kind;
  readonly policy: string;
}

const attachments: readonly Attachment[] = [
  { type: "aws_iam_role_policy", to: "role", kind: "role", policy: "policy" },
  { type: "aws_iam_user_policy", to: "user", kind: "user", policy: "policy" },
  { type: "aws_iam_group_policy", to: "group", kind: "group", policy: "policy" },
  { type: "aws_ssoadmin_permission_set_inline_policy", to: "permission_set_arn", kind: "permission set", policy: "inline_policy" },
  { type: "aws_iam_role_policy_attachment", to: "role", kind: "role", policy: "policy_arn" },
  { type: "aws_iam_user_policy_attachment", to: "user", kind: "user", policy: "policy_arn" },
  { type: "aws_iam_group_policy_attachment", to: "group", kind: "group", policy: "policy_arn" },
  { type: "aws_iam_policy_attachment", to: "roles", kind: "role", policy: "policy_arn" },
  { type: "aws_iam_policy_attachment", to: "users", kind: "user", policy: "policy_arn" },
  { type: "aws_iam_policy_attachment", to: "groups", kind: "group", policy: "policy_arn" },
  { type: "aws_iam_role_policy_attachments_exclusive", to: "role_name", kind: "role", policy: "policy_arns" },
  { type: "aws_ssoadmin_managed_policy_attachment", to: "permission_set_arn", kind: "permission set", policy: "managed_policy_arn" },
  {
    type: "aws_ssoadmin_customer_managed_policy_attachment",
    to: "permission_set_arn",
    kind: "permission set",
    policy: "customer_managed_policy_reference.name",
  },
];

interface Draft {
  readonly documents: PolicyDocument[];
  readonly managed: ManagedPolicy[];
  readonly groups: TerraformBlock[];
  complete: boolean;
}

export function createPrincipals(graph: Graph, terraform: Terraform, iam: Iam): IamProject {
  const principalsOf = graph.query<readonly IamPrincipal[]>("iamPrincipals", (root) => collect({ root } as TerraformBlock));

  function collect(near: TerraformBlock): readonly IamPrincipal[] {
    const blocks = terraform.project.blocks(near, ...Object.keys(kinds));
    const drafts = new Map<TerraformBlock, Draft>(
      blocks.map((it) => [it, { documents: [], managed: [], groups: [], complete: it.certain }]),
    );
    const roster = rosterOf(blocks);
    const ofKind = (kind: Kind): readonly TerraformBlock[] => roster.get(kind) ?? [];
    const named = (value: Value | undefined, from: TerraformBlock, kind: Kind): readonly TerraformBlock[] | undefined =>
      namedIn(roster, kind, value, from);

    for (const { type, to, kind, policy } of attachments)
      for (const it of terraform.project.blocks(near, type))
        for (const name of items(get(it.body, to))) {
          const found = named(name, it, kind);
          const value = get(it.body, policy);
          if (found === undefined) for (const one of ofKind(kind)) drop(drafts.get(one));
          for (const one of found ?? []) attach(drafts.get(one), value, it, policy);
        }
    for (const role of ofKind("role")) {
      const draft = drafts.get(role);
      for (const it of items(get(role.body, "managed_policy_arns"))) attach(draft, it, role, "policy_arn");
      for (const it of items(get(role.body, "inline_policy"))) attach(draft, get(it, "policy"), role, "policy");
    }
    for (const [type, users, groups] of memberships)
      for (const it of terraform.project.blocks(near, type))
        for (const user of items(get(it.body, users)))
          for (const one of named(user, it, "user") ?? [])
            for (const group of items(get(it.body, groups))) {
              const found = named(group, it, "group");
              const draft = drafts.get(one);
              if (found === undefined) drop(draft);
              else draft?.groups.push(...found);
            }
    return blocks.flatMap((block) => {
      const draft = drafts.get(block);
      const kind = kinds[block.type];
      if (draft === undefined || kind === undefined) return [];
      const all = [draft, ...draft.groups.flatMap((it) => drafts.get(it) ?? [])];
      return [
        {
          kind,
          block,
          documents: [...new Set(all.flatMap((it) => it.documents))],
          managed: all.flatMap((it) => it.managed),
          complete: all.every((it) => it.complete),
          bounded:
            get(block.body, "permissions_boundary") !== undefined ||
            (kind === "permission set" &&
              terraform.project
                .blocks(near, "aws_ssoadmin_permissions_boundary_attachment")
                .some((it) => named(get(it.body, "permission_set_arn"), it, kind)?.includes(block) !== false)),
        },
      ];
    });
  }

  function attach(draft: Draft | undefined, value: Value | undefined, owner: TerraformBlock, path: string): void {
    if (draft === undefined || value === undefined) return drop(draft);
    if (!owner.certain) draft.complete = false;
    if (path === "policy" || path === "inline_policy") {
      const documents = iam.documentsAt(value, owner);
      if (documents === undefined) return drop(draft);
      for (const it of documents) add(draft, it);
      return;
    }
    if (value.kind === "list" && !value.complete) draft.complete = false;
    for (const arn of items(value)) attachArn(draft, arn, owner);
  }

  function attachArn(draft: Draft, arn: Value, owner: TerraformBlock): void {
    const managed = managedName(arn, owner);
    if (managed !== undefined) {
      draft.managed.push({ name: managed, value: arn, owner });
      return;
    }
    const known = reference(arn);
    const policy =
      (known && terraform.project.resolve(known, owner)) ??
      terraform.project.blocks(owner, "aws_iam_policy").find((it) => text(arn) !== undefined && text(get(it.body, "name")) === text(arn));
    const documents = policy?.type === "aws_iam_policy" ? iam.documentsAt(get(policy.body, "policy"), policy) : undefined;
    if (documents === undefined) return drop(draft);
    for (const it of documents) add(draft, it);
  }

  /** A literal ARN of AWS, with the partition known or not, or a data source that looks one up. */
  function managedName(arn: Value, owner: TerraformBlock): string | undefined {
    const parts = arn.kind === "unknown" ? arn.parts.map((it) => (typeof it === "string" ? it : "*")).join("") : text(arn);
    const known = /^arn:[^:]+:iam::aws:policy\/([^*]+)$/.exec(parts ?? "")?.[1];
    if (known !== undefined) return known;
    const named = reference(arn);
    const data = named && terraform.project.resolve(named, owner);
    if (data?.mode !== "data" || data.type !== "aws_iam_policy") return undefined;
    return /^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(text(get(data.body, "arn")) ?? "")?.[1] ?? text(get(data.body, "name"));
  }

  /** The principals of a kind that a value names; undefined when it may name any of them. */
  function namedIn(roster: Roster, kind: Kind, value: Value | undefined, from: TerraformBlock): readonly TerraformBlock[] | undefined {
    const known = reference(value);
    if (known) {
      const target = terraform.project.resolve(known, from);
      if (target === undefined) return known.address.startsWith("module.") ? undefined : [];
      return atAddress(roster.get(kind) ?? [], target).filter((it) => known.key === undefined || it === target);
    }
    const name = text(value);
    if (name === undefined) return isUnwritten(value) ? [] : undefined;
    return roster.get(`${kind}|${from.scope}|${name}`) ?? [];
  }

  return {
    principals: (near) => principalsOf(near.root),
    principal: (block) => byBlock(principalsOf(block.root)).get(block),
    documentOf: iam.documentOf,
  };
}

/** Principals by their kind, and by their kind, scope and known name. */
type Roster = ReadonlyMap<string, readonly TerraformBlock[]>;

function rosterOf(blocks: readonly TerraformBlock[]): Roster {
  const found = new Map<string, TerraformBlock[]>();
  for (const it of blocks) {
    const kind = kinds[it.type] ?? "";
    const name = text(get(it.body, "name"));
    push(found, kind, it);
    if (name !== undefined) push(found, `${kind}|${it.scope}|${name}`, it);
  }
  return found;
}

const byBlock = remembered((principals: readonly IamPrincipal[]) => new Map(principals.map((it) => [it.block, it])));

const memberships: readonly (readonly [type: string, users: string, groups: string])[] = [
  ["aws_iam_user_group_membership", "user", "groups"],
  ["aws_iam_group_membership", "users", "group"],
];

function add(draft: Draft, document: PolicyDocument): void {
  draft.documents.push(document);
  if (!document.effectiveComplete) draft.complete = false;
}

function drop(draft: Draft | undefined): void {
  if (draft) draft.complete = false;
}
