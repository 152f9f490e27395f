/** Reading trust statements: which issuer a federated principal is, which conditions name it, which accounts are whose. */
import type { Project } from "../api.js";
import type { Condition, Principal, Statement } from "../vocabulary/iam.js";
import type { TerraformBlock } from "../vocabulary/terraform.js";
import type { Value } from "../vocabulary/value.js";
import { parseOperator } from "./conditions.js";
import { conditionTexts, issuerOf, keyName, mayBeKey, shape } from "./iam.js";
import { type Issuer, issuerFor } from "./issuers.js";
import { get, items, pieces, reference, references, text } from "./value.js";

export interface Federation {
  readonly principal: Principal;
  readonly issuer: Issuer;
  /** Host and path of the issuer, as condition keys begin; undefined when it is not spelled out. */
  readonly host: string | undefined;
  /** The aws_iam_openid_connect_provider, where it is in the workspace. */
  readonly provider: TerraformBlock | undefined;
}

/** The OIDC issuers that an Allow statement trusts. Principals that may be anything are left out. */
export function federations(statement: Statement, project: Project): readonly Federation[] {
  return statement.principals.flatMap((principal) => federation(principal, statement, project) ?? []);
}

function federation(principal: Principal, statement: Statement, project: Project): Federation | undefined {
  if (principal.type !== "Federated") return undefined;
  const named = reference(principal.value);
  const provider = named && project.terraform.resolve(named, statement.owner);
  if (named && provider?.type === "aws_iam_openid_connect_provider") {
    const url = get(provider.body, "url");
    const known = text(url)
      ?.replace(/^https:\/\//, "")
      .replace(/\/$/, "");
    if (known !== undefined) return { principal, issuer: issuerFor(known), host: known, provider };
    const cluster = references(url).some((it) => /^(?:data\.)?aws_eks_cluster\.|^module\.eks/.test(it.address));
    return { principal, issuer: issuerFor(cluster ? "oidc.eks.x.amazonaws.com/id/" : ""), host: undefined, provider };
  }
  if (named && /^module\.eks\b.*|^module\.\w*eks\w*$/.test(named.address) && named.attribute[0] === "oidc_provider_arn")
    return { principal, issuer: issuerFor("oidc.eks.x.amazonaws.com/id/"), host: undefined, provider: undefined };
  // The provider is in another workspace; its subjects may still tell what it is.
  if (named && /^(?:data\.)?aws_iam_openid_connect_provider\./.test(named.address)) {
    const accounts = statement.conditions.some((it) => conditionTexts(it).some((one) => one.startsWith("system:serviceaccount:")));
    return { principal, issuer: issuerFor(accounts ? "oidc.eks.x.amazonaws.com/id/" : ""), host: undefined, provider: undefined };
  }
  const host = issuerOf(principal.value) ?? literalIssuer(text(principal.value));
  if (host === undefined) return undefined;
  return { principal, issuer: issuerFor(host), host: host.includes("*") ? undefined : host, provider };
}

/** Issuers that AWS knows without a provider. */
function literalIssuer(known: string | undefined): string | undefined {
  return known !== undefined &&
    /^(?:cognito-identity\.amazonaws\.com|accounts\.google\.com|graph\.facebook\.com|www\.amazon\.com)$/.test(known)
    ? known
    : undefined;
}

/** The issuer that a condition key is about, by the key's own text: `token.actions.githubusercontent.com:sub`. */
export function issuerOfKey(condition: Condition, statement: Statement, project: Project): Issuer | undefined {
  const pattern = shape(condition.key)?.pattern ?? "";
  const host = pattern.slice(0, pattern.lastIndexOf(":"));
  const trusted = federations(statement, project);
  if (host !== "" && !host.includes("*")) return issuerFor(host);
  return trusted.length > 0 && trusted.every((it) => it.issuer.id === trusted[0]?.issuer.id) ? trusted[0]?.issuer : undefined;
}

export interface Subject {
  readonly value: Value;
  readonly known: string;
  readonly condition: Condition;
  readonly issuer: Issuer;
  /** Whether wildcards of the value count. */
  readonly wildcards: boolean;
}

/** The subjects that an Allow statement accepts, one for each known value of a `sub` condition. */
export function subjects(statement: Statement, project: Project): readonly Subject[] {
  if (statement.effect !== "Allow") return [];
  return statement.conditions.flatMap((condition) => {
    const operator = parseOperator(condition.operator);
    if (keyName(condition) !== "sub" || operator === undefined || operator.negated) return [];
    const issuer = issuerOfKey(condition, statement, project);
    if (issuer === undefined) return [];
    return condition.values.flatMap((list) =>
      items(list).flatMap((value) => {
        const known = text(value);
        return known === undefined ? [] : [{ value, known, condition, issuer, wildcards: operator.compares === "glob" }];
      }),
    );
  });
}

/** The condition keys that pin who of an issuer: `sub`, or another claim that says as much. */
export function pinsIdentity(condition: Condition, issuer: Issuer): boolean {
  return ["sub", ...issuer.claims].some((it) => mayBeKey(condition, it));
}

/** Account ids that are the workspace's own, as far as it says; `unknown` when one of them is not spelled out. */
export function ownAccounts(near: TerraformBlock, project: Project): { readonly ids: ReadonlySet<string>; readonly unknown: boolean } {
  const ids = new Set<string>();
  let unknown = false;
  for (const it of project.terraform.blocks(near, "provider.aws")) {
    const listed = get(it.body, "allowed_account_ids");
    for (const one of items(listed)) {
      const known = text(one);
      if (known === undefined) unknown = true;
      else ids.add(known);
    }
    const role = text(get(it.body, "assume_role.role_arn"));
    const account = role === undefined ? undefined : accountOf(role);
    if (account) ids.add(account);
  }
  return { ids, unknown };
}

/** The account of an ARN, or an account id itself. */
export function accountOf(principal: string): string | undefined {
  return /^\d{12}$/.test(principal) ? principal : /^arn:[^:]*:(?:iam|sts)::(\d{12}):/.exec(principal)?.[1];
}

/** Whether an AWS principal is a whole account: `111122223333`, `arn:aws:iam::111122223333:root`. */
export function isAccountRoot(value: Value): boolean {
  const whole =
    pieces(value)
      ?.map((it) => it ?? "*")
      .join("") ?? "";
  return /^\d{12}$/.test(whole) || /^arn:[^:]+:iam::[^:]*:root$/.test(whole);
}

/** A condition on one of the keys, in any operator. Keys that are not known may be any. */
export function tests(statement: Statement, ...names: readonly string[]): boolean {
  return statement.conditions.some((it) => {
    const known = (shape(it.key)?.pattern ?? "*").toLowerCase();
    return (
      known.includes("*") ||
      names.some((name) => known === name.toLowerCase() || (name.endsWith("/") && known.startsWith(name.toLowerCase())))
    );
  });
}
