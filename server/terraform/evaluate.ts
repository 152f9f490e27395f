/** Evaluates expressions: known or unknown, never a guess, and every value knows where it was written. */
import type { Entry, Hole, Located, Place, Value } from "../../rules/api.js";
import { parseHcl } from "../syntax/hcl/parse.js";
import type { Expression, For, Template, TemplatePart } from "../syntax/hcl/tree.js";
import { hole } from "../syntax/json/parse.js";
import { applyFunction } from "./functions.js";
import { jsonValue } from "./json.js";
import {
  dictOf,
  equal,
  listOf,
  located,
  make,
  maximumWeight,
  rehome,
  spelled,
  textOf,
  unknownAt,
  unwrittenAt,
  weightOf,
} from "./values.js";

/** What an expression can see. */
export interface Scope {
  /** The unit that the expression is written in. */
  readonly unit: string;
  /** Its text, which few expressions need besides their own tree. */
  text(): string;
  /** `for` variables, iterators, `each` and `count`. */
  readonly names: ReadonlyMap<string, Value>;
  /** The value of a traversal's root with the steps that it consumed; undefined for an unknown name. */
  resolve(root: string, steps: readonly (string | number)[], at: Located): { readonly value: Value; readonly used: number } | undefined;
  /** `file()` and `templatefile()`. */
  readFile(path: string, at: Located): Value | undefined;
}

const maximumItems = 2000;

export function evaluate(it: Expression, scope: Scope): Value {
  const at = located({ unit: scope.unit, start: it.start, end: it.end });
  switch (it.kind) {
    case "literal":
      return make(it.isNull ? null : (it.value ?? null), at);
    case "template":
      return template(it, scope, at);
    case "tuple":
      return listOf(
        it.items.map((item) => evaluate(item, scope)),
        at,
      );
    case "object":
      return object(it.items, scope, at);
    case "parentheses":
      return evaluate(it.inner, scope);
    case "variable":
    case "get":
    case "index":
      return traversal(it, scope, at);
    case "splat":
      return splat(it.target, it.each, scope, at);
    case "call":
      return call(it, scope, at);
    case "conditional":
      return conditional(it, scope, at);
    case "for":
      return forExpression(it, scope, at);
    case "unary":
      return unary(it.operator, evaluate(it.operand, scope), at);
    case "binary":
      return binary(it.operator, evaluate(it.left, scope), evaluate(it.right, scope), at);
    case "missing":
      return unwrittenAt(at);
  }
}

function object(items: Extract<Expression, { kind: "object" }>["items"], scope: Scope, at: Located): Value {
  const entries: Entry[] = [];
  let complete = true;
  for (const item of items) {
    const key = item.name ?? spelled(evaluate(item.key, scope));
    if (key === undefined) {
      complete = false;
      continue;
    }
    const entry = { key, keyAt: { unit: scope.unit, start: item.key.start, end: item.key.end }, value: evaluate(item.value, scope) };
    // In the place of an earlier one of the same key, or at the end.
    let i = 0;
    while (i < entries.length && entries[i]?.key !== key) i++;
    entries[i] = entry;
  }
  return dictOf(entries.slice(), at, complete);
}

function template(it: Template, scope: Scope, at: Located): Value {
  const [only] = it.parts;
  if (it.form === "quoted" && it.parts.length === 1 && only?.kind === "interpolation") {
    const value = evaluate(only.expression, scope);
    return rehome(value, at.at);
  }
  // Most templates are a plain text.
  const value = it.parts.length === 1 && only?.kind === "text" ? make(only.value, at) : textOf(templatePieces(it.parts, scope, at), at);
  const json = jsonOf(it, scope, at);
  return json !== undefined && (value.kind === "text" || value.kind === "unknown") ? { ...value, json } : value;
}

function templatePieces(
  parts: readonly TemplatePart[],
  scope: Scope,
  at: Located,
  found: (string | Value)[] = [],
): readonly (string | Value)[] {
  for (const part of parts) {
    if (part.kind === "text") found.push(part.value);
    else if (part.kind === "interpolation") found.push(evaluate(part.expression, scope));
    else if (part.kind === "if") {
      const known = truth(evaluate(part.condition, scope));
      if (known === undefined) found.push(unknownAt(at));
      else templatePieces(known ? part.then : (part.else ?? []), scope, at, found);
    } else {
      const rows = iterate(evaluate(part.collection, scope));
      if (rows === undefined) found.push(unknownAt(at));
      for (const [key, value] of rows ?? []) {
        const inner = withNames(scope, [part.value, value], ...(part.key ? [[part.key, key] as const] : []));
        templatePieces(part.body, inner, at, found);
      }
    }
  }
  return found;
}

