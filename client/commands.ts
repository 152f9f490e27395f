/** The commands of the palette. */
import { commands, type Disposable, type LogOutputChannel, languages, Uri, WorkspaceEdit, window, workspace } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { type FixAllParams, requests, type ScanSummary } from "../server/protocol.js";

type ProtocolEdit = Parameters<LanguageClient["protocol2CodeConverter"]["asWorkspaceEdit"]>[0];

export function registerCommands(client: LanguageClient, output: LogOutputChannel): readonly Disposable[] {
  return [
    commands.registerCommand("ztlint.scanWorkspace", async () => {
      const { findings, files, cancelled } = await client.sendRequest<ScanSummary>(requests.scanWorkspace, {});
      void window.setStatusBarMessage(`ztlint: ${findings} findings in ${files} files${cancelled ? " (stopped)" : ""}`, 5000);
      return { findings, files, cancelled };
    }),
    commands.registerCommand("ztlint.fixAllInFile", async () => {
      const document = window.activeTextEditor?.document;
      if (document) await applyFixes({ uri: client.code2ProtocolConverter.asUri(document.uri) }, false);
    }),
    commands.registerCommand("ztlint.fixAllInWorkspace", () => applyFixes({}, true)),
    commands.registerCommand("ztlint.explainRule", explain),
    commands.registerCommand("ztlint.restart", () => client.restart()),
    commands.registerCommand("ztlint.showOutput", () => output.show()),
  ];

  async function applyFixes(params: FixAllParams, preview: boolean): Promise<void> {
    const answer = await client.sendRequest<ProtocolEdit | null>(requests.fixAll, params);
    const edit = answer ? await client.protocol2CodeConverter.asWorkspaceEdit(answer) : undefined;
    if (edit === undefined) {
      void window.showInformationMessage("No safe fix applies here.");
      return;
    }
    await workspace.applyEdit(preview ? confirmed(edit) : edit);
  }

  /** The same edits, each to be confirmed: the editor then opens its refactor preview. */
  function confirmed(edit: WorkspaceEdit): WorkspaceEdit {
    const asking = new WorkspaceEdit();
    for (const [uri, edits] of edit.entries())
      for (const it of edits) asking.replace(uri, it.range, it.newText, { needsConfirmation: true, label: "Safe fixes" });
    return asking;
  }
}

/** Shows a rule's page; without an id, asks which of the rules that speak in the current file. */
async function explain(id?: unknown): Promise<void> {
  const rule = typeof id === "string" ? id : await window.showQuickPick(rulesHere(), { placeHolder: "Which rule?" });
  if (rule === undefined) return;
  const uri = Uri.parse(`ztlint:/${rule}.md`);
  try {
    await commands.executeCommand("markdown.showPreview", uri);
  } catch {
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
  }
}

function rulesHere(): string[] {
  const document = window.activeTextEditor?.document;
  if (document === undefined) return [];
  const codes = languages
    .getDiagnostics(document.uri)
    .flatMap((it) => (it.source === "ztlint" && typeof it.code === "object" ? [String(it.code.value)] : []));
  return [...new Set(codes)].sort();
}
