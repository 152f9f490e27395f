/** textDocument/codeAction and codeAction/resolve: computed from the current text each time, nothing is kept. */
import { type CodeAction, CodeActionKind, type CodeActionParams } from "vscode-languageserver";
import type { Finding } from "../engine/index.js";
import type { Session } from "./session.js";
import { textsEdit, toCodeAction, toDiagnostic, toWorkspaceEdit } from "./to-lsp.js";

/** What a lazy action carries: enough to find its finding again, and the version that it was offered for. */
interface Pending {
  readonly uri: string;
  readonly version: number | undefined;
  readonly scope: "rule" | "safe";
  readonly rule?: string;
}

export function codeActions(session: Session, { textDocument, range, context }: CodeActionParams): readonly CodeAction[] {
  const { root, path } = session.find(textDocument.uri);
  const { engine } = root;
  const texts = session.texts(root);
  const lines = texts.lines(path);
  const wants = (kind: string): boolean =>
    context.only === undefined || context.only.some((it) => kind === it || kind.startsWith(`${it}.`));
  const actions: CodeAction[] = [];

  if (wants(CodeActionKind.QuickFix)) {
    const from = lines.offset(range.start);
    const to = lines.offset(range.end);
    const here = engine.findings(path).filter((it) => it.suppressed === false && it.start <= to && it.end >= from);
    for (const finding of here) actions.push(...quickFixes(finding));
    for (const rule of new Set(here.filter((it) => it.fixable).map((it) => it.rule)))
      if (engine.findings(path).filter((it) => it.rule === rule && it.fixable).length > 1)
        actions.push({ title: `Fix all ${rule} in this file`, kind: CodeActionKind.QuickFix, data: pending("rule", rule) });
    if (here.some((it) => engine.fixes(it)[0]?.level === "safe"))
      actions.push({ title: "Apply every safe fix in this file", kind: CodeActionKind.QuickFix, data: pending("safe") });
  }
  // On save the editor asks for this kind alone and applies what it gets without resolving.
  if (
    context.only?.some(
      (it) => it === CodeActionKind.SourceFixAll || it.startsWith(`${CodeActionKind.SourceFixAll}.ztlint`) || it === CodeActionKind.Source,
    )
  ) {
    const changed = engine.fixAll({ level: "safe", paths: [path] });
    if (changed.size > 0)
      actions.push({
        title: "Apply every safe fix",
        kind: `${CodeActionKind.SourceFixAll}.ztlint`,
        edit: textsEdit(changed, (it) => engine.text(it) ?? "", texts),
      });
  }
  return actions;

  function quickFixes(finding: Finding): readonly CodeAction[] {
    const diagnostic = toDiagnostic(finding, texts);
    const suppression = engine.suppression(finding, "reason");
    return [
      ...engine.fixes(finding).map((fix) => toCodeAction(fix.title, diagnostic, fix.level === "safe", toWorkspaceEdit(fix, texts))),
      ...(suppression ? [toCodeAction(suppression.title, diagnostic, false, toWorkspaceEdit(suppression, texts))] : []),
      {
        title: `Explain ${finding.rule}`,
        kind: CodeActionKind.QuickFix,
        diagnostics: [diagnostic],
        command: { title: `Explain ${finding.rule}`, command: "ztlint.explainRule", arguments: [finding.rule] },
      },
    ];
  }

  function pending(scope: Pending["scope"], rule?: string): Pending {
    return { uri: textDocument.uri, version: session.document(textDocument.uri)?.version, scope, ...(rule ? { rule } : {}) };
  }
}

/** Computes the edit of a lazy action; an action for another version of the text stays without one. */
export function resolveAction(session: Session, action: CodeAction): CodeAction {
  const data: unknown = action.data;
  if (!isPending(data) || session.document(data.uri)?.version !== data.version) return action;
  const { root, path } = session.find(data.uri);
  const changed = root.engine.fixAll({
    level: data.scope === "safe" ? "safe" : "review",
    paths: [path],
    ...(data.rule ? { rule: data.rule } : {}),
  });
  return { ...action, edit: textsEdit(changed, (it) => root.engine.text(it) ?? "", session.texts(root)) };
}

function isPending(data: unknown): data is Pending {
  return typeof data === "object" && data !== null && "uri" in data && typeof data.uri === "string" && "scope" in data;
}
