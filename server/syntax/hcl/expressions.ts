/** Parses HCL expressions by precedence climbing; a missing or unreadable one becomes a `missing` node. */
import { atTopLevelBlock, isDigit, isNameStart, maximumDepth, opensTopLevelBlock, peek, problem, readName, type Scanner, skipLines, skipSpace, startsWith } from "./scanner.js";
import { parseHeredoc, parseQuoted } from "./templates.js";
import type { Binary, Expression, For, ObjectItem, Tuple } from "./tree.js";

const precedence: ReadonlyMap<Binary["operator"], number> = new Map([
  ["||", 1],
  ["&&", 2],
  ["==", 3],
  ["!=", 3],
  ["<=", 4],
  [">=", 4],
  ["<", 4],
  [">", 4],
  ["+", 5],
  ["-", 5],
  ["*", 6],
  ["/", 6],
  ["%", 6],
]);

/** Reads one expression from the head; leaves the head behind it. */
export function parseExpression(s: Scanner): Expression {
  if (s.depth >= maximumDepth) {
    problem(s, "Expressions are nested too deeply to read", s.pos, s.pos + 1);
    const start = s.pos;
    s.pos = s.end;
    return { kind: "missing", start, end: s.pos };
  }
  s.depth++;
  const condition = parseBinary(s, 1);
  const result = parseConditional(s, condition);
  s.depth--;
  return result;
}

function parseConditional(s: Scanner, condition: Expression): Expression {
  const before = s.pos;
  skipSpace(s);
  if (peek(s) !== 63) {
    s.pos = before;
    return condition;
  }
  s.pos++;
  skipSpace(s);
  const then = parseExpression(s);
  skipSpace(s);
  if (peek(s) !== 58) {
    problem(s, "The conditional has no `:` branch", condition.start, s.pos);
    return { kind: "conditional", condition, then, else: { kind: "missing", start: s.pos, end: s.pos }, start: condition.start, end: then.end };
  }
  s.pos++;
  skipSpace(s);
  const otherwise = parseExpression(s);
  return { kind: "conditional", condition, then, else: otherwise, start: condition.start, end: otherwise.end };
}

function parseBinary(s: Scanner, minimum: number): Expression {
  let left = parseUnary(s);
  for (;;) {
    const before = s.pos;
    skipSpace(s);
    const operator = readOperator(s);
    const level = operator === undefined ? 0 : (precedence.get(operator) ?? 0);
    if (operator === undefined || level < minimum) {
      s.pos = before;
      return left;
    }
    s.pos += operator.length;
    skipSpace(s);
    const right = parseBinary(s, level + 1);
    left = { kind: "binary", operator, left, right, start: left.start, end: right.end };
  }
}

function readOperator(s: Scanner): Binary["operator"] | undefined {
  const next = peek(s, 1);
  switch (peek(s)) {
    case 124:
      return next === 124 ? "||" : undefined;
    case 38:
      return next === 38 ? "&&" : undefined;
    case 61:
      return next === 61 ? "==" : undefined;
    case 33:
      return next === 61 ? "!=" : undefined;
    case 60:
      return next === 61 ? "<=" : next === 60 ? undefined : "<";
    case 62:
      return next === 61 ? ">=" : ">";
    case 43:
      return "+";
    case 45:
      return "-";
    case 42:
      return "*";
    case 47:
      return "/";
    case 37:
      return "%";
    default:
      return undefined;
  }
}

function parseUnary(s: Scanner): Expression {
  const start = s.pos;
  const code = peek(s);
  if (code !== 45 && code !== 33) return parsePostfix(s);
  if (s.depth >= maximumDepth) return parsePostfix(s);
  s.pos++;
  skipSpace(s);
  s.depth++;
  const operand = parseUnary(s);
  s.depth--;
  return { kind: "unary", operator: code === 45 ? "-" : "!", operand, start, end: operand.end };
}

