/** Finds template actions (`{{ }}`) in YAML text and replaces them by text of the same length that YAML can read. */

import type { Span } from "../text.js";

/** Stands for one character of an action that writes a value. */
export const hole = "\uE000";
/** Stands for one character of an action that chooses (`if`, `else`, `range`, ...): what is around it is not certain either. */
export const choice = "\uE001";

/** A comment may hold anything, braces too, but no other comment. */
const comment = /\{\{-?\s*\/\*(?:[^*{]|\*(?!\/)|\{(?!\{-?\s*\/\*))*\*\/\s*-?\}\}/y;
const string = /"(?:[^"\\\n]|\\.)*"|`[^`]*`/y;
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
  for (const { start, end } of actionsIn(text)) {
    if (text.slice(last, start).includes("{{")) return undefined;
    last = end;
    const whole = text.slice(start, end);
    const trimsBefore = /^\{\{-\s/.test(whole);
    const trimsAfter = /\s-\}\}$/.test(whole);
    const code = whole.slice(trimsBefore ? 3 : 2, trimsAfter ? -3 : -2).trim();
    found.push({ start, end, code, trimsBefore, trimsAfter });
  }
  return text.includes("{{", last) ? undefined : found;
}

/** How often a character may be looked at in vain, on average, before quotes count for nothing: strings could lead every look to the end. */
const patience = 20;

/** Spans of the actions that are closed, in order. The time is linear in the text, whatever stands in it. */
function actionsIn(text: string): readonly Span[] {
  const found: Span[] = [];
  let fuel = patience * text.length;
  for (let start = text.indexOf("{{"); start >= 0; ) {
    const end = actionEnd(start);
    if (end !== undefined) found.push({ start, end });
    start = text.indexOf("{{", end ?? start + 1);
  }
  return found;

  function actionEnd(start: number): number | undefined {
    comment.lastIndex = start;
    if (comment.test(text)) return comment.lastIndex;
    return (fuel > 0 ? codeEnd(start + 2, true) : undefined) ?? codeEnd(start + 2, false);
  }

  /** Behind the braces that close; undefined when others open before. With `strings` neither counts inside of them. */
  function codeEnd(from: number, strings: boolean): number | undefined {
    let pos = from;
    for (; pos < text.length; pos++) {
      const code = text.charCodeAt(pos);
      if (code === 125 && text.charCodeAt(pos + 1) === 125) return pos + 2;
      if (code === 123 && text.charCodeAt(pos + 1) === 123) break;
      if (!strings || (code !== 34 && code !== 96)) continue;
      string.lastIndex = pos;
      if (string.test(text)) pos = string.lastIndex - 1;
    }
    if (strings) fuel -= pos - from;
    return undefined;
  }
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
  for (const { start, end } of actionsIn(text)) {
    const whole = text.slice(start, end);
    result += text.slice(last, start);
    last = end;
    if (alone(text, start, end)) result += spaces(whole);
    else {
      const fill = control.test(whole) ? choice : hole;
      const newline = whole.indexOf("\n");
      const first = newline < 0 ? whole : whole.slice(0, newline);
      result +=
        fill.repeat(first.replace(/\r$/, "").length) +
        (newline < 0 ? "" : `${first.endsWith("\r") ? "\r" : ""}${spaces(whole.slice(newline))}`);
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
  return to - from < 2_000 && /^\s*$/.test(withoutActions(text.slice(from, to)));
}

function withoutActions(text: string): string {
  let result = "";
  let last = 0;
  for (const { start, end } of actionsIn(text)) {
    result += text.slice(last, start);
    last = end;
  }
  return result + text.slice(last);
}

function spaces(text: string): string {
  return text.replace(/[^\r\n]/g, " ");
}
