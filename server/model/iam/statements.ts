/** One statement model for JSON policies and aws_iam_policy_document alike. */
import type { Condition, Dict, Place, PolicyUse, Principal, Statement, TerraformBlock, Unknown, Value } from "../../../rules/api.js";
import { dicts, entries, get, items, text } from "../../../rules/lib/value.js";

export interface StatementContext {
  readonly owner: TerraformBlock;
  readonly users: readonly TerraformBlock[];
  readonly use: PolicyUse;
  /** False when the policy around it may hold more than is seen. */
  readonly complete: boolean;
}

const clauseNames = ["Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal", "Condition"] as const;
type Clause = (typeof clauseNames)[number];
/** What a statement says under each name, looked up once. */
type Clauses = { [K in Clause]?: Value | undefined };

const documentNames: Readonly<Record<Clause, string>> = {
  Action: "actions",
  NotAction: "not_actions",
  Resource: "resources",
  NotResource: "not_resources",
  Principal: "principals",
  NotPrincipal: "not_principals",
  Condition: "condition",
};

/** The elements of JSON by their names without case. */
const jsonNames: ReadonlyMap<string, Clause> = new Map(clauseNames.map((it) => [it.toLowerCase(), it]));

/** A statement of JSON. Element names are matched as written by IAM, in any case. */
export function jsonStatement(body: Dict, context: StatementContext): Statement {
  const clauses: Clauses = {};
  let effect: Value | undefined;
  let sid: Value | undefined;
  for (const { key, value } of body.entries) {
    const name = key.toLowerCase();
    const clause = jsonNames.get(name);
    if (clause !== undefined) clauses[clause] ??= value;
    else if (name === "effect") effect ??= value;
    else if (name === "sid") sid ??= value;
  }
  return statement(body, context, "json", clauses, {
    effect: text(effect),
    at: (sid ?? effect ?? clauses.Action)?.at ?? body.at,
    sid,
    principals: jsonPrincipals(clauses.Principal),
    notPrincipals: jsonPrincipals(clauses.NotPrincipal),
    conditions: jsonConditions(clauses.Condition),
  });
}

/** A `statement` block of aws_iam_policy_document. */
export function documentStatement(body: Dict, context: StatementContext): Statement {
  const clauses: Clauses = {};
  for (const name of clauseNames) clauses[name] = get(body, documentNames[name]);
  const effect = get(body, "effect");
  return statement(body, context, "document", clauses, {
    effect: effect === undefined ? "Allow" : text(effect),
    at: body.at,
    sid: get(body, "sid"),
    principals: documentPrincipals(clauses.Principal),
    notPrincipals: documentPrincipals(clauses.NotPrincipal),
    conditions: documentConditions(clauses.Condition),
  });
}

interface Parts {
  readonly effect: string | undefined;
  readonly at: Place;
  readonly sid: Value | undefined;
  readonly principals: readonly Principal[];
  readonly notPrincipals: readonly Principal[];
  readonly conditions: readonly Condition[];
}

function statement(
  body: Dict,
  { owner, users, use, complete }: StatementContext,
  spelling: "json" | "document",
  clauses: Clauses,
  parts: Parts,
): Statement {
  return {
    at: inOwner(parts.at, owner),
    full: owner.full,
    label: owner.label,
    use,
    owner,
    users,
    spelling,
    body,
    place: body.at,
    sid: parts.sid,
    effect: parts.effect === "Allow" || parts.effect === "Deny" ? parts.effect : undefined,
    actions: items(clauses.Action),
    notActions: items(clauses.NotAction),
    resources: items(clauses.Resource),
    notResources: items(clauses.NotResource),
    principals: parts.principals,
    notPrincipals: parts.notPrincipals,
    conditions: parts.conditions,
    clause: (name) => {
      const value = clauses[name];
      return value?.kind === "null" ? undefined : value;
    },
    complete: complete && body.complete && clauseNames.every((it) => shallowComplete(clauses[it])),
  };
}

/** Whether every item is in view; what an item says may still be unknown. */
function shallowComplete(value: Value | undefined): boolean {
  if (value === undefined) return true;
  if (value.kind === "dict") return value.complete && value.entries.every((it) => it.value.kind === "unknown" || shallowComplete(it.value));
  return value.kind === "list" ? value.complete : value.kind !== "unknown" || isOneString(value);
}

/** A template with text around its holes, or the ARN, id or name of something: one string, whatever it says. */
function isOneString(value: Unknown): boolean {
  if (value.parts.some((it) => typeof it === "string")) return true;
  const [only] = value.parts;
  const attribute = typeof only === "object" ? only.reference?.attribute : undefined;
  return /^(?:arn|id|name|url|json|account_id)$/.test(String(attribute?.[attribute.length - 1] ?? ""));
}

/** Places that a local or module brought from elsewhere are reported on the owner. */
function inOwner(place: Place, owner: TerraformBlock): Place {
  return place.unit === owner.full.unit && place.start >= owner.full.start && place.end <= owner.full.end ? place : owner.at;
}

function jsonPrincipals(value: Value | undefined): readonly Principal[] {
  if (value === undefined) return [];
  if (value.kind !== "dict") return items(value).map((it) => ({ type: text(it) === "*" ? "*" : undefined, value: it }));
  return value.entries.flatMap((it) => items(it.value).map((one) => ({ type: it.key, value: one })));
}

function documentPrincipals(value: Value | undefined): readonly Principal[] {
  return dicts(value).flatMap((it) => {
    const type = text(get(it, "type"));
    return items(get(it, "identifiers")).map((one) => ({ type, value: one }));
  });
}

function jsonConditions(value: Value | undefined): readonly Condition[] {
  return entries(value).flatMap((operator) =>
    entries(operator.value).map((it) => ({
      operator: operator.key,
      operatorAt: operator.keyAt,
      key: { kind: "text", known: it.key, at: it.keyAt, origin: it.keyAt } as const,
      values: items(it.value),
      at: it.keyAt,
      origin: it.keyAt,
    })),
  );
}

function documentConditions(value: Value | undefined): readonly Condition[] {
  return dicts(value).flatMap((it) => {
    const test = get(it, "test");
    const key = get(it, "variable");
    if (key === undefined) return [];
    return [{ operator: text(test), operatorAt: test?.at ?? it.at, key, values: items(get(it, "values")), at: it.at, origin: it.origin }];
  });
}