function parsePostfix(s: Scanner): Expression {
  return parseTraversal(s, parsePrimary(s), false);
}

/** Reads `.name`, `.0`, `[key]`, `.*` and `[*]` behind a target. A splat takes everything behind it as its `each`. */
function parseTraversal(s: Scanner, first: Expression, attributeSplat: boolean): Expression {
  let target = first;
  if (target.kind === "missing") return target;
  for (;;) {
    const before = s.pos;
    skipSpace(s);
    const code = peek(s);
    if (code === 46 && !startsWith(s, "...")) {
      s.pos++;
      skipSpace(s);
      const at = s.pos;
      if (peek(s) === 42) {
        s.pos++;
        return finishSplat(s, target, "attribute");
      }
      if (isDigit(peek(s))) {
        while (isDigit(peek(s))) s.pos++;
        target = { kind: "index", target, key: { kind: "literal", value: Number(s.text.slice(at, s.pos)), isNull: false, start: at, end: s.pos }, legacy: true, start: target.start, end: s.pos };
        continue;
      }
      const name = readName(s);
      if (name === "") {
        problem(s, "A name is missing after the dot", before, at);
        s.pos = at;
        return { kind: "get", target, name: "", nameSpan: { start: at, end: at }, start: target.start, end: at };
      }
      target = { kind: "get", target, name, nameSpan: { start: at, end: s.pos }, start: target.start, end: s.pos };
      continue;
    }
    if (code !== 91 || attributeSplat) {
      s.pos = before;
      return target;
    }
    s.pos++;
    const outer = s.newlinesAreSpace;
    s.newlinesAreSpace = true;
    skipSpace(s);
    if (peek(s) === 42) {
      const star = s.pos++;
      skipSpace(s);
      if (peek(s) === 93) {
        s.pos++;
        s.newlinesAreSpace = outer;
        return finishSplat(s, target, "full");
      }
      s.pos = star;
    }
    const key = parseExpression(s);
    closeWith(s, 93, "The index is never closed", before);
    s.newlinesAreSpace = outer;
    target = { kind: "index", target, key, legacy: false, start: target.start, end: s.pos };
  }
}

function finishSplat(s: Scanner, target: Expression, form: "full" | "attribute"): Expression {
  const element: Expression = { kind: "variable", name: "*", start: s.pos, end: s.pos };
  const each = parseTraversal(s, element, form === "attribute");
  const splat: Expression = { kind: "splat", form, target, each, start: target.start, end: s.pos };
  // `list.*.id[0]` indexes the splat's result, not each element.
  return form === "attribute" ? parseTraversal(s, splat, false) : splat;
}

function parsePrimary(s: Scanner): Expression {
  const start = s.pos;
  const code = peek(s);
  if (code === 34) return parseQuoted(s);
  if (code === 60 && peek(s, 1) === 60) return parseHeredoc(s);
  if (isDigit(code)) return parseNumber(s);
  if (code === 40) return parseParentheses(s);
  if (code === 91) return parseTuple(s);
  if (code === 123) return parseObject(s);
  if (isNameStart(code)) return parseWord(s);
  problem(s, "A value is missing", start, start);
  return { kind: "missing", start, end: start };
}

function parseNumber(s: Scanner): Expression {
  const start = s.pos;
  while (isDigit(peek(s))) s.pos++;
  if (peek(s) === 46 && isDigit(peek(s, 1))) {
    s.pos++;
    while (isDigit(peek(s))) s.pos++;
  }
  const e = peek(s);
  if (e === 101 || e === 69) {
    const sign = peek(s, 1) === 43 || peek(s, 1) === 45 ? 1 : 0;
    if (isDigit(peek(s, 1 + sign))) {
      s.pos += 1 + sign;
      while (isDigit(peek(s))) s.pos++;
    }
  }
  return { kind: "literal", value: Number(s.text.slice(start, s.pos)), isNull: false, start, end: s.pos };
}

