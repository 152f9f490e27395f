/** Reading Cedar policies: only as much as tells whether a permit asks for anything. */

/**
 * Whether some permit statement has no condition that mentions `context`, so that it lets in whoever comes, and no forbid statement takes
 * that back: forbid overrides permit (SEMANTICS D6). Text that cannot be split into statements is answered with false.
 */
export function permitsWithoutTrust(source: string): boolean {
  const text = source.replace(/\/\/[^\n]*/g, "");
  const statements = statementsOf(text);
  const of = (effect: RegExp): readonly string[] => statements.filter((it) => effect.test(it.replace(annotations, "")));
  const tests = (it: string): boolean => /\bcontext\b/.test(conditions(it));
  if (of(/^\s*forbid\b/).some((it) => tests(it) || forbidsAll.test(it.replace(annotations, "")))) return false;
  return of(/^\s*permit\s*\(/).some((it) => !tests(it));
}

const annotations = /^\s*(?:@\w+\s*\([^)]*\)\s*)+/;
const forbidsAll = /^\s*forbid\s*\(\s*principal\s*,\s*action\s*,\s*resource\s*\)\s*$/;

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
