/** The status bar item: what the open files look like. */
import { type Disposable, StatusBarAlignment, window } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { requests, type Status } from "../server/protocol.js";

export function createStatus(client: LanguageClient): Disposable {
  const item = window.createStatusBarItem("ztlint.status", StatusBarAlignment.Left);
  item.name = "ztlint";
  item.command = "workbench.actions.view.problems";
  item.text = "$(shield) ztlint";
  item.show();
  client.onNotification(requests.status, (status: Status) => {
    const count = status.errors + status.warnings + status.infos;
    item.text = `$(shield) ${count === 0 ? "ztlint" : count}`;
    item.tooltip = `Implicit trust in the open files: ${status.errors} errors, ${status.warnings} warnings, ${status.infos} hints`;
  });
  return item;
}
