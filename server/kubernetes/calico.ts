/** The text selectors of Calico (SEMANTICS S12): equality, sets, `has()`, prefixes, and their combinations. */

export type CalicoSelector =
  | { readonly kind: "all" }
  | { readonly kind: "global" }
  | { readonly kind: "has"; readonly key: string }
  | { readonly kind: "in"; readonly key: string; readonly values: readonly string[]; readonly negated: boolean }
  | { readonly kind: "part"; readonly key: string; readonly how: "contains" | "starts" | "ends"; readonly text: string }
  | { readonly kind: "not"; readonly inner: CalicoSelector }
  | { readonly kind: "and" | "or"; readonly parts: readonly CalicoSelector[] };

const lexer = /\s*(?:(&&|\|\||==|!=|[!(){},])|"([^"]*)"|'([^']*)'|([A-Za-z0-9_./-]+))/y;

interface Token {
  readonly kind: "sign" | "text" | "word";
  readonly text: string;
}

const maximumDepth = 100;

/** undefined when the text is no selector; the empty text selects everything. */
export function parseCalicoSelector(text: string): CalicoSelector | undefined {
  if (text.trim() === "") return { kind: "all" };
  const tokens = tokenise(text);
  if (tokens === undefined) return undefined;
  let next = 0;
  const peek = (): Token | undefined => tokens[next];
  const take = (sign: string): boolean => peek()?.kind !== "text" && peek()?.text === sign && next++ >= 0;

  function alternatives(depth: number): CalicoSelector | undefined {
    return chain("or", "||", depth, () => chain("and", "&&", depth, () => operand(depth)));
  }

  function chain(kind: "and" | "or", sign: string, depth: number, part: () => CalicoSelector | undefined): CalicoSelector | undefined {
    if (depth > maximumDepth) return undefined;
    const parts: CalicoSelector[] = [];
    do {
      const it = part();
      if (it === undefined) return undefined;
      parts.push(it);
    } while (take(sign));
    return parts.length === 1 ? parts[0] : { kind, parts };
  }

  function operand(depth: number): CalicoSelector | undefined {
    if (depth > maximumDepth) return undefined;
    if (take("!")) {
      const inner = operand(depth + 1);
      return inner && { kind: "not", inner };
    }
    if (take("(")) {
      const inner = alternatives(depth + 1);
      return take(")") ? inner : undefined;
    }
    const word = peek();
    if (word?.kind !== "word") return undefined;
    next++;
    if (take("(")) return call(word.text);
    return comparison(word.text);
  }

  function call(name: string): CalicoSelector | undefined {
    if (name === "all" || name === "global") return take(")") ? { kind: name } : undefined;
    const key = peek();
    next++;
    return name === "has" && key !== undefined && key.kind !== "sign" && take(")") ? { kind: "has", key: key.text } : undefined;
  }

  function comparison(key: string): CalicoSelector | undefined {
    if (take("==")) return single(key, false);
    if (take("!=")) return single(key, true);
    if (take("in")) return set(key, false);
    if (take("not")) return take("in") ? set(key, true) : undefined;
    const how = take("contains") ? "contains" : take("starts") ? "starts" : take("ends") ? "ends" : undefined;
    if (how === undefined || (how !== "contains" && !take("with"))) return undefined;
    const text = literal();
    return text === undefined ? undefined : { kind: "part", key, how, text };
  }

  function single(key: string, negated: boolean): CalicoSelector | undefined {
    const value = literal();
    return value === undefined ? undefined : { kind: "in", key, values: [value], negated };
  }

  function set(key: string, negated: boolean): CalicoSelector | undefined {
    const values: string[] = [];
    if (!take("{")) return undefined;
    while (!take("}")) {
      const value = literal();
      if (value === undefined) return undefined;
      values.push(value);
      if (!take(",") && peek()?.text !== "}") return undefined;
    }
    return { kind: "in", key, values, negated };
  }

  function literal(): string | undefined {
    const token = peek();
    if (token?.kind !== "text") return undefined;
    next++;
    return token.text;
  }

  const parsed = alternatives(0);
  return next === tokens.length ? parsed : undefined;
}

function tokenise(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  lexer.lastIndex = 0;
  const trimmed = text.trimEnd();
  while (lexer.lastIndex < trimmed.length) {
    const match = lexer.exec(trimmed);
    if (!match) return undefined;
    const [, sign, double, single, word] = match;
    const quoted = double ?? single;
    tokens.push(
      sign !== undefined
        ? { kind: "sign", text: sign }
        : quoted !== undefined
          ? { kind: "text", text: quoted }
          : { kind: "word", text: word ?? "" },
    );
  }
  return tokens;
}

/** Three-valued; `complete` says whether the labels are all there are. `global()` selects what is in no namespace. */
export function matchesCalico(selector: CalicoSelector, labels: ReadonlyMap<string, string>, complete: boolean): boolean | undefined {
  const label = (key: string): string | undefined => labels.get(key);
  switch (selector.kind) {
    case "all":
      return true;
    case "global":
      return false;
    case "has":
      return label(selector.key) !== undefined || (complete ? false : undefined);
    case "in": {
      const value = label(selector.key);
      if (value === undefined) return complete ? selector.negated : undefined;
      return selector.values.includes(value) !== selector.negated;
    }
    case "part": {
      const value = label(selector.key);
      if (value === undefined) return complete ? false : undefined;
      if (selector.how === "contains") return value.includes(selector.text);
      return selector.how === "starts" ? value.startsWith(selector.text) : value.endsWith(selector.text);
    }
    case "not": {
      const inner = matchesCalico(selector.inner, labels, complete);
      return inner === undefined ? undefined : !inner;
    }
    default: {
      const decisive = selector.kind === "or";
      const verdicts = selector.parts.map((it) => matchesCalico(it, labels, complete));
      if (verdicts.includes(decisive)) return decisive;
      return verdicts.includes(undefined) ? undefined : !decisive;
    }
  }
}