function parseWord(s: Scanner): Expression {
  const start = s.pos;
  let name = readName(s);
  while (startsWith(s, "::")) {
    s.pos += 2;
    const part = readName(s);
    if (part === "") problem(s, "A name is missing after `::`", s.pos, s.pos);
    name += `::${part}`;
  }
  const end = s.pos;
  skipSpace(s);
  if (peek(s) === 40) return parseCall(s, name, start, end);
  s.pos = end;
  if (name === "true" || name === "false") return { kind: "literal", value: name === "true", isNull: false, start, end };
  if (name === "null") return { kind: "literal", value: undefined, isNull: true, start, end };
  return { kind: "variable", name, start, end };
}

function parseCall(s: Scanner, name: string, start: number, nameEnd: number): Expression {
  const open = s.pos++;
  const outer = s.newlinesAreSpace;
  s.newlinesAreSpace = true;
  const list: Expression[] = [];
  let expand = false;
  for (;;) {
    skipSpace(s);
    if (peek(s) === 41 || Number.isNaN(peek(s)) || atTopLevelBlock(s)) break;
    const argument = parseExpression(s);
    list.push(argument);
    skipSpace(s);
    if (startsWith(s, "...")) {
      s.pos += 3;
      expand = true;
      skipSpace(s);
      if (peek(s) === 44) s.pos++;
      break;
    }
    if (peek(s) !== 44 || argument.kind === "missing") break;
    s.pos++;
  }
  closeWith(s, 41, `The call of \`${name}\` is never closed`, open);
  s.newlinesAreSpace = outer;
  return { kind: "call", name, nameSpan: { start, end: nameEnd }, arguments: list, expand, start, end: s.pos };
}

function parseParentheses(s: Scanner): Expression {
  const start = s.pos++;
  const outer = s.newlinesAreSpace;
  s.newlinesAreSpace = true;
  skipSpace(s);
  const inner = parseExpression(s);
  closeWith(s, 41, "The parenthesis is never closed", start);
  s.newlinesAreSpace = outer;
  return { kind: "parentheses", inner, start, end: s.pos };
}

function parseTuple(s: Scanner): Expression {
  const start = s.pos++;
  const outer = s.newlinesAreSpace;
  s.newlinesAreSpace = true;
  skipSpace(s);
  if (atForWord(s)) {
    const result = parseFor(s, start, "tuple", 93);
    s.newlinesAreSpace = outer;
    return result;
  }
  const items: Expression[] = [];
  for (;;) {
    skipSpace(s);
    if (peek(s) === 93 || Number.isNaN(peek(s)) || atTopLevelBlock(s)) break;
    const item = parseExpression(s);
    items.push(item);
    skipSpace(s);
    if (peek(s) !== 44 || item.kind === "missing") break;
    s.pos++;
  }
  closeWith(s, 93, "The list is never closed", start);
  s.newlinesAreSpace = outer;
  const tuple: Tuple = { kind: "tuple", items, start, end: s.pos };
  return tuple;
}

function parseObject(s: Scanner): Expression {
  const start = s.pos++;
  const outer = s.newlinesAreSpace;
  s.newlinesAreSpace = true;
  skipSpace(s);
  if (atForWord(s)) {
    const result = parseFor(s, start, "object", 125);
    s.newlinesAreSpace = outer;
    return result;
  }
  const items: ObjectItem[] = [];
  s.newlinesAreSpace = false;
  for (;;) {
    skipLines(s);
    if (peek(s) === 125 || Number.isNaN(peek(s)) || atTopLevelBlock(s)) break;
    const before = s.pos;
    const item = parseObjectItem(s);
    if (item) items.push(item);
    skipSpace(s);
    const code = peek(s);
    if (code === 44) s.pos++;
    else if (code !== 10 && code !== 125 && !Number.isNaN(code)) {
      const at = s.pos;
      resync(s);
      problem(s, "A comma or a new line is missing before this", at, Math.max(at, s.pos));
    }
    if (s.pos === before) s.pos++;
  }
  closeWith(s, 125, "The object is never closed", start);
  s.newlinesAreSpace = outer;
  return { kind: "object", items, start, end: s.pos };
}

