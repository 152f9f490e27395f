/** Parses HCL expressions by precedence climbing; a missing or unreadable one becomes a `missing` node. */
import {
  advance,
  atLineEnd,
  atWord,
  endsBody,
  endsBrackets,
  endsObject,
  indentation,
  isDigit,
  isNameStart,
  lineEnd,
  maximumChain,
  maximumDepth,
  nameEnd,
  peek,
  problem,
  type Scanner,
  skipLines,
  skipSpace,
  stepBack,
  takeName,
} from "./scanner.js";
import { parseHeredoc, parseQuoted } from "./templates.js";
import type { Binary, Expression, For, Missing, ObjectItem, Variable } from "./tree.js";

/** Reads one expression from the head; leaves the head on the token behind it. */
export function parseExpression(s: Scanner): Expression {
  if (s.depth >= maximumDepth) return giveUp(s, "Expressions are nested too deeply to read");
  s.depth++;
  const condition = parseBinary(s, 1);
  const result = peek(s) === 63 ? parseConditional(s, condition) : condition;
  s.depth--;
  return result;
}

/** The head stands on `?`. */
function parseConditional(s: Scanner, condition: Expression): Expression {
  advance(s, 1);
  const then = parseExpression(s);
  let otherwise: Expression;
  if (peek(s) === 58 && s.text.charCodeAt(s.pos + 1) !== 58) {
    advance(s, 1);
    otherwise = parseExpression(s);
  } else {
    problem(s, "The conditional has no `:` branch", condition.start, then.end);
    otherwise = missing(s);
  }
  return { kind: "conditional", condition, then, else: otherwise, start: condition.start, end: otherwise.end };
}

function parseBinary(s: Scanner, minimum: number): Expression {
  let left = parseTerm(s);
  for (let length = 0; ; length++) {
    const operator = operatorAt(s);
    if (operator === undefined || operator.level < minimum) return left;
    if (length >= maximumChain) return giveUp(s, "The expression is too long to read");
    advance(s, operator.symbol.length);
    const right = parseBinary(s, operator.level + 1);
    left = { kind: "binary", operator: operator.symbol, left, right, start: left.start, end: right.end };
  }
}

interface Operator {
  readonly symbol: Binary["operator"];
  readonly level: number;
}

const or: Operator = { symbol: "||", level: 1 };
const and: Operator = { symbol: "&&", level: 2 };
const equal: Operator = { symbol: "==", level: 3 };
const notEqual: Operator = { symbol: "!=", level: 3 };
const lessOrEqual: Operator = { symbol: "<=", level: 4 };
const greaterOrEqual: Operator = { symbol: ">=", level: 4 };
const less: Operator = { symbol: "<", level: 4 };
const greater: Operator = { symbol: ">", level: 4 };
const plus: Operator = { symbol: "+", level: 5 };
const minus: Operator = { symbol: "-", level: 5 };
const times: Operator = { symbol: "*", level: 6 };
const over: Operator = { symbol: "/", level: 6 };
const modulo: Operator = { symbol: "%", level: 6 };

function operatorAt(s: Scanner): Operator | undefined {
  const code = peek(s);
  // Nearly every expression ends here: at a newline, a comma or a closing bracket.
  if (code === 10 || code === 44 || code === 93 || code === 41 || code === 125) return undefined;
  const next = s.text.charCodeAt(s.pos + 1);
  switch (code) {
    case 124:
      return next === 124 ? or : undefined;
    case 38:
      return next === 38 ? and : undefined;
    case 61:
      return next === 61 ? equal : undefined;
    case 33:
      return next === 61 ? notEqual : undefined;
    case 60:
      return next === 61 ? lessOrEqual : next === 60 ? undefined : less;
    case 62:
      return next === 61 ? greaterOrEqual : greater;
    case 43:
      return plus;
    case 45:
      return minus;
    case 42:
      return times;
    case 47:
      return over;
    case 37:
      return modulo;
    default:
      return undefined;
  }
}

