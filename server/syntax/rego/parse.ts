/** Parses Rego, v0 and v1 alike, to a positioned tree.
 *
 * It never throws: what it cannot read is a problem, and the rules around it are kept.
 * A text is read strictly first; only in a text with problems a word at the first column closes what is open.
 */
import type { Place, RegoBranch, RegoImport, RegoNode, RegoRule } from "../../../rules/api.js";
import type { Span, SyntaxProblem } from "../text.js";
import { scanRego, type Token } from "./scanner.js";

export interface RegoTree {
  readonly package: { readonly name: string; readonly at: Place } | undefined;
  readonly imports: readonly RegoImport[];
  readonly rules: readonly RegoRule[];
  readonly problems: readonly SyntaxProblem[];
}

const maximumDepth = 100;
const operators: readonly (readonly string[])[] = [
  [":=", "="],
  ["==", "!=", "<", "<=", ">", ">="],
  ["in"],
  ["|"],
  ["&"],
  ["+", "-"],
  ["*", "/", "%"],
];
const reserved: ReadonlySet<string> = new Set(["package", "import", "default", "else", "not", "some", "with", "as", "if", "contains"]);

/** Thrown and caught inside the parser alone. */
class Stuck extends Error {}

/** `place` maps offsets of the text to where it stands. */
export function parseRego(text: string, place: (start: number, end: number) => Place): RegoTree {
  const tokens = scanRego(text);
  const strict = parse(tokens, place, false);
  return strict.problems.length === 0 ? strict : parse(tokens, place, true);
}

