/** Finds template actions (`{{ }}`) in YAML text and replaces them by text of the same length that YAML can read. */

/** Stands for one character of an action that writes a value. */
export const hole = "\uE000";
/** Stands for one character of an action that chooses (`if`, `else`, `range`, ...): what is around it is not certain either. */
export const choice = "\uE001";

// A bounded look for the end, so that unclosed braces cost linear time. Comments may hold anything, braces too.
const action =
  /\{\{-?\s*\/\*(?:[^*{]|\*(?!\/)|\{(?!\{-?\s*\/\*))*\*\/\s*-?\}\}|\{\{(?:[^{}"`]|"(?:[^"\\\n]|\\.)*"|`[^`]*`|\}(?!\})|\{(?!\{)|["`])*?\}\}/g;
const control = /^\{\{-?\s*(?:if|else|end|range|with|define|template|block|break|continue|\/\*|\$\w*\s*:?=)/;
const helm =
  /\{\{-?\s*(?:\.(?:Values|Release|Chart|Capabilities|Files|Template)\b|\$?\.|include\b|tpl\b|template\b|required\b|default\b|toYaml\b|if\b|range\b|end\b|printf\b|quote\b)/;

/** One template action, in offsets of the text: `code` is what stands between the braces, without trim markers, comments included. */
export interface TemplateAction {
  readonly start: number;
  readonly end: number;
  readonly code: string;
  /** `{{-` and `-}}`: the space on that side is not written. */
  readonly trimsBefore: boolean;
  readonly trimsAfter: boolean;
}

/** The actions of a text in order; undefined when some brace stays open, for then nothing is certain about the others. */
export function templateActions(text: string): readonly TemplateAction[] | undefined {
  const found: TemplateAction[] = [];
  let last = 0;
  for (const match of text.matchAll(action)) {
    if (text.slice(last, match.index).includes("{{")) return undefined;
    last = match.index + match[0].length;
    const trimsBefore = /^\{\{-\s/.test(match[0]);
    const trimsAfter = /\s-\}\}$/.test(match[0]);
    const code = match[0].slice(trimsBefore ? 3 : 2, trimsAfter ? -3 : -2).trim();
    found.push({ start: match.index, end: last, code, trimsBefore, trimsAfter });
  }
  return text.includes("{{", last) ? undefined : found;
}

/** Whether some `{{` stands where YAML would read structure or a plain scalar: not in quotes, comments and block scalars. */
export function isTemplate(text: string): boolean {
  if (!text.includes("{{")) return false;
  let block: number | undefined;
  for (let start = 0; start <= text.length; ) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, end);
    start = end + 1;
    const indent = line.search(/\S/);
    if (indent < 0) continue;
    if (block !== undefined && indent > block) continue;
    block = blockIndent(line, indent);
    if (line.includes("{{") && bare(line).includes("{{")) return true;
  }
  return false;
}

/** Whether a quoted or block text is written by Helm, as opposed to the `{{ }}` of Kyverno, Argo or Prometheus, which are data. */
export function hasHelm(text: string): boolean {
  return text.includes("{{") && helm.test(text);
}

/** The indentation that a block scalar begun on this line must exceed; undefined when none is begun. */
function blockIndent(line: string, indent: number): number | undefined {
  if (!/(?:^|[\s:-])[|>][+-]?\d?[+-]?[ \t\r]*(?:#.*)?$/.test(line)) return undefined;
  // In `- key: |` the parent is the key, behind the dashes.
  const dashes = /^[ \t]*(?:-[ \t]+)*(?=[^\s|>-])/.exec(line)?.[0];
  return dashes === undefined ? indent : dashes.length;
}

function bare(line: string): string {
  return line.replace(/(?<=^|[\s[{,:(])(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')/g, "").replace(/(?:^|\s)#.*$/, "");
}

/**
 * The same text, as long, without actions: a line of nothing but actions becomes blank unless it is a list item or a value of its own;
 * elsewhere each character becomes a placeholder, which reads as part of a plain scalar.
 */
export function blankTemplates(text: string): string {
  let result = "";
  let last = 0;
  for (const match of text.matchAll(action)) {
    const start = match.index;
    const end = start + match[0].length;
    result += text.slice(last, start);
    last = end;
    if (alone(text, start, end)) result += spaces(match[0]);
    else {
      const fill = control.test(match[0]) ? choice : hole;
      const newline = match[0].indexOf("\n");
      const first = newline < 0 ? match[0] : match[0].slice(0, newline);
      result +=
        fill.repeat(first.replace(/\r$/, "").length) +
        (newline < 0 ? "" : `${first.endsWith("\r") ? "\r" : ""}${spaces(match[0].slice(newline))}`);
    }
  }
  return result + text.slice(last);
}

/** Whether the line (or lines) around an action hold nothing but actions. */
function alone(text: string, start: number, end: number): boolean {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const newline = text.indexOf("\n", end);
  const to = newline < 0 ? text.length : newline;
  if (/^[ \t]*$/.test(text.slice(from, start)) && /^[ \t\r]*$/.test(text.slice(end, to))) return true;
  // Long lines are not worth the look: they are text with actions.
  return to - from < 2_000 && /^\s*$/.test(text.slice(from, to).replace(action, ""));
}

function spaces(text: string): string {
  return text.replace(/[^\r\n]/g, " ");
}
