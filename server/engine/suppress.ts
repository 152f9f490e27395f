/** Suppressions: our own comments and annotations, and those of other tools through the rules' refs. */
import type { KubeObject, Rule } from "../../rules/api.js";
import type { Span } from "../syntax/text.js";
import { LineTable } from "../syntax/text.js";
import type { Suppressed } from "./finding.js";

/** One suppression as written. `span` is the comment or annotation; `covers` what it silences, in offsets of the file; undefined is the whole file. */
export interface Suppression extends Span {
  readonly rules: readonly string[];
  readonly by: string;
  readonly reason: string | undefined;
  readonly until: string | undefined;
  readonly covers: Span | undefined;
}

/** `# ztlint:ignore a/b,c/d until=2027-01-01 -- reason`, also behind `//` and inside block comments. */
const own =
  /ztlint:ignore(-file)?(?:[ \t]+(?!--|until=)([\w/*,.-]+(?:[ \t]*,[ \t]*[\w/*.-]+)*))?(?:[ \t]+until=(\S+))?(?:[ \t]+--[ \t]*(.*?))?[ \t]*(?:\*\/)?$/;
/** Nobody writes a longer reason. */
const longest = 2_000;
/** Other tools' comments: `id`, a day on which it ends, and the reason. Some name several checks in one comment. */
const foreign: readonly { readonly tool: string; readonly pattern: RegExp; readonly below: boolean }[] = [
  { tool: "checkov", pattern: /(?:checkov|bridgecrew):skip=[ \t]*([\w-]+)()(?::(.*))?/g, below: false },
  {
    tool: "tfsec",
    pattern: /tfsec:ignore:([\w*-]+)(?::exp:(\d{4}-\d\d-\d\d))?((?:(?!tfsec:ignore:).)*)/g,
    below: true,
  },
  {
    tool: "trivy",
    pattern: /trivy:ignore:([\w*-]+)(?::exp:(\d{4}-\d\d-\d\d))?((?:(?!trivy:ignore:).)*)/g,
    below: true,
  },
  { tool: "kics", pattern: /kics-scan ignore-(?:line|block)/g, below: true },
];
/** KICS leaves out a whole file that begins with this. */
const wholeFile = /kics-scan ignore\s*$/;
const mention = /ztlint:ignore|checkov:skip|bridgecrew:skip|tfsec:ignore|trivy:ignore|kics-scan/;

/** Comments that could hold a suppression, by line: the text after the marker, and its span. */
export interface CommentLine extends Span {
  readonly text: string;
}

/** Finds comment lines by their marker alone: right for YAML and Rego, where a `#` after white space starts one, and for the `//` of Cedar. */
export function yamlComments(text: string): readonly CommentLine[] {
  if (!mention.test(text)) return [];
  const comments: CommentLine[] = [];
  let start = 0;
  for (const line of text.split("\n")) {
    const hash = /(?:^|\s)(?:#|\/\/)/.exec(line);
    if (hash && mention.test(line)) {
      const from = hash.index + hash[0].search(/\S/);
      comments.push({ start: start + from, end: start + line.trimEnd().length, text: line.slice(from).trimEnd() });
    }
    start += line.length + 1;
  }
  return comments;
}

/** Comments of a Terraform file; a block comment gives its lines. The spans are asked for only where some suppression may be. */
export function hclComments(text: string, comments: () => readonly Span[]): readonly CommentLine[] {
  if (!mention.test(text)) return [];
  return comments().flatMap((it) => {
    const whole = text.slice(it.start, it.end);
    if (!mention.test(whole)) return [];
    let start = it.start;
    return whole.split("\n").flatMap((line) => {
      const trimmed = line.trimEnd();
      const found = mention.test(line) ? [{ start, end: start + trimmed.length, text: trimmed }] : [];
      start += line.length + 1;
      return found;
    });
  });
}

/**
 * Reads suppressions from comments. `nodesFrom(line)` answers the spans of statements that start on a zero-based line, `around(offset)` the block
 * that a comment stands in.
 */
export function readSuppressions(
  text: string,
  comments: readonly CommentLine[],
  nodesFrom: (line: number) => readonly Span[],
  around: (offset: number) => Span | undefined,
): readonly Suppression[] {
  if (comments.length === 0) return [];
  const lines = new LineTable(text);
  return comments.flatMap((comment) => {
    const at = comment.text.indexOf("ztlint:ignore");
    const ours = at < 0 ? null : own.exec(comment.text.slice(at, at + longest).trimEnd());
    if (ours) {
      const covers = ours[1] ? undefined : coverage(text, lines, comment, nodesFrom);
      return [
        {
          start: comment.start,
          end: comment.end,
          by: ours[1] ? "file" : "comment",
          rules: (ours[2] ?? "*").split(",").map((it) => it.trim()),
          until: ours[3],
          reason: ours[4] === "" ? undefined : ours[4],
          covers,
        },
      ];
    }
    const { start, end } = comment;
    if (wholeFile.test(comment.text) && isHead(text.slice(0, start)))
      return [{ start, end, by: "kics", rules: [], until: undefined, reason: undefined, covers: undefined }];
    return foreign.flatMap(({ tool, pattern, below }) => {
      const found = [...comment.text.matchAll(pattern)];
      if (found.length === 0) return [];
      const statement = coverage(text, lines, comment, nodesFrom);
      const covers = below ? statement : (around(start) ?? statement);
      return found.map(([, id, until, reason]) => ({
        start,
        end,
        by: tool,
        rules: id === undefined ? [] : [id],
        until: until || undefined,
        reason: reason?.trim() || undefined,
        covers,
      }));
    });
  });
}

/** Whether nothing but comments stands here. */
function isHead(text: string): boolean {
  return text.split("\n").every((line) => /^\s*(?:#|\/\/|---|$)/.test(line));
}

/** The line of a trailing comment; else the next line that is not a comment, and every statement that starts there. */
function coverage(text: string, lines: LineTable, comment: Span, nodesFrom: (line: number) => readonly Span[]): Span {
  const own = lines.position(comment.start).line;
  let line = own;
  if (/^\s*$/.test(text.slice(lines.lineStart(own), comment.start))) {
    line++;
    while (line < lines.lines && /^\s*(?:#.*|\/\/.*)?$/.test(text.slice(lines.lineStart(line), lines.lineStart(line + 1)).trimEnd()))
      line++;
  }
  let span: Span = { start: lines.lineStart(line), end: lines.lineStart(line + 1) };
  for (const node of nodesFrom(line)) if (node.end > span.end) span = { start: span.start, end: node.end };
  return span;
}

/** Annotations on a Kubernetes object: ours and other tools'. Places are in offsets of the unit; `base` turns them into the file's. */
export function annotationSuppressions(object: KubeObject, base: number): readonly Suppression[] {
  const found: Suppression[] = [];
  const covers = { start: base + object.full.start, end: base + object.full.end };
  for (const [key, value] of object.annotations) {
    const span = { start: base + object.at.start, end: base + object.at.end, until: undefined, covers };
    if (key === "ztlint.dev/ignore" || key.startsWith("ztlint.dev/ignore-")) {
      const [rules = "", ...reason] = value.split(":");
      found.push({
        ...span,
        by: "annotation",
        rules: rules.split(",").map((it) => it.trim()),
        reason: reason.join(":").trim() || undefined,
      });
    } else if (/^checkov\.io\/skip\d*$/.test(key)) {
      const [rule = "", reason] = value.split("=");
      found.push({ ...span, by: "checkov", rules: [rule.trim()], reason: reason?.trim() });
    } else if (key.startsWith("ignore-check.kube-linter.io/")) {
      found.push({ ...span, by: "kube-linter", rules: [key.slice("ignore-check.kube-linter.io/".length)], reason: value || undefined });
    } else if (key === "kube-linter.io/ignore-all") {
      found.push({ ...span, by: "kube-linter", rules: ["*"], reason: value || undefined });
    } else if (key === "kube-score/ignore") {
      found.push({ ...span, by: "kube-score", rules: value.split(",").map((it) => it.trim()), reason: undefined });
    } else if (key.startsWith("polaris.fairwinds.com/") && value === "true") {
      const check = /^(?:(.*)-)?exempt$/.exec(key.slice("polaris.fairwinds.com/".length));
      if (check) found.push({ ...span, by: "polaris", rules: [check[1] ?? "*"], reason: undefined });
    }
  }
  return found;
}

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/^avd-/, "")
    .replace(/[^a-z0-9*]+/g, "");

/** Whether a suppression names this rule: by id or alias, or by the other tool's id in the rule's refs. */
export function names(suppression: Suppression, rule: Rule): boolean {
  const { by, rules } = suppression;
  if (by === "comment" || by === "file" || by === "annotation")
    return rules.some((it) => it === "*" || it === rule.id || rule.aliases?.includes(it) === true);
  if (by === "kics") return rule.refs.some((it) => it.startsWith("kics:"));
  const tools = by === "tfsec" || by === "trivy" ? ["tfsec", "trivy"] : [by];
  return rule.refs.some((ref) => {
    const colon = ref.indexOf(":");
    return tools.includes(ref.slice(0, colon)) && rules.some((it) => it === "*" || plain(ref.slice(colon + 1)) === plain(it));
  });
}

export function suppressedBy(suppression: Suppression): Suppressed {
  return { by: suppression.by, reason: suppression.reason, until: suppression.until };
}