function parse(tokens: readonly Token[], place: (start: number, end: number) => Place, guess: boolean): RegoTree {
  const problems: SyntaxProblem[] = [];
  const imports: RegoImport[] = [];
  const rules: RegoRule[] = [];
  let named: RegoTree["package"];
  let i = 0;
  let depth = 0;
  /** Where nodes start in the text, for the nodes around them. */
  const starts = new WeakMap<RegoNode, number>();
  /** The first token of the statement at hand: in a guess, none at column 0 behind it belongs to the statement. */
  let statement = 0;

  while (peek().kind !== "end") {
    const before = i;
    statement = i;
    depth = 0;
    try {
      if (isWord("package")) {
        i++;
        const start = peek();
        const path = ref();
        named = { name: path.kind === "ref" ? nameOf(path) : "", at: place(start.start, last().end) };
      } else if (isWord("import")) importOf();
      else rules.push(rule());
      const next = peek();
      if (next.kind !== "end" && !next.first && !accept(";")) fail("A new line is expected");
    } catch (error) {
      if (!(error instanceof Stuck)) throw error;
      if (i === before) i++;
      // The next statement starts at a line's start, outside of what was open.
      while (peek().kind !== "end" && !(peek().first && peek().column === 0 && peek().kind === "word")) i++;
    }
  }
  return { package: named, imports, rules, problems };

  function importOf(): void {
    const start = next();
    const path = ref();
    const name = path.kind === "ref" ? nameOf(path) : "";
    const alias = acceptWord("as") ? word().value : (name.split(".").pop() ?? "");
    imports.push({ path: name, name: alias, at: place(start.start, last().end) });
  }

  function rule(): RegoRule {
    const start = peek();
    const isDefault = isWord("default");
    if (isDefault) i++;
    const name = word();
    if (reserved.has(name.value) && name.value !== "contains" && name.value !== "if") fail("A rule is expected", name);
    let path = name.value;
    let nameEnd = name.end;
    let args: readonly RegoNode[] | undefined;
    let key: RegoNode | undefined;
    for (;;) {
      if (isMark(".") && !peek().spaced) {
        i++;
        const step = word();
        path += `.${step.value}`;
        nameEnd = step.end;
      } else if (isMark("[") && !peek().first) {
        i++;
        key = expression();
        expect("]");
        if (key.kind === "text" && isMark(".")) path += `.${key.known}`;
      } else if (isMark("(") && args === undefined && !peek().spaced) {
        i++;
        args = list(")");
      } else break;
    }
    if (isWord("contains")) {
      i++;
      key = expression();
    }
    const value = accept(":=") || accept("=") ? expression() : undefined;
    const headEnd = last().end;
    const branches: RegoBranch[] = [];
    for (;;) {
      const conditional = isWord("if");
      if (conditional) i++;
      if (isMark("{") && (conditional || !peek().first)) {
        branches.push({ value, body: body() });
      } else if (conditional) branches.push({ value, body: [literal()] });
      else break;
    }
    while (isWord("else")) {
      i++;
      const other = accept(":=") || accept("=") ? expression() : undefined;
      const conditional = isWord("if");
      if (conditional) i++;
      branches.push({ value: other, body: isMark("{") ? body() : conditional ? [literal()] : [] });
    }
    return {
      name: path,
      nameAt: place(name.start, nameEnd),
      at: place(start.start, last().end),
      headAt: place(start.start, headEnd),
      isDefault,
      args,
      key,
      value,
      branches,
    };
  }

  function body(): readonly RegoNode[] {
    expect("{");
    const found: RegoNode[] = [];
    while (!isMark("}")) {
      if (peek().kind === "end" || closes()) {
        problem("This body is not closed", peek());
        return found;
      }
      if (accept(";")) continue;
      const before = i;
      const depthBefore = depth;
      try {
        found.push(literal());
        const next = peek();
        if (!isMark("}") && !isMark(";") && !next.first && next.kind !== "end") fail("A new line is expected");
      } catch (error) {
        if (!(error instanceof Stuck)) throw error;
        if (!guess) throw error;
        depth = depthBefore;
        found.push({ kind: "unknown", at: place(tokens[before]?.start ?? 0, Math.max(last().end, tokens[before]?.end ?? 0)) });
        if (i === before) i++;
        while (peek().kind !== "end" && !peek().first && !isMark("}") && !closes()) i++;
      }
    }
    i++;
    return found;
  }

  /** One line of a body. */
  function literal(): RegoNode {
    const start = peek();
    let node: RegoNode;
    if (isWord("some") && !isDot(1)) {
      i++;
      const names = [operand(3)];
      while (accept(",")) names.push(operand(3));
      const within = acceptWord("in") ? expression() : undefined;
      node = { kind: "some", at: place(start.start, last().end), names, within };
    } else if (isWord("every") && after(1).kind === "word" && !isDot(1)) {
      i++;
      word();
      if (accept(",")) word();
      if (!isWord("in")) fail("`in` is expected");
      i++;
      const within = operand(3);
      node = { kind: "every", within, body: body(), at: place(start.start, last().end) };
    } else if (isWord("not")) {
      i++;
      const inner = expression();
      node = { kind: "not", inner, at: place(start.start, last().end) };
    } else node = expression();
    while (isWord("with")) {
      i++;
      ref();
      if (!isWord("as")) fail("`as` is expected");
      i++;
      expression();
    }
    return node;
  }

  function expression(): RegoNode {
    if (++depth > maximumDepth) fail("This is nested too deeply to read");
    const node = operand(0);
    depth--;
    return node;
  }

  function operand(level: number, bars = true): RegoNode {
    const here = operators[level];
    if (here === undefined) return unary();
    let left = operand(level + 1, bars);
    for (;;) {
      const token = peek();
      const operator = token.kind === "mark" || token.kind === "word" ? token.value : "";
      if (!here.includes(operator) || (operator === "|" && !bars) || (token.kind === "word") !== (operator === "in")) return left;
      // A new line with a sign starts another expression.
      if (operator === "-" && token.first) return left;
      i++;
      const right = operand(level === 0 ? 0 : level + 1, bars);
      const start = startOf(left);
      left = { kind: "infix", operator, left, right, at: place(start, last().end) };
      starts.set(left, start);
    }
  }

  function startOf(node: RegoNode): number {
    return starts.get(node) ?? 0;
  }

  function unary(): RegoNode {
    const start = peek();
    if (++depth > maximumDepth) fail("This is nested too deeply to read");
    const node = accept("-") ? negative(start) : term();
    depth--;
    starts.set(node, start.start);
    return node;
  }

  function negative(start: Token): RegoNode {
    const inner = unary();
    const at = place(start.start, last().end);
    return inner.kind === "number"
      ? { ...inner, known: -inner.known, at }
      : { kind: "infix", operator: "-", left: { kind: "number", known: 0, at }, right: inner, at };
  }

  function term(): RegoNode {
    const start = peek();
    if (start.kind === "text") {
      i++;
      return { kind: "text", known: start.value, at: place(start.start, start.end) };
    }
    if (start.kind === "number") {
      i++;
      return { kind: "number", known: Number(start.value), at: place(start.start, start.end) };
    }
    if (start.kind === "mark" && start.value === "$" && after(1).kind === "text") {
      i += 2;
      return { kind: "unknown", at: place(start.start, last().end) };
    }
    if (start.kind === "mark" && start.value === "(") {
      i++;
      const inner = expression();
      expect(")");
      return trailing(inner, start);
    }
    if (start.kind === "mark" && (start.value === "[" || start.value === "{")) return trailing(brackets(start), start);
    if (start.kind !== "word" || closes()) fail("An expression is expected", start);
    if (start.value === "true" || start.value === "false") {
      i++;
      return { kind: "flag", known: start.value === "true", at: place(start.start, start.end) };
    }
    if (start.value === "null") {
      i++;
      return { kind: "null", at: place(start.start, start.end) };
    }
    if (reserved.has(start.value) && start.value !== "contains" && start.value !== "if") fail("An expression is expected", start);
    return ref();
  }

  /** An array, set, object or comprehension. */
  function brackets(open: Token): RegoNode {
    i++;
    const close = open.value === "[" ? "]" : "}";
    const items: RegoNode[] = [];
    const entries: { key: RegoNode; value: RegoNode }[] = [];
    while (!isMark(close)) {
      if (peek().kind === "end" || closes()) fail("This is not closed", open);
      if (++depth > maximumDepth) fail("This is nested too deeply to read");
      const item = operand(0, false);
      depth--;
      const value = close === "}" && accept(":") ? operand(0, false) : undefined;
      if (items.length === 0 && entries.length === 0 && accept("|"))
        return comprehension(open, value === undefined ? [item] : [item, value], close);
      if (value === undefined) items.push(item);
      else entries.push({ key: item, value });
      if (accept("|")) {
        // A union inside a set or array: the rest of the item.
        items.push(operand(3));
      }
      if (!accept(",") && !isMark(close)) fail("`,` is expected");
    }
    i++;
    const at = place(open.start, last().end);
    if (close === "]") return { kind: "array", items, at };
    return entries.length > 0 || items.length === 0 ? { kind: "object", entries, at } : { kind: "set", items, at };
  }

  function comprehension(open: Token, head: readonly RegoNode[], close: string): RegoNode {
    const found: RegoNode[] = [];
    while (!isMark(close)) {
      if (peek().kind === "end" || closes()) fail("This is not closed", open);
      if (accept(";")) continue;
      found.push(literal());
      const next = peek();
      if (!isMark(close) && !isMark(";") && !next.first) fail("A new line is expected");
    }
    i++;
    return { kind: "comprehension", head, body: found, at: place(open.start, last().end) };
  }

  function ref(): RegoNode {
    const start = word();
    let name = start.value;
    let nameEnd = start.end;
    const steps: RegoNode[] = [];
    for (;;) {
      if (isMark(".") && !peek().first) {
        i++;
        const step = word();
        if (steps.length === 0) {
          name += `.${step.value}`;
          nameEnd = step.end;
        } else steps.push({ kind: "text", known: step.value, at: place(step.start, step.end) });
      } else if (isMark("[") && !peek().spaced) {
        i++;
        steps.push(expression());
        expect("]");
      } else if (isMark("(") && !peek().spaced && steps.length === 0) {
        i++;
        const args = list(")");
        const node: RegoNode = { kind: "call", name, nameAt: place(start.start, nameEnd), args, at: place(start.start, last().end) };
        return trailing(node, start);
      } else break;
    }
    return { kind: "ref", name, steps, at: place(start.start, last().end) };
  }

  /** `f(x).y[0]`: the steps are read, and the node stays what it is. */
  function trailing(node: RegoNode, start: Token): RegoNode {
    const steps: RegoNode[] = [];
    for (;;) {
      if (isMark(".") && !peek().first && !peek().spaced) {
        i++;
        const step = word();
        steps.push({ kind: "text", known: step.value, at: place(step.start, step.end) });
      } else if (isMark("[") && !peek().spaced) {
        i++;
        steps.push(expression());
        expect("]");
      } else break;
    }
    if (steps.length === 0) return node;
    return { kind: "ref", name: "", steps: [node, ...steps], at: place(start.start, last().end) };
  }

  function list(close: string): readonly RegoNode[] {
    const items: RegoNode[] = [];
    while (!isMark(close)) {
      if (peek().kind === "end" || closes()) fail("This is not closed");
      items.push(expression());
      if (!accept(",") && !isMark(close)) fail("`,` is expected");
    }
    i++;
    return items;
  }

  /** In a guess, a word at the first column starts a statement of its own. */
  function closes(): boolean {
    const token = peek();
    return guess && i > statement && token.first && token.column === 0 && token.kind === "word" && token.value !== "else";
  }

  function nameOf(path: RegoNode): string {
    if (path.kind !== "ref") return "";
    return [path.name, ...path.steps.flatMap((it) => (it.kind === "text" ? [it.known] : []))].join(".");
  }

  function peek(): Token {
    return after(0);
  }

  function after(count: number): Token {
    const end = tokens[tokens.length - 1];
    const found = tokens[i + count] ?? end;
    if (found === undefined) throw new Stuck();
    return found;
  }

  function last(): Span {
    return tokens[i - 1] ?? { start: 0, end: 0 };
  }

  function next(): Token {
    const token = peek();
    i++;
    return token;
  }

  function word(): Token {
    if (peek().kind !== "word" || closes()) fail("A name is expected");
    return next();
  }

  function isWord(value: string): boolean {
    return peek().kind === "word" && peek().value === value && !closes();
  }

  function acceptWord(value: string): boolean {
    if (!isWord(value)) return false;
    i++;
    return true;
  }

  function isMark(value: string): boolean {
    return peek().kind === "mark" && peek().value === value;
  }

  /** Whether the token is followed by something that makes it part of a reference. */
  function isDot(count: number): boolean {
    const token = after(count);
    return token.kind === "mark" && !token.spaced && (token.value === "." || token.value === "[" || token.value === "(");
  }

  function accept(mark: string): boolean {
    if (!isMark(mark)) return false;
    i++;
    return true;
  }

  function expect(mark: string): void {
    if (!accept(mark)) fail(`\`${mark}\` is expected`);
  }

  function problem(message: string, token: Span): void {
    problems.push({ start: token.start, end: Math.max(token.end, token.start + 1), message });
  }

  function fail(message: string, token: Span = peek()): never {
    problem(message, token);
    throw new Stuck();
  }
}
