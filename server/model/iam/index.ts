/** Policies of the workspace: documents and statements from every spelling, with what they are used for. */
import type { Dict, PolicyDocument, PolicyUse, Statement, TerraformBlock, Value } from "../../../rules/api.js";
import { dicts, get, items, references } from "../../../rules/lib/value.js";
import type { Graph } from "../../incremental.js";
import type { Terraform } from "../../terraform/index.js";
import { policySources } from "./sources.js";
import { documentStatement, jsonStatement, type StatementContext } from "./statements.js";

export interface Iam {
  /** All of one unit, in text order. */
  policies(unit: string): readonly PolicyDocument[];
  statements(unit: string): readonly Statement[];
  trusts(unit: string): readonly Statement[];
}

export function createIam(graph: Graph, terraform: Terraform): Iam {
  const policies = graph.query<readonly PolicyDocument[]>("iam", (unit) => terraform.blocksIn(unit).flatMap(policiesOf));

  function policiesOf(block: TerraformBlock): readonly PolicyDocument[] {
    if (block.mode === "data" && block.type === "aws_iam_policy_document") return [dataDocument(block)];
    if (block.mode !== "resource") return [];
    return (policySources[block.type] ?? []).flatMap(({ path, use }) =>
      valuesAt(block.body, path).flatMap((value) => jsonPolicy(value, block, use) ?? []),
    );
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
      statements: items(list).flatMap((it) => (it.kind === "dict" ? [jsonStatement(it, context)] : [])),
      complete,
    };
  }

  function isListed(list: Value | undefined): boolean {
    return list?.kind === "dict" || (list?.kind === "list" && list.complete && list.items.every((it) => it.kind === "dict"));
  }

  function dataDocument(block: TerraformBlock): PolicyDocument {
    const { users, use } = usersOf(block);
    const statements = get(block.body, "statement");
    const merged = ["source_policy_documents", "override_policy_documents", "source_json", "override_json"].some(
      (it) => get(block.body, it) !== undefined,
    );
    const complete = isListed(statements) && !merged;
    const written = dicts(statements);
    const guess = use === "unknown" && written.length > 0 && written.every(looksLikeTrust) ? "trust" : use;
    const context: StatementContext = { owner: block, users, use: guess, complete };
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
      statements: written.map((it) => documentStatement(it, context)),
      complete,
    };
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
      for (const [type, sources] of Object.entries(policySources))
        for (const user of terraform.project.blocks(near, type))
          for (const { path, use } of sources)
            for (const value of valuesAt(user.body, path))
              for (const it of references(value)) {
                const key = `${it.scope}|${it.address}`;
                found.set(key, [...(found.get(key) ?? []), { user, use }]);
              }
      for (const document of terraform.project.blocks(near, "data.aws_iam_policy_document"))
        for (const field of ["source_policy_documents", "override_policy_documents"])
          for (const it of references(get(document.body, field))) {
            const key = `${it.scope}|${it.address}`;
            const outer = found.get(`${document.scope}|${document.address}`) ?? [];
            found.set(key, [...(found.get(key) ?? []), ...outer]);
          }
      return found;
    },
  );

  function usersOf(block: TerraformBlock): { readonly users: readonly TerraformBlock[]; readonly use: PolicyUse } {
    const found = usersIndex(block.root).get(`${block.scope}|${block.address}`) ?? [];
    const uses = new Set(found.map((it) => it.use));
    const [only] = uses;
    return { users: found.map((it) => it.user), use: uses.size === 1 && only ? only : uses.has("trust") ? "trust" : "unknown" };
  }

  return {
    policies,
    statements: (unit) => policies(unit).flatMap((it) => (it.use === "trust" ? [] : it.statements)),
    trusts: (unit) => policies(unit).flatMap((it) => (it.use === "trust" ? it.statements : [])),
  };
}
