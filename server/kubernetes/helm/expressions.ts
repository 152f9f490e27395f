/** The part of Go templates and Sprig that says which value is written: paths, conditions, defaults and spelling. All else is unknown. */
import type { Dict, Place, Value } from "../../../rules/api.js";
import { get, text } from "../../../rules/lib/value.js";

/** What an expression comes to. Without `value` it is unknown; its truth may be known all the same. */
export interface Found {
  /** A null for what is absent. */
  readonly value: Value | undefined;
  readonly truth: boolean | undefined;
  /** How a value was spelled on the way: in quotes of its own, or as YAML. */
  readonly form?: "quoted" | "yaml";
  /** The indentation that `nindent` and `indent` gave a block. */
  readonly indent?: number;
}

/** What `.` stands for: the root of the chart, some values, or nothing that is known. */
export type Dot = "root" | { readonly path: readonly string[] } | { readonly value: Value } | undefined;

export interface Scope {
  readonly dot: Dot;
  /** Whether `$` is the root. */
  readonly root: boolean;
  /** Whether what stands here is written at all. */
  readonly live: boolean | undefined;
}

export interface Environment {
  /** The default at a path of the chart's values: null when it is certainly absent, undefined when unknown. */
  values(path: readonly string[]): Value | undefined;
  /** A field of Chart.yaml. */
  chart(field: string): Value | undefined;
  /** Where the action stands. */
  readonly here: Place;
}

type Expression =
  | { readonly kind: "path"; readonly base: "." | "$"; readonly steps: readonly string[] }
  | { readonly kind: "literal"; readonly known: string | number | boolean | null }
  | { readonly kind: "call"; readonly name: string; readonly given: readonly Expression[] }
  | { readonly kind: "field"; readonly of: Expression; readonly steps: readonly string[] }
  | { readonly kind: "other" };

const nothing: Found = { value: undefined, truth: undefined };
const deepest = 40;

/** What the code of an action writes, or what the test of a block comes to. */
export function evaluate(code: string, scope: Scope, environment: Environment): Found {
  const expression = parse(code);
  return expression === undefined ? nothing : evaluated(expression, scope, environment);
}

/** The dot inside `with CODE`. */
export function dotOf(code: string, scope: Scope, environment: Environment): Dot {
  const expression = parse(withoutVariables(code));
  if (expression === undefined) return undefined;
  const path = valuesPath(expression, scope);
  if (path !== undefined) return { path };
  const { value } = evaluated(expression, scope, environment);
  return value && { value };
}

/** The test of a block without the variables that it sets: `$x := .Values.a`. */
export function withoutVariables(code: string): string {
  return code.replace(/^\$\w+(?:\s*,\s*\$\w+)?\s*:?=\s*/, "");
}

// --- Reading

const token =
  /\s*(?:("(?:[^"\\\n]|\\.)*")|`([^`]*)`|(-?\d+(?:\.\d+)?)(?![\w.])|(\$?(?:\.[A-Za-z_]\w*)+|\$\w*(?:\.\w+)*|\.)|([A-Za-z_]\w*)|([()|]))/y;

interface Token {
  readonly kind: "text" | "number" | "path" | "word" | "mark";
  readonly source: string;
  /** Whether space stands before it: `(f x).y` and `f (x) .y` differ by it. */
  readonly apart: boolean;
}

function tokensOf(code: string): readonly Token[] | undefined {
  const found: Token[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < code.trimEnd().length) {
    const start = token.lastIndex;
    const match = token.exec(code);
    if (match === null) return undefined;
    const apart = /\s/.test(code[start] ?? "");
    const [, quoted, raw, number, path, word, mark] = match;
    if (quoted !== undefined) {
      const known = unquoted(quoted);
      if (known === undefined) return undefined;
      found.push({ kind: "text", source: known, apart });
    } else if (raw !== undefined) found.push({ kind: "text", source: raw, apart });
    else if (number !== undefined) found.push({ kind: "number", source: number, apart });
    else if (path !== undefined) found.push({ kind: "path", source: path, apart });
    else if (word !== undefined) found.push({ kind: "word", source: word, apart });
    else if (mark !== undefined) found.push({ kind: "mark", source: mark, apart });
  }
  return found;
}