/** An operand: a primary with its traversals, or a sign before one. */
function parseTerm(s: Scanner): Expression {
  const code = peek(s);
  if (code !== 45 && code !== 33) return parseTraversals(s, parsePrimary(s, code));
  if (s.depth >= maximumDepth) return giveUp(s, "Expressions are nested too deeply to read");
  const start = s.pos;
  advance(s, 1);
  s.depth++;
  const operand = parseTerm(s);
  s.depth--;
  return { kind: "unary", operator: code === 45 ? "-" : "!", operand, start, end: operand.end };
}

/** Reads `.name`, `.0`, `[key]`, `.*` and `[*]` behind a target. A full splat takes everything behind it as its `each`. */
function parseTraversals(s: Scanner, first: Expression): Expression {
  let target = first;
  if (target.kind === "missing") return target;
  for (let length = 0; ; length++) {
    const code = peek(s);
    if (code === 46) {
      if (s.text.startsWith("...", s.pos)) return target;
      const dot = s.pos;
      advance(s, 1);
      if (peek(s) === 42) target = parseAttributeSplat(s, target, dot);
      else {
        const step = parseStep(s, target, dot);
        if (step.kind === "get" && step.name === "") return step;
        target = step;
      }
    } else if (code === 91) target = parseIndex(s, target);
    else return target;
    if (length >= maximumChain) return giveUp(s, "The expression is too long to read");
  }
}

/** The head stands behind a dot. */
function parseStep(s: Scanner, target: Expression, dot: number): Expression {
  const at = s.pos;
  if (isDigit(peek(s))) {
    const end = numberEnd(s.text, at);
    if (s.text.slice(at, end).includes(".")) problem(s, "Two indexes in a row are written in brackets", at, end);
    const key = parseNumber(s);
    return { kind: "index", target, key, legacy: true, start: target.start, end: key.end };
  }
  // While a name is still to be typed, the next line is not it.
  const isOnLaterLine = s.recovery !== "strict" && s.lineFirst === at && endsBrackets(s, -1);
  const name = isOnLaterLine ? "" : takeName(s);
  if (name !== "")
    return { kind: "get", target, name, nameSpan: { start: at, end: at + name.length }, start: target.start, end: at + name.length };
  problem(s, "A name is missing after the dot", dot, dot + 1);
  return { kind: "get", target, name: "", nameSpan: { start: dot + 1, end: dot + 1 }, start: target.start, end: dot + 1 };
}

/** `target.*.rest`: names and legacy indexes apply to each element, a bracket to the whole result. The head stands on `*`. */
function parseAttributeSplat(s: Scanner, target: Expression, dot: number): Expression {
  let each: Expression = element(dot, s.pos + 1);
  advance(s, 1);
  for (let length = 0; peek(s) === 46 && !s.text.startsWith("...", s.pos); length++) {
    if (length >= maximumChain) return giveUp(s, "The expression is too long to read");
    const next = s.pos;
    advance(s, 1);
    each = parseStep(s, each, next);
    if (each.kind === "get" && each.name === "") break;
  }
  return { kind: "splat", form: "attribute", target, each, start: target.start, end: each.end };
}

/** `target[key]` or `target[*].rest`. The head stands on the bracket. */
function parseIndex(s: Scanner, target: Expression): Expression {
  const open = s.pos;
  const indent = indentation(s);
  const outer = s.newlinesAreSpace;
  advance(s, 1);
  if (peek(s) === 42) {
    advance(s, 1);
    const end = closeBracket(s, 93, open, outer);
    // The recursion takes the rest; a chain of splats is as deep as it is long.
    if (s.depth >= maximumDepth) return giveUp(s, "Expressions are nested too deeply to read");
    s.depth++;
    const each = parseTraversals(s, element(open, end));
    s.depth--;
    return { kind: "splat", form: "full", target, each, start: target.start, end: Math.max(end, each.end) };
  }
  s.newlinesAreSpace = true;
  skipSpace(s);
  const key = endsBrackets(s, indent) ? missing(s) : parseExpression(s);
  const end = closeBracket(s, 93, open, outer);
  return { kind: "index", target, key, legacy: false, start: target.start, end };
}

