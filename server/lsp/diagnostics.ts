/** textDocument/diagnostic and workspace/diagnostic, and the same for clients that only take pushes. */
import type { Diagnostic } from "vscode-languageserver";
import type { FileProblem } from "../engine/index.js";
import { hashicorpProblems } from "../syntax/hcl/hashicorp.js";
import type { Root, Session } from "./session.js";
import { problemDiagnostic, toDiagnostic } from "./to-lsp.js";

/** Everything that is to be shown in one file. */
export function diagnosticsOf(session: Session, root: Root, path: string): readonly Diagnostic[] {
  if (!session.settings.enable) return [];
  const texts = session.texts(root);
  return [
    ...problemsOf(root, path)
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

/** HashiCorp's words by the text that they are about: the last broken text of each file. */
const worded = new Map<string, { readonly text: string; readonly problems: readonly FileProblem[] }>();

/** Our syntax problems, or HashiCorp's own once they have been asked for. */
function problemsOf(root: Root, path: string): readonly FileProblem[] {
  const own = root.engine.problems(path);
  const known = worded.get(`${root.uri} ${path}`);
  if (known === undefined || known.text !== root.engine.text(path) || known.problems.length === 0) return own;
  return [...own.filter((it) => it.code !== "syntax"), ...known.problems];
}

/** Asks HashiCorp's parser about a broken Terraform file, off the keystroke path. True when the answer changes what is shown. */
export async function wordProblems(root: Root, path: string): Promise<boolean> {
  const text = root.engine.text(path);
  const key = `${root.uri} ${path}`;
  if (text === undefined || !path.endsWith(".tf") || worded.get(key)?.text === text) return false;
  if (!root.engine.problems(path).some((it) => it.code === "syntax")) return worded.delete(key);
  const problems = (await hashicorpProblems(path, text)).map(
    (it): FileProblem => ({ ...it, file: path, severity: "error", code: "syntax" }),
  );
  worded.set(key, { text, problems });
  return problems.length > 0;
}