/** The text of a Go string; undefined for escapes that JSON does not have. */
function unquoted(source: string): string | undefined {
  try {
    return String(JSON.parse(source));
  } catch {
    return undefined;
  }
}

function parse(code: string): Expression | undefined {
  const tokens = tokensOf(code);
  if (tokens === undefined || tokens.length === 0) return undefined;
  let at = 0;

  function pipeline(depth: number): Expression | undefined {
    if (depth > deepest) return undefined;
    let found = command(depth);
    while (found !== undefined && isMark(tokens?.[at], "|")) {
      at++;
      const next = command(depth);
      found = next?.kind === "call" ? { ...next, given: [...next.given, found] } : undefined;
    }
    return found;
  }

  function command(depth: number): Expression | undefined {
    const first = tokens?.[at];
    if (first?.kind === "word" && !/^(?:true|false|nil)$/.test(first.source)) {
      at++;
      const given: Expression[] = [];
      while (at < (tokens?.length ?? 0) && !isMark(tokens?.[at], "|") && !isMark(tokens?.[at], ")")) {
        const it = operand(depth);
        if (it === undefined) return undefined;
        given.push(it);
      }
      return { kind: "call", name: first.source, given };
    }
    const it = operand(depth);
    const next = tokens?.[at];
    // A value with arguments is a method call.
    return next === undefined || next.kind === "mark" ? it : undefined;
  }

  function operand(depth: number): Expression | undefined {
    const it = tokens?.[at++];
    if (it === undefined) return undefined;
    if (it.kind === "text") return { kind: "literal", known: it.source };
    if (it.kind === "number") return { kind: "literal", known: Number(it.source) };
    if (it.kind === "path") return pathOf(it.source);
    if (it.kind === "word") {
      if (it.source === "true" || it.source === "false") return { kind: "literal", known: it.source === "true" };
      return it.source === "nil" ? { kind: "literal", known: null } : { kind: "call", name: it.source, given: [] };
    }
    if (it.source !== "(") return undefined;
    const inner = pipeline(depth + 1);
    if (inner === undefined || !isMark(tokens?.[at++], ")")) return undefined;
    const next = tokens?.[at];
    if (next?.kind !== "path" || next.apart || !next.source.startsWith(".")) return inner;
    at++;
    return { kind: "field", of: inner, steps: next.source.slice(1).split(".") };
  }

  const found = pipeline(0);
  return at === tokens.length ? found : undefined;
}

function isMark(it: Token | undefined, mark: string): boolean {
  return it?.kind === "mark" && it.source === mark;
}

function pathOf(source: string): Expression {
  if (source === ".") return { kind: "path", base: ".", steps: [] };
  if (source === "$") return { kind: "path", base: "$", steps: [] };
  if (source.startsWith(".")) return { kind: "path", base: ".", steps: source.slice(1).split(".") };
  return source.startsWith("$.") ? { kind: "path", base: "$", steps: source.slice(2).split(".") } : { kind: "other" };
}

// --- Evaluating

/** The path below the chart's values that an expression is; undefined for anything else. */
function valuesPath(it: Expression, scope: Scope): readonly string[] | undefined {
  if (it.kind !== "path") return undefined;
  const atRoot = it.base === "$" ? scope.root : scope.dot === "root";
  if (atRoot) return it.steps[0] === "Values" ? it.steps.slice(1) : undefined;
  const { dot } = scope;
  return it.base === "." && typeof dot === "object" && "path" in dot ? [...dot.path, ...it.steps] : undefined;
}

function evaluated(it: Expression, scope: Scope, environment: Environment): Found {
  const path = valuesPath(it, scope);
  if (path !== undefined) return of(environment.values(path));
  switch (it.kind) {
    case "literal":
      return of(scalar(it.known, environment.here));
    case "path":
      return pathFound(it.base, it.steps, scope, environment);
    case "field":
      return of(step(evaluated(it.of, scope, environment).value, it.steps));
    case "call":
      return call(
        it.name,
        it.given.map((one) => evaluated(one, scope, environment)),
        environment,
      );
    default:
      return nothing;
  }
}

