/** Turns findings, fixes and places into the protocol's shapes: the only file that does. */
import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  DiagnosticSeverity,
  type DocumentUri,
  type Range,
  TextDocumentEdit,
  TextEdit,
  type WorkspaceEdit,
} from "vscode-languageserver";
import type { Severity } from "../../rules/api.js";
import type { FileProblem, Finding, ProvedFix } from "../engine/index.js";
import type { LineTable } from "../syntax/text.js";

/** What a diagnostic carries so that actions can be computed anew from the current text. */
export interface DiagnosticData {
  readonly rule: string;
  readonly key: string;
}

/** How a converter learns of other files of the workspace. */
export interface Texts {
  uri(path: string): DocumentUri;
  lines(path: string): LineTable;
  /** The open document's version; undefined when the file is not open. */
  version(path: string): number | undefined;
}

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

export function toRange(lines: LineTable, it: { readonly start: number; readonly end: number }): Range {
  return { start: lines.position(it.start), end: lines.position(it.end) };
}

export function toDiagnostic(it: Finding, texts: Texts): Diagnostic {
  const data: DiagnosticData = { rule: it.rule, key: it.key };
  return {
    range: toRange(texts.lines(it.file), it),
    severity: severities[it.severity],
    source: "ztlint",
    code: it.rule,
    codeDescription: { href: `ztlint:/${it.rule}.md` },
    message: it.message,
    relatedInformation: it.related.map((other) => ({
      location: { uri: texts.uri(other.file), range: toRange(texts.lines(other.file), other) },
      message: other.message,
    })),
    data,
  };
}

export function problemDiagnostic(it: FileProblem, texts: Texts): Diagnostic {
  return {
    range: toRange(texts.lines(it.file), it),
    severity: severities[it.severity],
    source: "ztlint",
    code: it.code,
    message: it.message,
  };
}

/** Versioned edits: a client refuses them when the text has moved on. */
export function toWorkspaceEdit(fix: ProvedFix, texts: Texts): WorkspaceEdit {
  return {
    documentChanges: [
      ...fix.creates.flatMap((it) => [
        { kind: "create" as const, uri: texts.uri(it.file), options: { ignoreIfExists: false } },
        TextDocumentEdit.create({ uri: texts.uri(it.file), version: null }, [TextEdit.insert({ line: 0, character: 0 }, it.text)]),
      ]),
      ...fix.edits.map(({ file, edits }) =>
        TextDocumentEdit.create(
          { uri: texts.uri(file), version: texts.version(file) ?? null },
          edits.map((it) => TextEdit.replace(toRange(texts.lines(file), it), it.newText)),
        ),
      ),
    ],
  };
}

/** Whole new texts, as one edit a file that touches only the lines in between. */
export function textsEdit(changed: ReadonlyMap<string, string>, before: (path: string) => string, texts: Texts): WorkspaceEdit {
  return {
    documentChanges: [...changed].map(([path, after]) => {
      const old = before(path);
      let start = 0;
      while (start < old.length && start < after.length && old[start] === after[start]) start++;
      let tail = 0;
      while (tail < old.length - start && tail < after.length - start && old[old.length - 1 - tail] === after[after.length - 1 - tail])
        tail++;
      const edit = { start, end: old.length - tail, newText: after.slice(start, after.length - tail) };
      return TextDocumentEdit.create({ uri: texts.uri(path), version: texts.version(path) ?? null }, [
        TextEdit.replace(toRange(texts.lines(path), edit), edit.newText),
      ]);
    }),
  };
}

export function toCodeAction(title: string, diagnostic: Diagnostic | undefined, preferred: boolean, edit: WorkspaceEdit): CodeAction {
  return {
    title,
    kind: CodeActionKind.QuickFix,
    ...(diagnostic ? { diagnostics: [diagnostic] } : {}),
    ...(preferred ? { isPreferred: true } : {}),
    edit,
  };
}