/** Stands for the element in the `each` of a splat; its span is the marker, `.*` or `[*]`. */
function element(start: number, end: number): Variable {
  return { kind: "variable", name: "*", start, end };
}

function parsePrimary(s: Scanner, code: number): Expression {
  switch (code) {
    case 34:
      return parseQuoted(s);
    case 40:
      return parseParentheses(s);
    case 91:
      return parseTuple(s);
    case 123:
      return parseObject(s);
    case 60:
      if (s.text.charCodeAt(s.pos + 1) === 60) return parseHeredoc(s) ?? missing(s);
      return missing(s);
    default:
      if (isDigit(code)) return parseNumber(s);
      // While a value is still to be typed, the block below is not it.
      if (isNameStart(s) && !endsBody(s, -1)) return parseWord(s);
      return missing(s);
  }
}

function missing(s: Scanner): Missing {
  const end = s.lastEnd;
  const here = atLineEnd(s) || s.pos === s.lineFirst;
  problem(s, "A value is missing", here ? end : s.pos, here ? end : s.pos + 1);
  return { kind: "missing", start: end, end };
}

/** Gives up the rest of the line, so that a monstrous text costs no more than its length. */
function giveUp(s: Scanner, message: string): Missing {
  const start = s.pos;
  problem(s, message, start, start + 1);
  s.pos = lineEnd(s, start);
  s.lastEnd = s.pos;
  skipSpace(s);
  s.problemAt = s.pos;
  return { kind: "missing", start, end: s.lastEnd };
}

/** The end of the longest run that starts like a number and does not end with a dot, as HashiCorp's scanner takes it. */
function numberEnd(text: string, start: number): number {
  let end = start + 1;
  for (let pos = end; ; ) {
    const code = text.charCodeAt(pos);
    if (isDigit(code)) end = ++pos;
    else if (code === 46) pos++;
    else if (code === 101 || code === 69) {
      const sign = text.charCodeAt(pos + 1);
      const digit = sign === 43 || sign === 45 ? pos + 2 : pos + 1;
      if (!isDigit(text.charCodeAt(digit))) return end;
      pos = digit + 1;
      end = pos;
    } else return end;
  }
}

function parseNumber(s: Scanner): Expression {
  const start = s.pos;
  const end = numberEnd(s.text, start);
  const text = s.text.slice(start, end);
  if (!/^\d+(?:\.\d*)?(?:[eE][+-]?\d+)?$/.test(text)) problem(s, `\`${text}\` is not a number`, start, end);
  const value = Number.parseFloat(text);
  advance(s, end - start);
  return { kind: "literal", value, isNull: false, start, end };
}

function parseWord(s: Scanner): Expression {
  const start = s.pos;
  let end = nameEnd(s.text, start);
  let name = s.text.slice(start, end);
  advance(s, end - start);
  const code = peek(s);
  if (code === 40) return parseCall(s, name, start, end);
  if (code === 58 && s.text.charCodeAt(s.pos + 1) === 58) {
    while (s.text.startsWith("::", s.pos)) {
      advance(s, 2);
      const part = takeName(s);
      if (part === "") problem(s, "A name is missing after `::`", s.lastEnd, s.lastEnd);
      name += `::${part}`;
      end = s.lastEnd;
    }
    if (peek(s) === 40) return parseCall(s, name, start, end);
    problem(s, `The function \`${name}\` is not called`, start, end);
    return { kind: "call", name, nameSpan: { start, end }, arguments: [], expand: false, start, end };
  }
  if (name === "true" || name === "false") return { kind: "literal", value: name === "true", isNull: false, start, end };
  if (name === "null") return { kind: "literal", value: undefined, isNull: true, start, end };
  return { kind: "variable", name, start, end };
}

