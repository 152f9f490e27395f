/** textDocument/diagnostic and workspace/diagnostic, and the same for clients that only take pushes. */
import type { Diagnostic } from "vscode-languageserver";
import type { Root, Session } from "./session.js";
import { problemDiagnostic, toDiagnostic } from "./to-lsp.js";

/** Everything that is to be shown in one file. */
export function diagnosticsOf(session: Session, root: Root, path: string): readonly Diagnostic[] {
  if (!session.settings.enable) return [];
  const texts = session.texts(root);
  return [
    ...root.engine
      .problems(path)
      .filter((it) => it.code !== "internal")
      .map((it) => problemDiagnostic(it, texts)),
    ...root.engine
      .findings(path)
      .filter((it) => it.suppressed === false)
      .map((it) => toDiagnostic(it, texts)),
  ];
}

/** Short enough to send, and different whenever the diagnostics are. */
export function resultId(diagnostics: readonly Diagnostic[]): string {
  const text = JSON.stringify(diagnostics);
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return `${diagnostics.length}.${(hash >>> 0).toString(36)}`;
}