/** The structure of a template that is JSON, with each scalar's place in the source. */
function jsonOf(it: Template, scope: Scope, at: Located): Value | undefined {
  const [first] = it.parts;
  if (first?.kind !== "text" || !/^\s*[[{]/.test(first.value)) return undefined;
  if (it.parts.some((part) => part.kind === "if" || part.kind === "for")) return undefined;
  const source = scope.text();
  let text = "";
  const offsets: number[] = [];
  const holes: Value[] = [];
  const push = (chars: string, offset: number): void => {
    for (let i = 0; i < chars.length; i++) offsets.push(offset);
    text += chars;
  };
  for (const part of it.parts) {
    if (part.kind === "interpolation") {
      holes.push(evaluate(part.expression, scope));
      push(hole, part.start);
      continue;
    }
    for (let i = part.start; i < part.end; i++) {
      const char = source[i] ?? "";
      if (it.form === "quoted" && char === "\\") {
        const escaped = source[i + 1] ?? "";
        push(escaped === "n" ? "\n" : escaped === "t" ? "\t" : escaped === "r" ? "\r" : escaped, i);
        i++;
      } else {
        push(char, i);
        // `$${` and `%%{` are texts, not the start of something.
        if ((char === "$" || char === "%") && source[i + 1] === char && source[i + 2] === "{") i++;
      }
    }
  }
  return jsonValue({ text, offsets, holes }, (start, end) => ({ unit: at.at.unit, start, end }));
}

/** A chain of names and indexes from a root name. */
function traversal(it: Expression, scope: Scope, at: Located): Value {
  const steps: (string | number)[] = [];
  let here = it;
  for (;;) {
    if (here.kind === "get") {
      steps.unshift(here.name);
      here = here.target;
    } else if (here.kind === "index") {
      const key = evaluate(here.key, scope);
      const known = key.kind === "number" ? key.known : spelled(key);
      if (known === undefined) {
        // The container may still be walked for what is certain, but which element this is cannot be known.
        return unknownAt(at);
      }
      steps.unshift(known);
      here = here.target;
    } else break;
  }
  if (here.kind !== "variable") return rehomeInside(walk(evaluate(here, scope), steps), at, here);
  const named = scope.names.get(here.name);
  if (named !== undefined) return rehome(walk(named, steps), at.at);
  const resolved = scope.resolve(here.name, steps, at);
  if (resolved === undefined) return unknownAt(at);
  return rehome(walk(resolved.value, steps.slice(resolved.used)), at.at);
}

/** An element of something written right here keeps its own place. */
function rehomeInside(value: Value, at: Located, from: Expression): Value {
  const inside = value.at.unit === at.at.unit && value.at.start >= from.start && value.at.end <= from.end;
  return inside ? value : rehome(value, at.at);
}

/** Steps into a value; an unknown that is a resource's attribute stays one. */
export function walk(value: Value, steps: readonly (string | number)[]): Value {
  let here = value;
  for (const step of steps) here = into(here, step);
  return here;
}

function into(value: Value, step: string | number): Value {
  const here: Located = { at: value.at, origin: value.origin };
  if (value.kind === "dict") {
    const found = value.entries.find((it) => it.key === String(step));
    return found?.value ?? unknownAt(here);
  }
  if (value.kind === "list") {
    if (typeof step === "string" && !/^\d+$/.test(step)) return unknownAt(here);
    return value.items[Number(step)] ?? unknownAt(here);
  }
  if (value.kind !== "unknown" || value.parts.length !== 1) return unknownAt(here);
  const [part] = value.parts;
  const reference = typeof part === "object" ? part.reference : undefined;
  return reference ? unknownAt(here, { reference: { ...reference, attribute: [...reference.attribute, step] } }) : unknownAt(here);
}

function splat(target: Expression, each: Expression, scope: Scope, at: Located): Value {
  const value = evaluate(target, scope);
  const apply = (item: Value): Value => evaluate(each, withNames(scope, ["*", item]));
  if (value.kind === "null") return listOf([], at);
  if (value.kind === "list") return listOf(value.items.map(apply), at, value.complete);
  if (value.kind === "unknown") return listOf([apply(value)], at, false);
  return listOf([apply(value)], at);
}

function call(it: Extract<Expression, { kind: "call" }>, scope: Scope, at: Located): Value {
  if (it.name === "try") {
    for (const argument of it.arguments) {
      const value = evaluate(argument, scope);
      if (value.kind !== "unknown") return value;
      if (!fails(argument, scope)) return value;
    }
    return unknownAt(at);
  }
  if (it.name === "can") return it.arguments[0] && evaluate(it.arguments[0], scope).kind !== "unknown" ? make(true, at) : unknownAt(at);
  const values = it.arguments.map((argument) => evaluate(argument, scope));
  const last = values[values.length - 1];
  if (it.expand && last?.kind !== "list") return unknownAt(at);
  const args = it.expand && last?.kind === "list" ? [...values.slice(0, -1), ...last.items] : values;
  if (it.expand && last?.kind === "list" && !last.complete) args.push(unknownAt(at));
  if (it.name === "file" || it.name === "templatefile") {
    const path = args[0] && spelled(args[0]);
    const read = path === undefined ? undefined : scope.readFile(path, at);
    if (it.name === "templatefile" && read?.kind === "text" && /[$%]\{/.test(read.known))
      return rehome(fileTemplate(read, args[1], at), at.at);
    return read ? rehome(read, at.at) : unknownAt(at);
  }
  return applyFunction(it.name, args, at);
}

const fence = "ZTLINT_TEMPLATE";
const maximumTemplate = 100_000;

/** The text of a template file, as a heredoc that sees only its variables. What it says keeps its place in the file. */
function fileTemplate(file: Extract<Value, { kind: "text" }>, variables: Value | undefined, at: Located): Value {
  const opening = `t = <<${fence}\n`;
  if (file.known.length > maximumTemplate || file.known.includes(fence)) return unknownAt(at);
  const text = `${opening}${file.known}${file.known.endsWith("\n") ? "" : "\n"}${fence}\n`;
  const [only] = parseHcl(text).body.items;
  if (only?.kind !== "attribute" || only.value.kind !== "template") return unknownAt(at);
  const names = variables?.kind === "dict" ? variables.entries.map((entry) => [entry.key, entry.value] as const) : [];
  const { unit } = file.origin;
  const value = evaluate(only.value, {
    unit,
    text: () => text,
    names: new Map(names),
    resolve: () => undefined,
    readFile: () => undefined,
  });
  return moveOrigins(value, unit, -opening.length);
}

/** Moves what was written in one unit by a number of characters. */
function moveOrigins(value: Value, unit: string, by: number): Value {
  const move = (place: Place): Place =>
    place.unit === unit ? { unit, start: Math.max(0, place.start + by), end: Math.max(0, place.end + by) } : place;
  const base = { at: move(value.at), origin: move(value.origin) };
  const inner = (it: Value): Value => moveOrigins(it, unit, by);
  if (value.kind === "list") return { ...value, ...base, items: value.items.map(inner) };
  if (value.kind === "dict")
    return { ...value, ...base, entries: value.entries.map((it) => ({ ...it, keyAt: move(it.keyAt), value: inner(it.value) })) };
  if (value.kind === "text" || value.kind === "unknown")
    return value.json ? { ...value, ...base, json: inner(value.json) } : { ...value, ...base };
  return { ...value, ...base };
}

/** Whether an expression certainly fails: an attribute that a known object lacks. */
function fails(it: Expression, scope: Scope): boolean {
  if (it.kind !== "get" && it.kind !== "index") return false;
  const target = evaluate(it.target, scope);
  if (target.kind === "null") return true;
  const key = it.kind === "get" ? it.name : spelled(evaluate(it.key, scope));
  if (target.kind === "dict") return key !== undefined && target.complete && !target.entries.some((entry) => entry.key === key);
  if (target.kind === "list") return key !== undefined && target.complete && target.items[Number(key)] === undefined;
  return target.kind === "unknown" && fails(it.target, scope);
}

function conditional(it: Extract<Expression, { kind: "conditional" }>, scope: Scope, at: Located): Value {
  const condition = truth(evaluate(it.condition, scope));
  if (condition !== undefined) return evaluate(condition ? it.then : it.else, scope);
  const then = evaluate(it.then, scope);
  const otherwise = evaluate(it.else, scope);
  return equal(then, otherwise) === true ? then : unknownAt(at);
}

function forExpression(it: For, scope: Scope, at: Located): Value {
  const collection = evaluate(it.collection, scope);
  const rows = iterate(collection);
  if (rows === undefined) return it.result === "tuple" ? listOf([], at, false) : dictOf([], at, false);
  let complete = collection.kind === "list" || collection.kind === "dict" ? collection.complete : true;
  const values: Value[] = [];
  const entries = new Map<string, Entry>();
  let weight = 0;
  for (const [key, value] of rows) {
    if (weight > maximumWeight) {
      complete = false;
      break;
    }
    const inner = withNames(scope, [it.valueName, value], ...(it.keyName ? [[it.keyName, key] as const] : []));
    const keep = it.condition ? truth(evaluate(it.condition, inner)) : true;
    if (keep === false) continue;
    if (keep === undefined) {
      complete = false;
      continue;
    }
    const result = evaluate(it.value, inner);
    weight += weightOf(result);
    if (it.key === undefined) {
      values.push(result);
      continue;
    }
    const name = spelled(evaluate(it.key, inner));
    if (name === undefined) complete = false;
    else if (it.grouped) {
      const earlier = entries.get(name)?.value;
      entries.set(name, { key: name, keyAt: at.at, value: listOf([...(earlier?.kind === "list" ? earlier.items : []), result], at) });
    } else entries.set(name, { key: name, keyAt: at.at, value: result });
  }
  return it.result === "tuple" ? listOf(values, at, complete) : dictOf([...entries.values()], at, complete);
}

/** Key and value pairs of a collection; undefined when there is nothing known to iterate. */
export function iterate(collection: Value): readonly (readonly [Value, Value])[] | undefined {
  if (collection.kind === "list") {
    if (!collection.complete && collection.items.length === 0) return undefined;
    return collection.items.slice(0, maximumItems).map((it, i) => [make(i, it), it] as const);
  }
  return collection.kind === "dict" && (collection.complete || collection.entries.length > 0)
    ? collection.entries.slice(0, maximumItems).map((it) => [make(it.key, located(it.keyAt)), it.value] as const)
    : undefined;
}

export function withNames(scope: Scope, ...names: readonly (readonly [string, Value])[]): Scope {
  return { ...scope, names: new Map([...scope.names, ...names]) };
}

/** A condition's truth; undefined when unknown. */
export function truth(value: Value): boolean | undefined {
  const known = spelled(value);
  return known === "true" ? true : known === "false" ? false : undefined;
}

function unary(operator: "-" | "!", operand: Value, at: Located): Value {
  if (operator === "!") {
    const known = truth(operand);
    return known === undefined ? unknownAt(at) : make(!known, at);
  }
  return operand.kind === "number" ? make(-operand.known, at) : unknownAt(at);
}

function binary(operator: string, left: Value, right: Value, at: Located): Value {
  if (operator === "&&" || operator === "||") {
    const deciding = operator === "||";
    const a = truth(left);
    const b = truth(right);
    if (a === deciding || b === deciding) return make(deciding, at);
    return a === undefined || b === undefined ? unknownAt(at) : make(!deciding, at);
  }
  if (operator === "==" || operator === "!=") {
    const same = comparesNull(left, right) ?? equal(left, right);
    return same === undefined ? unknownAt(at) : make(same === (operator === "=="), at);
  }
  const a = Number(spelled(left) ?? Number.NaN);
  const b = Number(spelled(right) ?? Number.NaN);
  if (Number.isNaN(a) || Number.isNaN(b))
    return unknownAt(
      at,
      ...[left, right].flatMap((it) =>
        it.kind === "unknown" ? it.parts.filter((part) => typeof part !== "string" && part.call !== undefined) : [],
      ),
    );
  switch (operator) {
    case "+":
      return make(a + b, at);
    case "-":
      return make(a - b, at);
    case "*":
      return make(a * b, at);
    case "/":
      return b === 0 ? unknownAt(at) : make(a / b, at);
    case "%":
      return b === 0 ? unknownAt(at) : make(a % b, at);
    case "<":
      return make(a < b, at);
    case ">":
      return make(a > b, at);
    case "<=":
      return make(a <= b, at);
    default:
      return make(a >= b, at);
  }
}

/** `x == null` is decided by the kind of x alone, however unknown its parts. */
function comparesNull(left: Value, right: Value): boolean | undefined {
  if (left.kind !== "null" && right.kind !== "null") return undefined;
  const other = left.kind === "null" ? right : left;
  return other.kind === "unknown" ? undefined : other.kind === "null";
}

export function referenceHole(scope: string, address: string, attribute: readonly (string | number)[], key?: string | number): Hole {
  return { reference: key === undefined ? { scope, address, attribute } : { scope, address, attribute, key } };
}

/** An attribute name, as opposed to an instance key that happens to be written with a dot. */
export function isAttributeOf(step: string | number): boolean {
  return typeof step === "string" && /^(?:id|arn|name|url|bucket|key_id|json)$/.test(step);
}