/** The head stands on the parenthesis. */
function parseCall(s: Scanner, name: string, start: number, nameEndsAt: number): Expression {
  const open = s.pos;
  const indent = indentation(s);
  const outer = s.newlinesAreSpace;
  s.newlinesAreSpace = true;
  advance(s, 1);
  let expand = false;
  const list = parseList(s, 41, indent, () => {
    if (!s.text.startsWith("...", s.pos)) return false;
    expand = true;
    advance(s, 3);
    return true;
  });
  const end = closeBracket(s, 41, open, outer);
  return { kind: "call", name, nameSpan: { start, end: nameEndsAt }, arguments: list, expand, start, end };
}

function parseParentheses(s: Scanner): Expression {
  const start = s.pos;
  const indent = indentation(s);
  const outer = s.newlinesAreSpace;
  s.newlinesAreSpace = true;
  advance(s, 1);
  const inner = endsBrackets(s, indent) ? missing(s) : parseExpression(s);
  const end = closeBracket(s, 41, start, outer);
  return { kind: "parentheses", inner, start, end };
}

function parseTuple(s: Scanner): Expression {
  const start = s.pos;
  const indent = indentation(s);
  const outer = s.newlinesAreSpace;
  s.newlinesAreSpace = true;
  advance(s, 1);
  if (atWord(s, "for")) return parseFor(s, start, "tuple", outer);
  const items = parseList(s, 93, indent, undefined);
  const end = closeBracket(s, 93, start, outer);
  return { kind: "tuple", items, start, end };
}

/** Reads expressions with commas between them, up to the closing bracket (left unread) or to where the list breaks off. */
function parseList(s: Scanner, close: number, indent: number, isLast: (() => boolean) | undefined): Expression[] {
  const items: Expression[] = [];
  for (;;) {
    const code = peek(s);
    if (code === close || Number.isNaN(code) || endsBrackets(s, indent)) return items;
    const before = s.pos;
    items.push(parseExpression(s));
    if (isLast?.()) return items;
    const next = peek(s);
    if (next === 44) advance(s, 1);
    else {
      if (next === close || s.pos === before || Number.isNaN(next) || !startsValue(s, next) || endsBrackets(s, indent)) return items;
      problem(s, "A comma is missing before this", s.pos, s.pos + 1);
    }
  }
}

function startsValue(s: Scanner, code: number): boolean {
  return code === 34 || code === 40 || code === 91 || code === 123 || isDigit(code) || isNameStart(s);
}

function parseObject(s: Scanner): Expression {
  const start = s.pos;
  const indent = indentation(s);
  const outer = s.newlinesAreSpace;
  s.newlinesAreSpace = true;
  advance(s, 1);
  if (atWord(s, "for")) return parseFor(s, start, "object", outer);
  s.newlinesAreSpace = false;
  const items: ObjectItem[] = [];
  for (;;) {
    skipLines(s);
    const code = peek(s);
    if (code === 125 || Number.isNaN(code) || endsObject(s, indent)) break;
    const before = s.pos;
    const item = parseObjectItem(s);
    if (item !== undefined) items.push(item);
    const next = peek(s);
    if (next === 44) advance(s, 1);
    else if (next !== 125 && !atLineEnd(s)) {
      problem(s, "A comma or a new line is missing before this", s.pos, s.pos + 1);
      if (s.pos === before || !startsValue(s, next)) {
        if (!skipToItemEnd(s)) break;
      }
    }
  }
  const end = closeBracket(s, 125, start, outer);
  return { kind: "object", items, start, end };
}

/** Passes over what cannot be read, to the end of the item on this line. False at a bracket that belongs to what is around the object. */
function skipToItemEnd(s: Scanner): boolean {
  const start = s.pos;
  while (!atLineEnd(s)) {
    const code = peek(s);
    if (code === 125 || code === 44) break;
    if (s.pos > start || (code !== 41 && code !== 93)) s.pos++;
    else return false;
  }
  s.lastEnd = s.pos;
  s.problemAt = s.pos;
  if (peek(s) === 44) advance(s, 1);
  return true;
}

