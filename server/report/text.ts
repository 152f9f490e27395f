/** The report that people read in a terminal. */
import type { Severity } from "../../rules/api.js";
import type { ScanResult } from "./result.js";

const colours: Readonly<Record<Severity | "dim" | "bold", string>> = { error: "31", warning: "33", info: "36", dim: "2", bold: "1" };

export function textReport(result: ScanResult, colour: boolean): string {
  const paint = (text: string, name: keyof typeof colours): string => (colour ? `\u001b[${colours[name]}m${text}\u001b[0m` : text);
  const lines: string[] = [];
  const open = result.findings.filter((it) => it.finding.suppressed === false);
  const findings = byFile(open);
  const problems = byFile(result.problems);
  for (const file of [...new Set([...findings.keys(), ...problems.keys()])].sort()) {
    lines.push(paint(file, "bold"));
    for (const it of problems.get(file) ?? []) lines.push(`  ${position(it.range)}  ${paint("syntax ", "warning")}  ${it.problem.message}`);
    for (const it of findings.get(file) ?? []) {
      const { severity, message, rule, fixable } = it.finding;
      lines.push(
        `  ${position(it.range)}  ${paint(severity.padEnd(7), severity)}  ${message}  ${paint(rule, "dim")}${fixable ? paint("  fixable", "dim") : ""}`,
      );
    }
    lines.push("");
  }
  for (const it of result.skipped) lines.push(`skipped ${it.file}: ${it.reason}`);
  const count = (severity: Severity): number => open.filter((it) => it.finding.severity === severity).length;
  const suppressed = result.findings.length - open.length;
  const fixable = open.filter((it) => it.finding.fixable).length;
  lines.push(
    `${result.counts.scanned} files: ${plural(count("error"), "error")}, ${plural(count("warning"), "warning")}, ${plural(count("info"), "hint")}${suppressed > 0 ? `, ${suppressed} suppressed` : ""}${fixable > 0 ? `; ${fixable} with a fix (ztlint fix --level review --dry-run shows them)` : ""}`,
  );
  return `${lines.join("\n")}\n`;
}

function byFile<T extends { readonly file: string }>(all: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>();
  for (const it of all) {
    const list = found.get(it.file);
    if (list) list.push(it);
    else found.set(it.file, [it]);
  }
  return found;
}

function position({ start }: ScanResult["findings"][number]["range"]): string {
  return `${start.line + 1}:${start.character + 1}`.padEnd(8);
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