function parseObjectItem(s: Scanner): ObjectItem | undefined {
  const start = s.pos;
  const key = parseExpression(s);
  if (key.kind === "missing") {
    resync(s);
    return undefined;
  }
  skipSpace(s);
  const code = peek(s);
  if (code !== 61 && code !== 58) {
    problem(s, "A key needs `= value`", start, key.end);
    return { key, name: bareName(key), value: { kind: "missing", start: key.end, end: key.end }, start, end: key.end };
  }
  s.pos++;
  skipSpace(s);
  const value = parseExpression(s);
  return { key, name: bareName(key), value, start, end: value.end };
}

function bareName(key: Expression): string | undefined {
  if (key.kind === "variable") return key.name;
  if (key.kind === "literal") return key.isNull ? "null" : String(key.value);
  return undefined;
}

function atForWord(s: Scanner): boolean {
  const after = peek(s, 3);
  return startsWith(s, "for") && (after === 32 || after === 9 || after === 10 || after === 13);
}

function parseFor(s: Scanner, start: number, result: "tuple" | "object", close: number): For {
  s.pos += 3;
  skipSpace(s);
  let valueName = readName(s);
  let keyName: string | undefined;
  skipSpace(s);
  if (peek(s) === 44) {
    s.pos++;
    skipSpace(s);
    keyName = valueName;
    valueName = readName(s);
    skipSpace(s);
  }
  if (valueName === "" || !startsWith(s, "in")) problem(s, "A `for` reads `for name in collection : result`", start, s.pos);
  else s.pos += 2;
  skipSpace(s);
  const collection = parseExpression(s);
  skipSpace(s);
  if (peek(s) === 58) s.pos++;
  else problem(s, "A `for` needs `:` before its result", start, s.pos);
  skipSpace(s);
  let value = parseExpression(s);
  let key: Expression | undefined;
  let grouped = false;
  skipSpace(s);
  if (result === "object") {
    if (startsWith(s, "=>")) s.pos += 2;
    else problem(s, "An object `for` needs `key => value`", start, s.pos);
    skipSpace(s);
    key = value;
    value = parseExpression(s);
    skipSpace(s);
    if (startsWith(s, "...")) {
      s.pos += 3;
      grouped = true;
      skipSpace(s);
    }
  }
  let condition: Expression | undefined;
  if (startsWith(s, "if") && !isNameStart(peek(s, 2))) {
    s.pos += 2;
    skipSpace(s);
    condition = parseExpression(s);
  }
  closeWith(s, close, "The `for` is never closed", start);
  return { kind: "for", result, keyName, valueName, collection, key, value, grouped, condition, start, end: s.pos };
}

/** Reads the closing character. When it is missing, the head moves to it if it stands on this line, else to the line's end. */
function closeWith(s: Scanner, close: number, message: string, open: number): void {
  skipSpace(s);
  if (peek(s) === close) {
    s.pos++;
    return;
  }
  problem(s, message, open, open + 1);
  if (Number.isNaN(peek(s)) || atTopLevelBlock(s)) {
    stepBackOverBlankLines(s);
    return;
  }
  resync(s, close);
  if (peek(s) === close) s.pos++;
}

/** Moves to the next newline, comma or brace, or to `close`, on this line. */
function resync(s: Scanner, close = 125): void {
  while (s.pos < s.end) {
    const code = peek(s);
    if (code === 10 || code === 44 || code === 125 || code === close) return;
    s.pos++;
  }
}

/** The statement that was left open ends before the block that closed it: its newline must still be there for the body. */
function stepBackOverBlankLines(s: Scanner): void {
  if (s.pos > 0 && s.text.charCodeAt(s.pos - 1) === 10 && opensTopLevelBlock(s, s.pos)) s.pos--;
}
