/** Reading policy statements: services, wildcards, principals and condition operators. */
import type { Project } from "../api.js";
import type { Condition, PolicyDocument, Statement } from "../vocabulary/iam.js";
import type { Value } from "../vocabulary/value.js";
import { items, pieces, references, text } from "./value.js";

/** `s3` of `s3:GetObject`; undefined for `*` and the unknown. */
export function serviceOf(action: Value): string | undefined {
  const known = text(action);
  const colon = known?.indexOf(":") ?? -1;
  return known === undefined || colon < 0 ? undefined : known.slice(0, colon).toLowerCase();
}

/** Whether a document only goes into others that its users hold: what it lacks, those may say. */
export function isOnlyPart(policy: PolicyDocument, project: Project): boolean {
  const { owner, spelling, users } = policy;
  const names = (it: PolicyDocument["owner"]): boolean =>
    references(it.body).some((one) => one.address === owner.address && project.terraform.resolve(one, it)?.scope === owner.scope);
  return spelling === "document" && !users.some(names);
}

/** Whether a value is exactly `*`. */
export function isStar(value: Value): boolean {
  return text(value) === "*";
}

/** Allow statements that give a principal permissions, as opposed to policies on a resource. */
export function grants(statement: Statement): boolean {
  if (statement.effect !== "Allow") return false;
  // The policy of an identity has no principal; one that is written there by mistake takes nothing back.
  return statement.use === "identity" || (statement.use === "unknown" && statement.principals.length === 0);
}

/** The literal text of a value with `*` for holes, and whether it has any. */
export function shape(value: Value): { readonly pattern: string; readonly exact: boolean } | undefined {
  const parts = pieces(value);
  return parts && { pattern: parts.map((it) => it ?? "*").join(""), exact: parts.every((it) => it !== undefined) };
}

/** The last part of a condition key: `sub` of `token.actions.githubusercontent.com:sub`; holes become `*`. */
export function keyName(condition: Condition): string {
  const pattern = shape(condition.key)?.pattern ?? "*";
  return pattern.slice(pattern.lastIndexOf(":") + 1).toLowerCase();
}

/** Whether the key could be the one asked for: unknown keys could be any. */
export function mayBeKey(condition: Condition, name: string): boolean {
  const key = keyName(condition);
  return key === name.toLowerCase() || key.includes("*");
}

/** The provider part of a federated principal: the issuer of an OIDC provider ARN or of a literal host. */
export function issuerOf(principal: Value): string | undefined {
  const known = shape(principal)?.pattern;
  const match = known === undefined ? undefined : /oidc-provider\/(.+)$/.exec(known);
  return match?.[1];
}

/** Known strings of a condition. */
export function conditionTexts(condition: Condition): readonly string[] {
  return condition.values.flatMap((it) => items(it).flatMap((one) => text(one) ?? []));
}

/** Two strings no more than two edits apart, for suggesting what was meant. */
export function near(a: string, b: string): boolean {
  const row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    let diagonal = row[0] ?? 0;
    row[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const above = row[j] ?? 0;
      row[j] = Math.min(above + 1, (row[j - 1] ?? 0) + 1, diagonal + (a[i - 1] === b[j - 1] ? 0 : 1));
      diagonal = above;
    }
  }
  return (row[b.length] ?? 99) <= 3;
}
