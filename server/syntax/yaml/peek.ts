/** Tells what a document is without composing it: its top-level kind, and whether it is a template. */

export interface Peek {
  readonly apiVersion: string | undefined;
  readonly kind: string | undefined;
  /** Holds `{{` outside quotes, comments and block scalars: Helm or another template engine writes the final text. */
  readonly template: boolean;
}

const top = /^(?:"?(apiVersion|kind)"?)[ \t]*:[ \t]*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s#"'{[&*!|>][^\n#]*?))[ \t]*(?:\r?$|[ \t]#.*$)/gm;

/** Reads the scalars of `apiVersion` and `kind` at column 0. Flow documents (JSON) are recognised by their first brace. */
export function peek(text: string): Peek {
  const flow = /^(?:\s|#[^\n]*\n|---)*\{/.test(text);
  let apiVersion: string | undefined;
  let kind: string | undefined;
  if (flow) {
    apiVersion = /"apiVersion"\s*:\s*"([^"]+)"/.exec(text)?.[1];
    kind = /"kind"\s*:\s*"([^"]+)"/.exec(text)?.[1];
  } else
    for (const match of text.matchAll(top)) {
      const value = match[2] ?? match[3] ?? match[4];
      if (match[1] === "kind") kind ??= value;
      else apiVersion ??= value;
    }
  return { apiVersion, kind, template: isTemplate(text) };
}

/** Whether some `{{` stands where YAML would read structure or a plain scalar. */
export function isTemplate(text: string): boolean {
  if (!text.includes("{{")) return false;
  let blockIndent: number | undefined;
  for (const line of text.split("\n")) {
    const indent = line.search(/\S/);
    if (indent < 0) continue;
    if (blockIndent !== undefined) {
      if (indent > blockIndent) continue;
      blockIndent = undefined;
    }
    if (line.includes("{{") && /\{\{/.test(withoutQuotesAndComments(line))) return true;
    if (/(?:^|[\s:-])[|>][+-]?\d?[+-]?\s*(?:#.*)?$/.test(line)) blockIndent = indent;
  }
  return false;
}

function withoutQuotesAndComments(line: string): string {
  return line.replace(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'/g, "").replace(/(?:^|\s)#.*$/, "");
}
