/** Starts the language server and shows what it says; every command is a request to it. */
import type { ExtensionContext } from "vscode";
import { window, workspace } from "vscode";
import { LanguageClient, type LanguageClientOptions, type ServerOptions, TransportKind } from "vscode-languageclient/node";
import { registerCommands } from "./commands.js";
import { registerPages } from "./pages.js";
import { createStatus } from "./status.js";

let client: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const output = window.createOutputChannel("ztlint", { log: true });
  const module = context.asAbsolutePath("dist/server.js");
  const server: ServerOptions = { module, transport: TransportKind.ipc };
  const options: LanguageClientOptions = {
    documentSelector: [
      { language: "terraform" },
      { language: "terraform-vars" },
      { language: "yaml" },
      { language: "rego" },
      { language: "cedar" },
      { pattern: "**/*.{tf,tfvars,yaml,yml,rego,cedar}" },
    ],
    outputChannel: output,
    synchronize: { configurationSection: "ztlint" },
    markdown: { isTrusted: false },
  };
  client = new LanguageClient("ztlint", "ztlint", server, options);
  context.subscriptions.push(output, createStatus(client), registerPages(client), ...registerCommands(client, output));
  if (workspace.getConfiguration("ztlint").get("enable") !== false) await client.start();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}
