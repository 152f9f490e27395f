/** Findings about suppressions themselves, and the edit that writes one. */
import type { Rule } from "../../rules/api.js";
import type { Language } from "../sources.js";
import type { Span } from "../syntax/text.js";
import type { Config } from "./config.js";
import type { Finding, ProvedFix } from "./finding.js";
import type { Judged } from "./index.js";
import { names, type Suppression } from "./suppress.js";

/** Unknown, ended, unused and (when configured) unreasoned suppressions of our own kind, each with the fix that removes it. */
export function suppressionFindings(
  path: string,
  text: string,
  written: readonly Suppression[],
  used: ReadonlySet<Suppression>,
  rules: readonly Rule[],
  config: Config,
): readonly Judged[] {
  return written.flatMap((it) => {
    if (it.by !== "comment" && it.by !== "file" && it.by !== "annotation") return [];
    const complaint = complaintAbout(it);
    return complaint === undefined ? [] : [judged(path, text, it, complaint.rule, complaint.message)];
  });

  function complaintAbout(it: Suppression): { rule: string; message: string } | undefined {
    const unknown = it.rules.find(
      (id) => id !== "*" && !id.startsWith("suppression/") && !rules.some((rule) => rule.id === id || rule.aliases?.includes(id) === true),
    );
    if (unknown !== undefined) return { rule: "suppression/unknown-rule", message: `There is no rule \`${unknown}\` to ignore` };
    if (it.until !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(it.until))
      return { rule: "suppression/bad-date", message: `\`until=${it.until}\` is not a date of the form YYYY-MM-DD` };
    if (it.until !== undefined && config.today !== undefined && it.until < config.today)
      return { rule: "suppression/expired", message: `This suppression ended on \`${it.until}\`` };
    if (!used.has(it) && !offOnly(it))
      return { rule: "suppression/unused", message: "This suppression silences nothing: what it ignored is gone" };
    if (config.requireReason && it.reason === undefined)
      return { rule: "suppression/no-reason", message: "This suppression gives no reason: add ` -- why`" };
    return undefined;
  }

  /** A suppression of a rule that is switched off may be needed again. */
  function offOnly(it: Suppression): boolean {
    const named = rules.filter((rule) => names(it, rule));
    return named.length > 0 && named.every((rule) => config.level(rule) === undefined);
  }
}

function judged(path: string, text: string, at: Suppression, rule: string, message: string): Judged {
  const key = `${rule}|${text.slice(at.start, at.end)}`;
  const removal = at.by === "annotation" || rule === "suppression/no-reason" ? undefined : removalOf(path, text, at);
  return {
    verdict: undefined,
    ...(removal ? { removal } : {}),
    finding: {
      rule,
      severity: "warning",
      pillar: "automation",
      tenet: ["T7"],
      message,
      file: path,
      start: at.start,
      end: at.end,
      resource: path,
      key,
      related: [],
      suppressed: false,
      fixable: removal !== undefined,
    },
  };
}

function removalOf(path: string, text: string, at: Span): ProvedFix {
  const lineStart = text.lastIndexOf("\n", at.start - 1) + 1;
  const newline = text.indexOf("\n", at.end);
  const alone = /^\s*$/.test(text.slice(lineStart, at.start));
  const end = newline < 0 ? text.length : newline;
  const edit = alone
    ? { start: lineStart, end: newline < 0 ? text.length : newline + 1, newText: "" }
    : { start: lineStart + text.slice(lineStart, at.start).trimEnd().length, end: text[end - 1] === "\r" ? end - 1 : end, newText: "" };
  return { title: "Remove the suppression", level: "review", edits: [{ file: path, edits: [edit] }], creates: [] };
}

/** The edit that suppresses a finding: a comment on the line above the statement that it is in. */
export function suppressionEdit(
  finding: Finding,
  text: string,
  language: Language,
  reason: string,
  statement: number,
): ProvedFix | undefined {
  if (language === "json" || language === "other") return undefined;
  const anchor = language === "terraform" ? statement : finding.start;
  const lineStart = text.lastIndexOf("\n", anchor - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? "";
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const newText = `${indent}${language === "cedar" ? "//" : "#"} ztlint:ignore ${finding.rule} -- ${reason}${eol}`;
  return {
    title: `Ignore ${finding.rule} here, with a reason`,
    level: "review",
    edits: [{ file: finding.file, edits: [{ start: lineStart, end: lineStart, newText }] }],
    creates: [],
  };
}
