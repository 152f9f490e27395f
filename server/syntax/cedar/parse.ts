/** Parses Cedar policies to what the model needs: effect, scope, and what each condition reads. Never throws; a broken policy ends at its semicolon. */
import type { CedarCondition, CedarPolicy, CedarScope, Place } from "../../../rules/api.js";
import type { Span, SyntaxProblem } from "../text.js";

export interface CedarTree {
  readonly policies: readonly Pick<CedarPolicy, "effect" | "principal" | "action" | "resource" | "conditions" | "place" | "head" | "at">[];
  readonly problems: readonly SyntaxProblem[];
}

interface Token extends Span {
  readonly kind: "word" | "text" | "mark" | "broken";
  readonly value: string;
}

const pattern = /\s+|\/\/[^\n]*|([A-Za-z_]\w*|\d+)|("(?:[^"\\\n]|\\.)*"?)|(::|==|!=|<=|>=|&&|\|\||[?@(){}[\],;:.<>=!+\-*/%|&])|[\s\S]/g;

/** `place` maps offsets of the text to where it stands. */
export function parseCedar(text: string, place: (start: number, end: number) => Place): CedarTree {
  const tokens = scan(text);
  const policies: CedarTree["policies"][number][] = [];
  const problems: SyntaxProblem[] = [];
  let i = 0;

  while (i < tokens.length) {
    const before = i;
    const policy = readPolicy();
    if (policy === undefined) {
      const at = tokens[Math.min(i, tokens.length - 1)];
      if (at !== undefined) problems.push({ start: at.start, end: Math.max(at.end, at.start + 1), message: "This is not a Cedar policy" });
      skip();
    } else policies.push(policy);
    if (i === before) i++;
  }
  return { policies, problems };

  function readPolicy(): CedarTree["policies"][number] | undefined {
    while (accept("@")) {
      i++;
      if (accept("(")) {
        if (tokens[i]?.kind === "text") i++;
        if (!accept(")")) return undefined;
      }
    }
    const effect = tokens[i];
    if (effect?.kind !== "word" || (effect.value !== "permit" && effect.value !== "forbid")) return undefined;
    i++;
    if (!accept("(")) return undefined;
    const principal = readScope("principal");
    if (!accept(",")) return undefined;
    const action = readScope("action");
    if (!accept(",")) return undefined;
    const resource = readScope("resource");
    accept(",");
    if (principal === undefined || action === undefined || resource === undefined || !accept(")")) return undefined;
    const head = place(effect.start, end());
    const conditions: CedarCondition[] = [];
    for (;;) {
      const word = tokens[i];
      if (word?.kind !== "word" || (word.value !== "when" && word.value !== "unless")) break;
      i++;
      const condition = readCondition(word.value, word.start);
      if (condition === undefined) return undefined;
      conditions.push(condition);
    }
    if (!accept(";")) return undefined;
    return {
      effect: effect.value,
      principal,
      action,
      resource,
      conditions,
      head,
      place: place(effect.start, end()),
      at: place(effect.start, effect.end),
    };
  }

  /** Up to the comma or parenthesis that ends it. */
  function readScope(name: string): CedarScope | undefined {
    const first = tokens[i];
    if (first?.kind !== "word" || first.value !== name) return undefined;
    i++;
    const from = i;
    const entities: CedarScope["entities"][number][] = [];
    const types: string[] = [];
    let depth = 0;
    while (i < tokens.length) {
      const it = tokens[i];
      if (it === undefined || (it.kind === "mark" && (it.value === ";" || it.value === "{"))) return undefined;
      if (depth === 0 && it.kind === "mark" && (it.value === "," || it.value === ")")) break;
      if (it.value === "[" && it.kind === "mark") depth++;
      if (it.value === "]" && it.kind === "mark") depth--;
      if (it.kind === "word" && it.value !== "in" && it.value !== "is") {
        const start = i;
        let type = it.value;
        i++;
        while (accept("::")) {
          const next = tokens[i];
          if (next?.kind === "text") {
            entities.push({ type, id: next.value, at: place(it.start, next.end) });
            i++;
            break;
          }
          if (next?.kind !== "word") return undefined;
          type += `::${next.value}`;
          i++;
        }
        if (tokens[start - 1]?.value === "is") types.push(type);
        continue;
      }
      i++;
    }
    return { open: i === from, entities, types, at: place(first.start, end()) };
  }

  function readCondition(kind: "when" | "unless", start: number): CedarCondition | undefined {
    if (!accept("{")) return undefined;
    const from = i;
    const reads: string[] = [];
    let depth = 1;
    while (i < tokens.length && depth > 0) {
      const it = tokens[i];
      if (it?.kind === "mark" && it.value === "{") depth++;
      else if (it?.kind === "mark" && it.value === "}") depth--;
      else if (it?.kind === "word" && tokens[i - 1]?.value !== "." && tokens[i - 1]?.value !== "::") {
        let path = it.value;
        for (let j = i + 1; tokens[j]?.value === "." && tokens[j + 1]?.kind === "word"; j += 2) path += `.${tokens[j + 1]?.value}`;
        reads.push(path);
      }
      i++;
    }
    if (depth > 0) return undefined;
    const inner = tokens.slice(from, i - 1);
    const only = inner.length === 1 && inner[0]?.kind === "word" ? inner[0].value : undefined;
    return { kind, constant: only === "true" ? true : only === "false" ? false : undefined, reads, at: place(start, end()) };
  }

  function accept(mark: string): boolean {
    if (tokens[i]?.kind !== "mark" || tokens[i]?.value !== mark) return false;
    i++;
    return true;
  }

  function end(): number {
    return tokens[i - 1]?.end ?? 0;
  }

  /** To behind the next semicolon outside of braces, or the next effect. */
  function skip(): void {
    if (i < tokens.length) i++;
    while (i < tokens.length) {
      const it = tokens[i];
      if (it?.kind === "mark" && it.value === ";") {
        i++;
        return;
      }
      if (it?.kind === "word" && (it.value === "permit" || it.value === "forbid") && tokens[i + 1]?.value === "(") return;
      i++;
    }
  }
}

function scan(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(pattern)) {
    const [whole, word, string, mark] = match;
    const span = { start: match.index, end: match.index + whole.length };
    if (word !== undefined) tokens.push({ ...span, kind: "word", value: word });
    else if (string !== undefined) tokens.push({ ...span, kind: "text", value: string.replace(/^"|"$/g, "") });
    else if (mark !== undefined) tokens.push({ ...span, kind: "mark", value: mark });
    else if (!/^(?:\s|\/\/)/.test(whole)) tokens.push({ ...span, kind: "broken", value: whole });
  }
  return tokens;
}
