/** Reading Cedar policies: only as much as tells whether a permit asks for anything. */

/**
 * Whether some permit statement has no condition that mentions `context`: it lets in whoever comes. Text that cannot be split into
 * statements is answered with false.
 */
export function permitsWithoutTrust(source: string): boolean {
  const text = source.replace(/\/\/[^\n]*/g, "");
  return statementsOf(text).some((it) => /^\s*(?:@\w+\s*\([^)]*\)\s*)*permit\s*\(/.test(it) && !/\bcontext\b/.test(conditions(it)));
}

/** Statements end at semicolons outside strings. */
function statementsOf(text: string): readonly string[] {
  const found: string[] = [];
  let quoted = false;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "\\" && quoted) i++;
    else if (text[i] === '"') quoted = !quoted;
    else if (text[i] === ";" && !quoted) {
      found.push(text.slice(from, i));
      from = i + 1;
    }
  }
  return [...found, text.slice(from)];
}

/** What stands in `when { }` and `unless { }`, without its strings. */
function conditions(statement: string): string {
  const at = /\b(?:when|unless)\s*\{/.exec(statement)?.index;
  return at === undefined ? "" : statement.slice(at).replace(/"(?:\\.|[^"\\])*"/g, '""');
}