function pathFound(base: "." | "$", steps: readonly string[], { dot, root }: Scope, environment: Environment): Found {
  if (base === "$" ? root : dot === "root") {
    const [first, field, ...rest] = steps;
    return first === "Chart" && field !== undefined && rest.length === 0 ? of(environment.chart(field)) : nothing;
  }
  return base === "." && typeof dot === "object" && "value" in dot ? of(step(dot.value, steps)) : nothing;
}

function step(value: Value | undefined, steps: readonly string[]): Value | undefined {
  if (value === undefined || steps.length === 0) return value;
  const found = get(value, steps);
  if (found === undefined) return { kind: "null", known: null, at: value.at, origin: value.origin };
  return found.kind === "unknown" ? undefined : found;
}

function of(value: Value | undefined, form?: Found["form"]): Found {
  const it = value?.kind === "unknown" ? undefined : value;
  return { value: it, truth: truthOf(it), ...(form && { form }) };
}

/** Go's: empty texts, lists and maps, zero, false and nil are not true. */
function truthOf(value: Value | undefined): boolean | undefined {
  if (value === undefined) return undefined;
  if (value.kind === "dict") return value.entries.length > 0 ? true : value.complete ? false : undefined;
  if (value.kind === "list") return value.items.length > 0 ? true : value.complete ? false : undefined;
  return value.known !== undefined && value.known !== null && value.known !== "" && value.known !== 0 && value.known !== false;
}

/** A value that no text writes as it is: its origin is a point, where no edit finds anything. */
function scalar(known: string | number | boolean | null, near: Place): Value {
  const origin: Place = { unit: near.unit, start: near.start, end: near.start };
  const where = { at: origin, origin };
  if (known === null) return { kind: "null", known, ...where };
  if (typeof known === "string") return { kind: "text", known, ...where };
  return typeof known === "number" ? { kind: "number", known, ...where } : { kind: "flag", known, ...where };
}

function call(name: string, given: readonly Found[], environment: Environment): Found {
  const last = given[given.length - 1];
  switch (name) {
    case "and":
      return choose(given, false);
    case "or":
      return choose(given, true);
    case "coalesce":
      return choose(given, true);
    case "not":
      return truth(last?.truth === undefined ? undefined : !last.truth, environment);
    case "empty":
      return truth(last?.truth === undefined ? undefined : !last.truth, environment);
    case "eq":
    case "ne":
      return compare(name, given, environment);
    case "default": {
      if (given.length !== 2 || last?.truth === undefined) return nothing;
      return last.truth ? last : (given[0] ?? nothing);
    }
    case "required":
      return last ?? nothing;
    case "ternary": {
      if (given.length !== 3 || last?.truth === undefined) return nothing;
      return given[last.truth ? 0 : 1] ?? nothing;
    }
    case "hasKey":
      return truth(hasKey(given[0]?.value, text(given[1]?.value)), environment);
    case "index": {
      const steps = given.slice(1).map((it) => text(it.value));
      return steps.includes(undefined)
        ? nothing
        : of(
            step(
              given[0]?.value,
              steps.flatMap((it) => it ?? []),
            ),
          );
    }
    case "omit":
      return omit(given);
    case "quote":
    case "squote":
      return spelled(last, "quoted");
    case "toString":
      return spelled(last);
    case "toYaml":
    case "toJson":
      return last === undefined ? nothing : { ...last, form: "yaml" };
    case "indent":
    case "nindent":
      return last?.value === undefined ? nothing : { ...last, indent: Number(given[0]?.value?.known) };
    case "int":
    case "int64":
    case "float64": {
      const known = Number(text(last?.value));
      if (last?.value === undefined || !Number.isFinite(known)) return nothing;
      return last.value.kind === "number" ? last : of({ ...last.value, kind: "number", known });
    }
    case "trim":
    case "lower":
    case "upper":
      // A block of YAML stays what it is.
      if (name === "trim" && last?.form === "yaml") return last;
      return rewritten(last, (it) => (name === "trim" ? it.trim() : name === "lower" ? it.toLowerCase() : it.toUpperCase()));
    case "trunc":
    case "trimSuffix":
    case "trimPrefix":
      return rewritten(last, (it) => trimmed(name, text(given[0]?.value), it));
    case "printf":
      return printf(given, environment);
    case "tpl":
      // A text without actions is what it is.
      return text(given[0]?.value)?.includes("{{") === false ? (given[0] ?? nothing) : nothing;
    default:
      return nothing;
  }
}

