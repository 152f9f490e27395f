/** ztlint/scanWorkspace: every file of every folder, with progress, and an end when the user has had enough. */
import type { Connection, Diagnostic } from "vscode-languageserver";
import type { ScanSummary } from "../protocol.js";
import { diagnosticsOf } from "./diagnostics.js";
import type { Session } from "./session.js";

const slice = 25;

export async function scanWorkspace(
  connection: Connection,
  session: Session,
  publish: (uri: string, diagnostics: readonly Diagnostic[]) => void,
): Promise<ScanSummary> {
  const progress = await connection.window.createWorkDoneProgress();
  progress.begin("Scanning for implicit trust", 0, undefined, true);
  let cancelled = false;
  progress.token.onCancellationRequested(() => {
    cancelled = true;
  });
  let findings = 0;
  let files = 0;
  try {
    for (const root of session.roots) {
      await root.loaded;
      const paths = root.engine.paths();
      const texts = session.texts(root);
      for (const [index, path] of paths.entries()) {
        if (cancelled) return { findings, files, cancelled };
        const diagnostics = diagnosticsOf(session, root, path);
        findings += diagnostics.length;
        files++;
        publish(texts.uri(path), diagnostics);
        if (index % slice !== 0) continue;
        progress.report(Math.round((100 * index) / Math.max(1, paths.length)), path);
        // The cancellation is a message too: it must get its turn.
        await new Promise((done) => setImmediate(done));
      }
    }
    return { findings, files, cancelled };
  } finally {
    progress.done();
  }
}
