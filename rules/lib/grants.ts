/** What a set of statements certainly lets its holder do, action by action. */
import type { Project } from "../api.js";
import type { Condition, Statement } from "../vocabulary/iam.js";
import type { Value } from "../vocabulary/value.js";
import { conditionTexts, shape } from "./iam.js";
import { coversText } from "./patterns.js";
import { text } from "./value.js";

/** One action that is granted: by which statement, and where its name, its resource are written. */
export interface Grant {
  readonly action: string;
  readonly statement: Statement;
  readonly by: Value;
  /** A resource that is every one of its kind; undefined when only some are named. */
  readonly wide: Value | undefined;
}

/** The first unhindered grant of an action; `pinned` says which conditions make it harmless. Denials that may cover it win. */
export function granted(
  statements: readonly Statement[],
  action: string,
  pinned: (condition: Condition) => boolean = limitsGrant,
): Grant | undefined {
  const found = grantsOf(statements, action, pinned);
  return found.find((it) => it.wide !== undefined) ?? found[0];
}

/** Every unhindered grant of an action. */
export function grantsOf(
  statements: readonly Statement[],
  action: string,
  pinned: (condition: Condition) => boolean = limitsGrant,
): readonly Grant[] {
  const service = serviceIn(action);
  const found = statements.flatMap((statement) => {
    if (!grantsForCertain(statement)) return [];
    const by = namedBy(statement, action);
    if (by === undefined || statement.conditions.some(pinned)) return [];
    return [{ action, statement, by, wide: wideResource(statement, service) }];
  });
  return found.length > 0 && denied(statements, action) ? [] : found;
}

/** Whether a statement gives its holder what it says, but for its conditions and what other statements deny. */
export function grantsForCertain(statement: Statement): boolean {
  return statement.effect === "Allow" && statement.complete && statement.principals.length === 0;
}

/** `s3` of `s3:GetObject`. */
export function serviceIn(action: string): string {
  return action.slice(0, action.indexOf(":"));
}

/** The value that names an action for certain: one of Action, or NotAction as a whole. */
export function namedBy(statement: Statement, action: string): Value | undefined {
  const not = statement.clause("NotAction");
  if (not !== undefined) return statement.notActions.every((it) => coversText(it, action, true) === false) ? not : undefined;
  return statement.actions.find((it) => coversText(it, action, true) === true);
}

/** Those of the actions that a statement gives on every resource of their kind, unhindered. */
export function wideGrants(statement: Statement, actions: readonly string[]): readonly (Grant & { readonly wide: Value })[] {
  // Most statements name their resources.
  if (!statement.complete || wideResource(statement) === undefined || statement.conditions.some(limitsGrant)) return [];
  return actions.flatMap((action) => {
    const wide = wideResource(statement, serviceIn(action));
    const by = wide && namedBy(statement, action);
    return by ? [{ action, statement, by, wide }] : [];
  });
}

/** Whether a statement gives actions that change something, and does not only let its holder look. */
export function givesChange(statement: Statement, project: Project): boolean {
  return (
    statement.effect === "Allow" &&
    statement.actions.some((it) => {
      const known = text(it) ?? "";
      return known === "*" || project.actions.expand(known).some((one) => one.level === "Write" || one.level === "Permissions management");
    })
  );
}

/** Whether some grant of a statement may be one of a service's actions: a quick look before its actions are compared one by one. */
export function mayName(statement: Statement, service: string): boolean {
  if (statement.clause("NotAction") !== undefined) return true;
  return statement.actions.some((it) => {
    const only = onlyService(it);
    return only === undefined || only === service;
  });
}

/** The service that all actions are of that a pattern names, in small letters; undefined when they may be of several. */
function onlyService(action: Value): string | undefined {
  const known = text(action);
  const end = known?.search(/[:*?$]/) ?? -1;
  return known === undefined || known[end] !== ":" ? undefined : known.slice(0, end).toLowerCase();
}