/** `or` gives the first that is true, `and` the first that is not, either the last when there is none. */
function choose(given: readonly Found[], wanted: boolean): Found {
  for (const [i, it] of given.entries()) {
    if (it.truth === wanted) return it;
    // What it comes to is open, but a later one may settle whether it is true.
    if (it.truth === undefined)
      return given.slice(i).some((later) => later.truth === wanted) ? { value: undefined, truth: wanted } : nothing;
  }
  return given[given.length - 1] ?? nothing;
}

function truth(known: boolean | undefined, { here }: Environment): Found {
  return known === undefined ? nothing : of(scalar(known, here));
}

function compare(name: "eq" | "ne", [first, ...others]: readonly Found[], environment: Environment): Found {
  const one = comparable(first?.value);
  const rest = others.map((it) => comparable(it.value));
  if (one === undefined || rest.includes(undefined) || rest.length === 0) return nothing;
  return truth(name === "eq" ? rest.includes(one) : one !== rest[0], environment);
}

function comparable(value: Value | undefined): string | undefined {
  return value?.kind === "null" ? "nil" : text(value);
}

function hasKey(value: Value | undefined, key: string | undefined): boolean | undefined {
  if (value?.kind !== "dict" || key === undefined) return undefined;
  return value.entries.some((it) => it.key === key) || (value.complete ? false : undefined);
}

function omit([whole, ...keys]: readonly Found[]): Found {
  if (whole?.value?.kind !== "dict") return nothing;
  const names = keys.map((it) => text(it.value));
  if (names.includes(undefined)) return nothing;
  const kept: Dict = { ...whole.value, entries: whole.value.entries.filter((it) => !names.includes(it.key)) };
  return of(kept);
}

/** As text, at the same origin: `"true"` is written for true, and an edit of the one is an edit of the other. */
function spelled(it: Found | undefined, form?: "quoted"): Found {
  const known = text(it?.value);
  if (it?.value === undefined || known === undefined) return nothing;
  return of({ kind: "text", known, at: it.value.at, origin: it.value.origin }, form);
}

function rewritten(it: Found | undefined, change: (known: string) => string | undefined): Found {
  const known = text(it?.value);
  const changed = known === undefined ? undefined : change(known);
  if (it?.value === undefined || known === undefined || changed === undefined) return nothing;
  return changed === known ? it : of(scalar(changed, it.value.origin), it.form === "quoted" ? "quoted" : undefined);
}

function trimmed(name: string, by: string | undefined, it: string): string | undefined {
  if (by === undefined) return undefined;
  if (name === "trimSuffix") return it.endsWith(by) ? it.slice(0, it.length - by.length) : it;
  if (name === "trimPrefix") return it.startsWith(by) ? it.slice(by.length) : it;
  const length = Number(by);
  return Number.isInteger(length) && length >= 0 ? it.slice(0, length) : undefined;
}

function printf([format, ...given]: readonly Found[], { here }: Environment): Found {
  const pattern = text(format?.value);
  if (pattern === undefined || /%(?![sdv])/.test(pattern)) return nothing;
  const texts = given.map((it) => text(it.value));
  if (texts.includes(undefined) || (pattern.match(/%/g)?.length ?? 0) !== texts.length) return nothing;
  let next = 0;
  const known = pattern.replace(/%[sdv]/g, () => texts[next++] ?? "");
  return of(scalar(known, given.find((it) => it.value?.origin.unit !== here.unit)?.value?.origin ?? here));
}
