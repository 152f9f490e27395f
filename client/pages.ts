/** Shows rule pages as read-only Markdown documents under the scheme `ztlint`. */
import { type Disposable, type Uri, workspace } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { type Explanation, requests } from "../server/protocol.js";

export function registerPages(client: LanguageClient): Disposable {
  return workspace.registerTextDocumentContentProvider("ztlint", {
    provideTextDocumentContent: async (uri: Uri) => {
      const rule = uri.path.replace(/^\//, "").replace(/\.md$/, "");
      const explanation = await client.sendRequest<Explanation | null>(requests.explain, { rule });
      return explanation?.markdown ?? `There is no rule \`${rule}\`.`;
    },
  });
}
