/** Tells what a document is without composing it: its top-level apiVersion and kind. */

export interface Peek {
  /** Whether both keys stand at the top level: nothing else can be a Kubernetes object. */
  readonly object: boolean;
  /** undefined when absent, or spelled in a way that only composing can read. */
  readonly apiVersion: string | undefined;
  readonly kind: string | undefined;
}

const head = /^(?:\uFEFF?(?:[ \t]*(?:#[^\n]*)?|%[^\n]*|---(?:[ \t]+(?:#[^\n]*)?)?|\{\{[^\n]*)\r?\n)*(?:\uFEFF?---[ \t]+)?([ \t]*)(\{?)/;
const keyAtColumn = new Map<number, RegExp>();

export function peek(text: string): Peek {
  const match = head.exec(text);
  const start = match ? match[0].length : 0;
  if (match?.[2] === "{" && text[start] !== "{") return peekFlow(text, start);
  return peekBlock(text, match?.[1]?.length ?? 0);
}

function peekBlock(text: string, indent: number): Peek {
  const found = new Map<string, string | undefined>();
  for (const match of text.matchAll(topKeys(indent))) {
    const key = match[1] ?? "";
    if (!found.has(key)) found.set(key, match[2] ?? match[3] ?? match[4]);
    if (found.size === 2) break;
  }
  return { object: found.size === 2, apiVersion: found.get("apiVersion"), kind: found.get("kind") };
}

/** Anchors, tags, aliases, block scalars and templates leave the value to the composer. */
function topKeys(indent: number): RegExp {
  const known = keyAtColumn.get(indent);
  if (known) return known;
  const lead = indent === 0 ? "^(?:\\uFEFF|---[ \\t]+)?" : `^[ \\t]{${indent}}`;
  const made = new RegExp(
    `${lead}["']?(apiVersion|kind)["']?[ \\t]*:(?=\\s|$)[ \\t]*(?:(?:"([^"\\\\\\n]*)"|'([^'\\n]*)'|([^\\s#"'{[&*!|>]\\S*))(?=[ \\t]*\\r?$|[ \\t]+#))?`,
    "gm",
  );
  keyAtColumn.set(indent, made);
  return made;
}

/** Reads the keys of the outermost braces only: a list's items have kinds, too. */
function peekFlow(text: string, start: number): Peek {
  const found = new Map<string, string | undefined>();
  let depth = 1;
  // A string that is still open reaches to the end, so that it is looked at once.
  const token = /"((?:[^"\\]|\\[\s\S])*)(?:"|\\?$)|'[^']*(?:'|$)|[{}[\]]|\b(apiVersion|kind)(?=\s*:)/g;
  token.lastIndex = start;
  for (let match = token.exec(text); match && depth > 0 && found.size < 2; match = token.exec(text)) {
    const it = match[0];
    if (it === "{" || it === "[") depth++;
    else if (it === "}" || it === "]") depth--;
    else if (depth === 1) {
      const key = match[1] ?? match[2];
      if (key !== "apiVersion" && key !== "kind") continue;
      const value = /\s*:\s*(?:"([^"\\]*)"|'([^']*)'|([\w./-]+))?/y;
      value.lastIndex = token.lastIndex;
      const written = value.exec(text);
      if (!written) continue;
      found.set(key, written[1] ?? written[2] ?? written[3]);
      token.lastIndex = value.lastIndex;
    }
  }
  return { object: found.size === 2, apiVersion: found.get("apiVersion"), kind: found.get("kind") };
}