/** The services that the actions of a statement are of, `*` for those that may be of any: its words for what rules need. */
export function actionServices(statement: Statement): readonly string[] {
  return statement.clause("NotAction") === undefined ? statement.actions.map((it) => onlyService(it) ?? "*") : ["*"];
}

/** What a rule on actions of these services needs. */
export function actionsOf(...services: readonly string[]): readonly string[] {
  return [...services, "*"];
}

/** The services of which some statement may name an action; undefined when that may be any. */
export function servicesNamed(statements: readonly Statement[]): ReadonlySet<string> | undefined {
  const found = new Set(statements.flatMap(actionServices));
  return found.has("*") ? undefined : found;
}

/** Whether an unconditional denial on everything covers an action, or may. */
export function denied(statements: readonly Statement[], action: string): boolean {
  return statements.some((it) => {
    if (it.effect === "Allow" || it.conditions.length > 0) return false;
    const names =
      it.clause("NotAction") === undefined
        ? it.actions.some((one) => coversText(one, action, true) !== false)
        : it.notActions.every((one) => coversText(one, action, true) !== true);
    return names && (it.resources.length === 0 || it.resources.some((one) => text(one) === undefined || text(one) === "*"));
  });
}

/**
 * A resource of a statement that is every resource of a service, or every one of a type; NotResource is. Without a service it is enough that it
 * is so for some: where nothing is, no action needs to be looked at.
 */
export function wideResource(statement: Statement, service?: string): Value | undefined {
  const not = statement.clause("NotResource");
  if (not !== undefined) return not.kind === "unknown" ? undefined : not;
  return statement.resources.find((it) => isWide(it, service));
}

/** `*`, `arn:aws:iam::*:*`, `arn:aws:iam::111122223333:role/*`; a path or name prefix is not. */
function isWide(resource: Value, service: string | undefined): boolean {
  const end = resource.kind === "unknown" ? resource.parts[resource.parts.length - 1] : text(resource);
  if (typeof end !== "string" || !end.endsWith("*")) return false;
  const known = shape(resource)?.pattern ?? "";
  if (/^\*+$/.test(known)) return resource.kind === "text";
  const [, owner, name] = wideArn.exec(known) ?? [];
  if (service === undefined || name === undefined) return name !== undefined;
  return (owner === service || owner === "*") && (nameFirst.has(service) ? wideName : wideType).test(name);
}

const wideArn = /^(?:[^:]*:){2}([^:]*):(?:[^:]*:){2}(\*+(?:[:/]\*+)*|[a-z-]+[:/]\*+(?:[:/]\*+)?)$/;
const wideName = /^\*+(?:[:/]\*+)*$/;
const wideType = /^(?:\*+|[a-z-]+[:/]\*+|\*+[:/]\*+|[a-z-]+[:/]\*+[:/]\*+)$/;

/** Services whose resources begin with their name, not with a type. */
const nameFirst: ReadonlySet<string> = new Set(["s3", "sns", "sqs", "execute-api", "codecommit", "codepipeline", "apigateway"]);

/** Conditions about how a call is made, not what it reaches: the holder meets them. */
const aboutTheCall: ReadonlySet<string> = new Set([
  "aws:multifactorauthpresent",
  "aws:multifactorauthage",
  "aws:securetransport",
  "aws:requestedregion",
  "aws:currenttime",
  "aws:tokenissuetime",
  "aws:useragent",
]);

/** Whether a condition may keep a grant from being of use to whoever abuses it. */
export function limitsGrant(condition: Condition): boolean {
  return !aboutTheCall.has((shape(condition.key)?.pattern ?? "*").toLowerCase());
}

/** The same for iam:PassRole on the way to one service: a condition that lets the service pass does not hinder. */
export function limitsPass(service: string): (condition: Condition) => boolean {
  return (condition) => {
    if ((shape(condition.key)?.pattern ?? "*").toLowerCase() !== "iam:passedtoservice") return limitsGrant(condition);
    return !conditionTexts(condition).some((it) => coversText(it, service) === true);
  };
}
