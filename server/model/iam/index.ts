/** Policies of the workspace: documents and statements from every spelling, with what they are used for. */
import type { Dict, Place, PolicyDocument, PolicyUse, Statement, TerraformBlock, Value } from "../../../rules/api.js";
import { dicts, entries, get, items, reference, references } from "../../../rules/lib/value.js";
import { type Graph, push, sameItems } from "../../incremental.js";
import type { Terraform } from "../../terraform/index.js";
import { Merge } from "./merge.js";
import { policySources } from "./sources.js";
import { documentStatement, jsonStatement, type StatementContext } from "./statements.js";

export interface Iam {
  /** All of one unit, in text order. */
  policies(unit: string): readonly PolicyDocument[];
  statements(unit: string): readonly Statement[];
  trusts(unit: string): readonly Statement[];
  /** The documents that a policy attribute holds: written in it, or data blocks that it refers to. undefined when one is out of view. */
  documentsAt(value: Value | undefined, owner: TerraformBlock): readonly PolicyDocument[] | undefined;
  /** The document that a statement is part of. */
  documentOf(statement: Statement): PolicyDocument | undefined;
}

export function createIam(graph: Graph, terraform: Terraform): Iam {
  const policies = graph.query<readonly PolicyDocument[]>("iam", (unit) => terraform.blocksIn(unit).flatMap(policiesOf), {
    equal: sameItems,
  });

  function policiesOf(block: TerraformBlock): readonly PolicyDocument[] {
    if (block.mode === "data" && block.type === "aws_iam_policy_document") return [dataDocument(block)];
    if (block.mode === "module") return argumentPolicies(block);
    if (block.mode !== "resource") return [];
    const found: PolicyDocument[] = [];
    for (const { path, use } of policySources[block.type] ?? [])
      for (const value of valuesAt(block.body, path)) {
        const policy = jsonPolicy(value, block, useOf(block, use));
        if (policy) found.push(policy);
      }
    return found;
  }

  /** Policies handed to a module that is out of view: what they are for shows in what they say. */
  function argumentPolicies(block: TerraformBlock): readonly PolicyDocument[] {
    const source = get(block.body, "source");
    if (source?.kind !== "text" || /^\.{0,2}\//.test(source.known)) return [];
    return entries(block.body).flatMap(({ value }) => {
      const json = value.kind === "text" || value.kind === "unknown" ? value.json : undefined;
      const listed = dicts(json?.kind === "dict" ? json.entries.find((it) => it.key === "Statement")?.value : undefined);
      if (listed.length === 0) return [];
      const assumed = listed.every((it) =>
        items(get(it, "Action")).some((one) => one.kind === "text" && /^sts:(?:AssumeRole|TagSession)/i.test(one.known)),
      );
      const principals = listed.every((it) => get(it, "Principal") !== undefined);
      return jsonPolicy(value, block, !principals ? "unknown" : assumed ? "trust" : "resource") ?? [];
    });
  }

  /** `inline_policy.policy` reads every block of the label. */
  function valuesAt(body: Dict, path: string): readonly Value[] {
    const [first = "", second] = path.split(".");
    const value = get(body, first);
    if (second === undefined) return value ? [value] : [];
    return dicts(value).flatMap((it) => get(it, second) ?? []);
  }

  function jsonPolicy(value: Value, owner: TerraformBlock, use: PolicyUse): PolicyDocument | undefined {
    const json = value.kind === "text" || value.kind === "unknown" ? value.json : value.kind === "dict" ? value : undefined;
    if (json?.kind !== "dict") return undefined;
    const element = (name: string): Value | undefined => json.entries.find((it) => it.key.toLowerCase() === name)?.value;
    const list = element("statement");
    const users = [owner];
    const complete = json.complete && isListed(list);
    const context: StatementContext = { owner, users, use, complete };
    const statements = dicts(list).map((it) => jsonStatement(it, context));
    return {
      at: value.at,
      full: owner.full,
      label: owner.label,
      use,
      owner,
      users,
      spelling: "json",
      body: json,
      version: element("version"),
      statements,
      complete,
      effective: statements,
      effectiveComplete: complete,
      replaced: [],
    };
  }

  /** Customer policies by what refers to them: boundaries limit, attachments grant. */
  const policyRoles = graph.query<ReadonlyMap<string, { boundary: boolean; attached: boolean }>>("policyRoles", (root) => {
    const found = new Map<string, { boundary: boolean; attached: boolean }>();
    const near = { root } as TerraformBlock;
    const note = (value: Value | undefined, role: "boundary" | "attached"): void => {
      for (const it of references(value)) {
        const key = `${it.scope}|${it.address}`;
        found.set(key, { boundary: false, attached: false, ...found.get(key), [role]: true });
      }
    };
    for (const it of terraform.project.blocks(near, ...holderTypes)) {
      note(get(it.body, "permissions_boundary"), "boundary");
      note(get(it.body, "managed_policy_arns"), "attached");
      note(get(it.body, "policy_arn"), "attached");
    }
    return found;
  });

  /** A policy that only ever is a permissions boundary grants nothing; its name decides where nothing refers to it. */
  function useOf(block: TerraformBlock, use: PolicyUse): PolicyUse {
    if (block.type !== "aws_iam_policy") return use;
    const role = policyRoles(block.root).get(`${block.scope}|${block.address}`);
    if (role?.attached) return use;
    return role?.boundary || /boundary/i.test(`${block.name} ${get(block.body, "name")?.known ?? ""}`) ? "boundary" : use;
  }

  function isListed(list: Value | undefined): boolean {
    return list?.kind === "dict" || (list?.kind === "list" && list.complete && list.items.every((it) => it.kind === "dict"));
  }

  function dataDocument(block: TerraformBlock): PolicyDocument {
    const { users, use } = usersOf(block);
    const statements = get(block.body, "statement");
    const listed = statements === undefined || isListed(statements);
    const parts = (...names: readonly string[]): readonly Value[] => names.flatMap((it) => items(get(block.body, it)));
    const sources = parts("source_policy_documents", "source_json");
    const overrides = parts("override_policy_documents", "override_json");
    const complete = isListed(statements) && sources.length === 0 && overrides.length === 0;
    const written = dicts(statements);
    const guess = use === "unknown" && written.length > 0 && written.every(looksLikeTrust) ? "trust" : use;
    const context: StatementContext = { owner: block, users, use: guess, complete: listed };
    const own = written.map((it) => documentStatement(it, context));
    const inlined = [...sources, ...overrides].flatMap((it) =>
      (jsonPolicy(it, block, guess)?.statements ?? []).map((one) => ({ ...one, users })),
    );
    const merged = (): Merge => (sources.length + overrides.length === 0 && listed ? alone(own) : mergeOf(blockKey(block)));
    return {
      at: block.at,
      full: block.full,
      label: block.label,
      use: guess,
      owner: block,
      users,
      spelling: "document",
      body: block.body,
      version: get(block.body, "version"),
      statements: [...own, ...inlined],
      complete,
      get effective() {
        return merged().statements;
      },
      get effectiveComplete() {
        return merged().complete;
      },
      get replaced() {
        return merged().replaced;
      },
    };
  }

  /** The merge of a data block, as a query: what it reads lies in other files. */
  const mergeOf = graph.query<Merge>(
    "policyMerge",
    (key) => {
      const merge = new Merge();
      const unit = key.slice(0, key.indexOf("##"));
      const document = policies(unit).find((it) => it.spelling === "document" && blockKey(it.owner) === key);
      if (document === undefined) return merge;
      const { owner, statements } = document;
      const add = (names: readonly string[]): void => {
        for (const list of names.map((it) => get(owner.body, it))) {
          if (list?.kind === "list" && !list.complete) merge.addUnknown();
          for (const it of items(list)) {
            const inline = it.kind === "text" || it.kind === "unknown" ? it.json : undefined;
            const referred = inline === undefined ? documentsAt(it, owner) : undefined;
            if (inline?.kind === "dict") merge.add(statements.filter((one) => one.spelling === "json" && holdsPlace(inline, one.place)));
            else if (referred === undefined) merge.addUnknown();
            else
              for (const one of referred) {
                merge.add(one.effective);
                if (!one.effectiveComplete) merge.complete = false;
              }
          }
        }
      };
      add(["source_policy_documents", "source_json"]);
      merge.add(statements.filter((it) => it.spelling === "document"));
      const listed = get(owner.body, "statement");
      if (listed !== undefined && !isListed(listed)) merge.complete = false;
      add(["override_policy_documents", "override_json"]);
      return merge;
    },
    { cycle: () => new Merge() },
  );

  function documentsAt(value: Value | undefined, owner: TerraformBlock): readonly PolicyDocument[] | undefined {
    if (value === undefined) return [];
    const inline = policies(owner.full.unit).find((it) => it.owner === owner && it.spelling === "json" && it.at === value.at);
    if (inline) return [inline];
    const named = reference(value);
    const target = named && terraform.project.resolve(named, owner);
    if (target?.type !== "aws_iam_policy_document" || target === owner) return undefined;
    return policies(target.full.unit).filter((it) => it.owner === target);
  }

  function documentOf(statement: Statement): PolicyDocument | undefined {
    return policies(statement.owner.full.unit).find((it) => it.owner === statement.owner && it.statements.includes(statement));
  }

  /** Who may assume: a principal, and a step of sts or none that would say otherwise. */
  function looksLikeTrust(statement: Dict): boolean {
    const actions = items(get(statement, "actions"));
    const principals = dicts(get(statement, "principals"));
    const federated = principals.some((it) => get(it, "type")?.known === "Federated");
    return (
      principals.length > 0 &&
      (actions.length === 0 ? federated : actions.some((it) => it.kind === "text" && /^sts:(?:AssumeRole|TagSession)/i.test(it.known)))
    );
  }

  /** The resources whose policy attributes refer to a document, directly or through other documents. */
  const usersIndex = graph.query<ReadonlyMap<string, readonly { readonly user: TerraformBlock; readonly use: PolicyUse }[]>>(
    "policyUsers",
    (root) => {
      const found = new Map<string, { user: TerraformBlock; use: PolicyUse }[]>();
      const near = { root } as TerraformBlock;
      for (const user of terraform.project.blocks(near, ...Object.keys(policySources)))
        for (const { path, use } of policySources[user.type] ?? [])
          for (const value of valuesAt(user.body, path))
            for (const it of references(value)) push(found, `${it.scope}|${it.address}`, { user, use: useOf(user, use) });
      const direct = new Map(found);
      for (const [key, outers] of mergers(root)) {
        const through = [...reached(key, mergers(root))].flatMap((it) => direct.get(it) ?? []);
        if (outers.length > 0) found.set(key, [...(direct.get(key) ?? []), ...through]);
      }
      return found;
    },
  );

  /** The documents that merge each document, by scope and address. */
  const mergers = graph.query<ReadonlyMap<string, readonly TerraformBlock[]>>("policyMergers", (root) => {
    const found = new Map<string, TerraformBlock[]>();
    for (const outer of terraform.project.blocks({ root } as TerraformBlock, "data.aws_iam_policy_document"))
      for (const field of ["source_policy_documents", "override_policy_documents", "source_json", "override_json"])
        for (const it of references(get(outer.body, field))) {
          const key = `${it.scope}|${it.address}`;
          found.set(key, [...(found.get(key) ?? []), outer]);
        }
    return found;
  });

  /** Statements that every document they reach replaces by another of the same sid: nobody is granted them. */
  function isReplaced(statement: Statement, document: PolicyDocument): boolean {
    if (statement.sid === undefined) return false;
    if (!document.effective.includes(statement)) return true;
    const key = `${document.owner.scope}|${document.owner.address}`;
    const outers = mergers(document.owner.root).get(key) ?? [];
    if (outers.length === 0 || directUsers(document.owner.root).has(key)) return false;
    return outers.every((outer) => {
      const merged = policies(outer.full.unit).find((it) => it.owner === outer);
      return merged !== undefined && !merged.effective.includes(statement);
    });
  }

  /** Documents that something other than a document refers to. */
  const directUsers = graph.query<ReadonlySet<string>>("policyDirectUsers", (root) => {
    const near = { root } as TerraformBlock;
    return new Set(
      terraform.project.blocks(near, ...Object.keys(policySources)).flatMap((user) =>
        (policySources[user.type] ?? []).flatMap(({ path }) =>
          valuesAt(user.body, path)
            .flatMap(references)
            .map((it) => `${it.scope}|${it.address}`),
        ),
      ),
    );
  });

  function usersOf(block: TerraformBlock): { readonly users: readonly TerraformBlock[]; readonly use: PolicyUse } {
    const found = usersIndex(block.root).get(`${block.scope}|${block.address}`) ?? [];
    const uses = new Set(found.map((it) => it.use));
    const [only] = uses;
    return { users: found.map((it) => it.user), use: uses.size === 1 && only ? only : uses.has("trust") ? "trust" : "unknown" };
  }

  function live(document: PolicyDocument): readonly Statement[] {
    return document.spelling === "json" ? document.statements : document.statements.filter((it) => !isReplaced(it, document));
  }

  return {
    policies,
    documentsAt,
    documentOf,
    statements: (unit) => policies(unit).flatMap((it) => (it.use === "trust" ? [] : live(it))),
    trusts: (unit) => policies(unit).flatMap((it) => (it.use === "trust" ? live(it) : [])),
  };
}

function blockKey(block: TerraformBlock): string {
  return `${block.full.unit}##${block.scope}##${block.key ?? ""}`;
}

function alone(statements: readonly Statement[]): Merge {
  const merge = new Merge();
  merge.add(statements);
  return merge;
}

function holdsPlace(json: Dict, place: Place): boolean {
  return items(json.entries.find((it) => it.key.toLowerCase() === "statement")?.value).some((it) => it.at === place);
}

/** Everything that merges a document, directly or through others. */
function reached(key: string, mergers: ReadonlyMap<string, readonly TerraformBlock[]>): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [key];
  for (let here = open.pop(); here !== undefined; here = open.pop())
    for (const outer of mergers.get(here) ?? []) {
      const next = `${outer.scope}|${outer.address}`;
      if (found.has(next)) continue;
      found.add(next);
      open.push(next);
    }
  return found;
}

/** What names policies by their ARN: principals, and what attaches to them. */
const holderTypes: readonly string[] = [
  "aws_iam_role",
  "aws_iam_user",
  "aws_ssoadmin_permissions_boundary_attachment",
  "aws_iam_role_policy_attachment",
  "aws_iam_user_policy_attachment",
  "aws_iam_group_policy_attachment",
  "aws_iam_policy_attachment",
];