function parseObjectItem(s: Scanner): ObjectItem | undefined {
  const start = s.pos;
  const key = parseExpression(s);
  if (key.kind === "missing" && key.end <= start) return undefined;
  const name = bareName(key);
  const code = peek(s);
  const next = s.text.charCodeAt(s.pos + 1);
  if ((code === 61 && next !== 61 && next !== 62) || (code === 58 && next !== 58)) {
    advance(s, 1);
    const value = parseExpression(s);
    return { key, name, value, start, end: value.end };
  }
  problem(s, "A key needs `= value`", start, key.end);
  return { key, name, value: { kind: "missing", start: key.end, end: key.end }, start, end: key.end };
}

function bareName(key: Expression): string | undefined {
  if (key.kind === "variable") return key.name;
  if (key.kind === "literal" && typeof key.value !== "number") return key.isNull ? "null" : String(key.value);
  return undefined;
}

/** The head stands on `for`. */
function parseFor(s: Scanner, start: number, result: "tuple" | "object", outer: boolean): For {
  advance(s, 3);
  const intro = parseForIntro(s, start);
  if (peek(s) === 58 && s.text.charCodeAt(s.pos + 1) !== 58) advance(s, 1);
  else problem(s, "A `for` needs `:` before its result", start, s.lastEnd);
  let value = parseExpression(s);
  let key: Expression | undefined;
  if (s.text.startsWith("=>", s.pos)) {
    if (result === "tuple") problem(s, "A `for` that makes a list has no keys", value.start, value.end);
    advance(s, 2);
    key = value;
    value = parseExpression(s);
  } else if (result === "object") problem(s, "A `for` that makes an object needs `key => value`", value.start, value.end);
  const grouped = s.text.startsWith("...", s.pos);
  if (grouped) {
    if (result === "tuple") problem(s, "A `for` that makes a list cannot group", s.pos, s.pos + 3);
    advance(s, 3);
  }
  let condition: Expression | undefined;
  if (atWord(s, "if")) {
    advance(s, 2);
    condition = parseExpression(s);
  }
  const end = closeBracket(s, result === "tuple" ? 93 : 125, start, outer);
  return {
    kind: "for",
    result,
    keyName: intro.key,
    valueName: intro.value,
    collection: intro.collection,
    key,
    value,
    grouped,
    condition,
    start,
    end,
  };
}

/** `k, v in collection`, of a `for` expression or directive. */
export function parseForIntro(
  s: Scanner,
  start: number,
): { readonly key: string | undefined; readonly value: string; readonly collection: Expression } {
  let value = takeName(s);
  let key: string | undefined;
  if (value !== "" && peek(s) === 44) {
    advance(s, 1);
    key = value;
    value = takeName(s);
  }
  if (value === "" || !atWord(s, "in")) {
    problem(s, "A `for` reads `for name in collection`", start, s.lastEnd);
    return { key, value, collection: { kind: "missing", start: s.lastEnd, end: s.lastEnd } };
  }
  advance(s, 2);
  return { key, value, collection: parseExpression(s) };
}

/**
 * Takes the closing bracket and returns its end. When it is not there, what is left of the line is searched for it;
 * failing that, the head goes back behind the last token, so that the statement ends with its line.
 */
function closeBracket(s: Scanner, close: number, open: number, outer: boolean): number {
  s.newlinesAreSpace = outer;
  if (peek(s) !== close) {
    problem(s, `This \`${s.text[open] ?? ""}\` is never closed`, open, open + 1);
    const found = s.pos === s.lineFirst ? -1 : findOnLine(s, close);
    if (found < 0) {
      const end = s.lastEnd;
      stepBack(s);
      return end;
    }
    s.pos = found;
  }
  advance(s, 1);
  return s.lastEnd;
}

function findOnLine(s: Scanner, close: number): number {
  for (let pos = s.pos; pos < s.text.length; pos++) {
    const code = s.text.charCodeAt(pos);
    if (code === close) return pos;
    // A quote or a brace belongs to something else than this bracket.
    if (code === 10 || code === 34 || code === 123 || code === 125) return -1;
  }
  return -1;
}
