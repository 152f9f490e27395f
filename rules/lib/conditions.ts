/** Condition operators of IAM: what each compares, and what it says when the key is not in the request. */
import type { Condition } from "../vocabulary/iam.js";
import { parseCidr, within } from "./network.js";
import { coversText } from "./patterns.js";

type Comparison = "string" | "glob" | "number" | "date" | "flag" | "binary" | "address" | "arn" | "null";

interface OperatorFacts {
  readonly compares: Comparison;
  /** `Not` operators hold when the key is absent. */
  readonly negated: boolean;
  readonly fold: boolean;
  readonly order?: "<" | "<=" | ">" | ">=";
}

const facts = (compares: Comparison, negated = false, order?: OperatorFacts["order"], fold = false): OperatorFacts => ({
  compares,
  negated,
  fold,
  ...(order ? { order } : {}),
});

/** Every operator, in AWS's own capitals. */
export const conditionOperators: ReadonlyMap<string, OperatorFacts> = new Map([
  ["StringEquals", facts("string")],
  ["StringNotEquals", facts("string", true)],
  ["StringEqualsIgnoreCase", facts("string", false, undefined, true)],
  ["StringNotEqualsIgnoreCase", facts("string", true, undefined, true)],
  ["StringLike", facts("glob")],
  ["StringNotLike", facts("glob", true)],
  ["NumericEquals", facts("number")],
  ["NumericNotEquals", facts("number", true)],
  ["NumericLessThan", facts("number", false, "<")],
  ["NumericLessThanEquals", facts("number", false, "<=")],
  ["NumericGreaterThan", facts("number", false, ">")],
  ["NumericGreaterThanEquals", facts("number", false, ">=")],
  ["DateEquals", facts("date")],
  ["DateNotEquals", facts("date", true)],
  ["DateLessThan", facts("date", false, "<")],
  ["DateLessThanEquals", facts("date", false, "<=")],
  ["DateGreaterThan", facts("date", false, ">")],
  ["DateGreaterThanEquals", facts("date", false, ">=")],
  ["Bool", facts("flag")],
  ["BinaryEquals", facts("binary")],
  ["IpAddress", facts("address")],
  ["NotIpAddress", facts("address", true)],
  ["ArnEquals", facts("arn")],
  ["ArnLike", facts("arn")],
  ["ArnNotEquals", facts("arn", true)],
  ["ArnNotLike", facts("arn", true)],
  ["Null", facts("null")],
]);

const byName = new Map([...conditionOperators].map(([name, it]) => [name.toLowerCase(), { name, ...it }]));

export interface Operator extends OperatorFacts {
  /** Without set prefix and suffix, in AWS's capitals. */
  readonly name: string;
  readonly set: "ForAllValues" | "ForAnyValue" | undefined;
  readonly ifExists: boolean;
}

/** The name in `ForAllValues:StringLikeIfExists`, whether there is such an operator or not; undefined where there is none. */
export function baseName(operator: string | undefined): string | undefined {
  return written.exec(operator ?? "")?.[2] || undefined;
}

const written = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/i;

/** Reads `ForAllValues:StringLikeIfExists`; undefined for what is no operator. */
export function parseOperator(text: string | undefined): Operator | undefined {
  const match = written.exec(text ?? "");
  const known = byName.get(match?.[2]?.toLowerCase() ?? "");
  if (match === null || known === undefined) return undefined;
  const set = match[1] === undefined ? undefined : match[1].toLowerCase() === "forallvalues" ? "ForAllValues" : "ForAnyValue";
  return { ...known, set, ifExists: match[3] !== undefined };
}

/**
 * Whether a condition holds for a request: `wanted` are the policy's values, `actual` those of the request's key, undefined when the
 * request has no such key. undefined for an unknown operator, or values that it cannot compare.
 */
export function holds(operator: string, wanted: readonly string[], actual: readonly string[] | undefined): boolean | undefined {
  const it = parseOperator(operator);
  if (it === undefined) return undefined;
  if (it.compares === "null") return wanted.some((value) => value.toLowerCase() === String(actual === undefined));
  if (actual === undefined || (it.set !== undefined && actual.length === 0)) return passesWithoutKey(operator);
  const each = actual.map((value) => one(it, wanted, value));
  if (it.set === "ForAllValues") return each.includes(false) ? false : each.includes(undefined) ? undefined : true;
  if (it.set === "ForAnyValue" || !it.negated) return each.includes(true) ? true : each.includes(undefined) ? undefined : false;
  return each.includes(false) ? false : each.includes(undefined) ? undefined : true;
}

/** Whether a condition with this operator holds when the request does not have the key; undefined for no operator and for `Null`. */
export function passesWithoutKey(operator: string | undefined): boolean | undefined {
  const it = parseOperator(operator);
  if (it === undefined || it.compares === "null") return undefined;
  if (it.ifExists || it.set === "ForAllValues") return true;
  return it.set === "ForAnyValue" ? false : it.negated;
}

/** Whether a condition restrains an Allow: it fails for a request that lacks the key. Unknown operators are taken to. */
export function restrains(condition: Condition): boolean {
  return passesWithoutKey(condition.operator) !== true;
}

function one(it: Operator, wanted: readonly string[], actual: string): boolean | undefined {
  const each = wanted.map((value) => compare(it, value, actual));
  const found = each.includes(true) ? true : each.includes(undefined) ? undefined : false;
  return found === undefined ? undefined : found !== it.negated;
}

function compare(it: Operator, wanted: string, actual: string): boolean | undefined {
  switch (it.compares) {
    case "string":
      return it.fold ? wanted.toLowerCase() === actual.toLowerCase() : wanted === actual;
    case "binary":
      return wanted === actual;
    case "flag":
      return wanted.toLowerCase() === actual.toLowerCase();
    case "glob":
      return coversText(wanted, literal(actual));
    case "arn":
      return arnMatches(wanted, actual);
    case "number":
      return ordered(Number(actual), Number(wanted), it.order);
    case "date":
      return instant.test(wanted) && instant.test(actual) ? ordered(digits(actual), digits(wanted), it.order) : undefined;
    case "address": {
      const range = parseCidr(wanted);
      const address = parseCidr(actual);
      return range && address && within(address, range);
    }
    case "null":
      return undefined;
  }
}

/** Instants in UTC compare by their digits. */
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const digits = (it: string): number => Number(it.replace(/\D/g, ""));

function ordered(actual: number, wanted: number, order: OperatorFacts["order"]): boolean | undefined {
  if (Number.isNaN(actual) || Number.isNaN(wanted)) return undefined;
  if (order === undefined) return actual === wanted;
  if (order === "<" || order === "<=") return actual < wanted || (order === "<=" && actual === wanted);
  return actual > wanted || (order === ">=" && actual === wanted);
}

/** ARN operators compare the six parts one by one, each with wildcards. */
export function arnMatches(wanted: string, actual: string): boolean | undefined {
  const left = arnParts(wanted);
  const right = arnParts(actual);
  if (left === undefined || right === undefined) return wanted === "*" ? true : undefined;
  const each = left.map((part, i) => coversText(part, literal(right[i] ?? "")));
  return each.includes(false) ? false : each.includes(undefined) ? undefined : true;
}

function arnParts(arn: string): readonly string[] | undefined {
  const parts = arn.split(":");
  return parts.length < 6 ? undefined : [...parts.slice(0, 5), parts.slice(5).join(":")];
}

/** Request values have no wildcards. */
function literal(text: string): string {
  return text.replace(/[*?$]/g, (it) => `\${${it}}`);
}
