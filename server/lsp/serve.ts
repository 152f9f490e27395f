/** Wires a connection to the session: capabilities, document events, and a guard around each request. */

import {
  CodeActionKind,
  type Connection,
  DidChangeWatchedFilesNotification,
  type DocumentDiagnosticReport,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  type WorkspaceEdit,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { pageOf } from "../pages.js";
import { type Explanation, type FixAllParams, requests, type ScanSummary, type Status } from "../protocol.js";
import { codeActions, resolveAction } from "./actions.js";
import { diagnosticsOf, resultId, wordProblems } from "./diagnostics.js";
import { hover } from "./hover.js";
import { scanWorkspace } from "./scan.js";
import { readSettings, Session } from "./session.js";
import { textsEdit } from "./to-lsp.js";

const watched = "**/*.{tf,tfvars,yaml,yml,json,tpl,tftpl}";

export function serve(connection: Connection): void {
  const session = new Session();
  let pulls = false;
  let refreshes = false;
  let registers = false;
  let configures = false;
  let follows = false;

  /** A request that fails is logged and answers as if there were nothing. */
  const guard = async <T>(name: string, fallback: T, run: () => T | Promise<T>): Promise<T> => {
    try {
      return await run();
    } catch (error) {
      connection.console.error(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return fallback;
    }
  };

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    const { workspace, textDocument } = params.capabilities;
    pulls = textDocument?.diagnostic !== undefined;
    refreshes = workspace?.diagnostics?.refreshSupport === true;
    registers = workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
    configures = workspace?.configuration === true;
    follows = workspace?.workspaceFolders === true;
    const folders = params.workspaceFolders ?? (params.rootUri ? [{ uri: params.rootUri, name: "" }] : []);
    for (const it of folders) session.addFolder(it.uri);
    return {
      serverInfo: { name: "ztlint" },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: false },
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, `${CodeActionKind.SourceFixAll}.ztlint`], resolveProvider: true },
        hoverProvider: true,
        ...(pulls ? { diagnosticProvider: { identifier: "ztlint", interFileDependencies: true, workspaceDiagnostics: true } } : {}),
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });

  connection.onInitialized(() => {
    void guard("initialized", undefined, async () => {
      if (registers) await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: watched }] });
      await configure();
      if (follows)
        connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
          for (const it of removed) session.removeFolder(it.uri);
          for (const it of added) session.addFolder(it.uri);
          void Promise.all(session.roots.map((it) => it.loaded)).then(refresh);
        });
      await Promise.all(session.roots.map((it) => it.loaded));
      refresh();
    });
  });

  async function configure(settings?: unknown): Promise<void> {
    const value: unknown = configures ? await connection.workspace.getConfiguration("ztlint") : settings;
    session.configure(readSettings(value));
  }

  /** Other files' findings may have changed: the client asks again, or is told. */
  function refresh(): void {
    if (pulls) {
      if (refreshes) connection.languages.diagnostics.refresh();
    } else for (const uri of session.openUris()) push(uri);
    status();
  }

  function push(uri: string): void {
    void guard("publish", undefined, () => {
      const { root, path } = session.find(uri);
      void connection.sendDiagnostics({ uri, diagnostics: [...diagnosticsOf(session, root, path)] });
    });
  }

  function status(message?: string): void {
    const counts = { errors: 0, warnings: 0, infos: 0 };
    void guard("status", undefined, () => {
      for (const uri of session.openUris()) {
        const { root, path } = session.find(uri);
        for (const it of root.engine.findings(path)) {
          if (it.suppressed !== false) continue;
          if (it.severity === "error") counts.errors++;
          else if (it.severity === "warning") counts.warnings++;
          else counts.infos++;
        }
      }
    });
    const state: Status = { state: "ready", ...counts, ...(message ? { message } : {}) };
    void connection.sendNotification(requests.status, state);
  }

  let timer: NodeJS.Timeout | undefined;
  /** What depends on other files is asked for again when typing pauses. */
  function changed(uri: string): void {
    if (!pulls) push(uri);
    clearTimeout(timer);
    timer = setTimeout(() => {
      refresh();
      void guard("syntax", undefined, async () => {
        const { root, path } = session.find(uri);
        if (await wordProblems(root, path)) refresh();
      });
    }, 300);
  }

  connection.onDidOpenTextDocument(({ textDocument: it }) => {
    void guard("didOpen", undefined, () => {
      session.opened(TextDocument.create(it.uri, it.languageId, it.version, it.text));
      changed(it.uri);
    });
  });
  connection.onDidChangeTextDocument(({ textDocument, contentChanges }) => {
    void guard("didChange", undefined, () => {
      const document = session.document(textDocument.uri);
      if (document === undefined) return;
      session.opened(TextDocument.update(document, contentChanges, textDocument.version));
      changed(textDocument.uri);
    });
  });
  connection.onDidCloseTextDocument(({ textDocument }) => {
    void guard("didClose", undefined, async () => {
      session.closed(textDocument.uri);
      if (!pulls) void connection.sendDiagnostics({ uri: textDocument.uri, diagnostics: [] });
      refresh();
    });
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    void guard("didChangeWatchedFiles", undefined, async () => {
      for (const it of changes) session.readFromDisk(it.uri);
      refresh();
    });
  });
  connection.onDidChangeConfiguration(({ settings }) => {
    void guard("didChangeConfiguration", undefined, async () => {
      await configure(typeof settings === "object" && settings !== null ? settings.ztlint : undefined);
      refresh();
    });
  });

  connection.languages.diagnostics.on(({ textDocument, previousResultId }) =>
    guard<DocumentDiagnosticReport>("textDocument/diagnostic", { kind: "full", items: [] }, async () => {
      const { root, path } = session.find(textDocument.uri);
      await root.loaded;
      const items = [...diagnosticsOf(session, root, path)];
      const id = resultId(items);
      return id === previousResultId ? { kind: "unchanged" as const, resultId: id } : { kind: "full" as const, resultId: id, items };
    }),
  );
  connection.languages.diagnostics.onWorkspace(({ previousResultIds }, token) =>
    guard("workspace/diagnostic", { items: [] }, async () => {
      const before = new Map(previousResultIds.map((it) => [it.uri, it.value]));
      const items = [];
      for (const root of session.roots) {
        await root.loaded;
        const texts = session.texts(root);
        for (const [index, path] of root.engine.paths().entries()) {
          if (token.isCancellationRequested) return { items };
          if (index % 50 === 0) await new Promise((done) => setImmediate(done));
          const uri = texts.uri(path);
          const diagnostics = [...diagnosticsOf(session, root, path)];
          const id = resultId(diagnostics);
          const version = session.document(uri)?.version ?? null;
          if (before.get(uri) === id) items.push({ uri, version, kind: "unchanged" as const, resultId: id });
          else if (diagnostics.length > 0 || before.has(uri))
            items.push({ uri, version, kind: "full" as const, resultId: id, items: diagnostics });
        }
      }
      return { items };
    }),
  );
  connection.onCodeAction((params) => guard("textDocument/codeAction", [], () => [...codeActions(session, params)]));
  connection.onCodeActionResolve((action) => guard("codeAction/resolve", action, () => resolveAction(session, action)));
  connection.onHover((params) => guard("textDocument/hover", undefined, () => hover(session, params)));

  connection.onRequest(requests.scanWorkspace, () =>
    guard<ScanSummary>("scanWorkspace", { findings: 0, files: 0, cancelled: false }, () =>
      scanWorkspace(connection, session, (uri, diagnostics) => {
        // What is open is pulled by the client itself; showing it twice would double every finding.
        if (!pulls || !session.isOpen(uri)) void connection.sendDiagnostics({ uri, diagnostics: [...diagnostics] });
      }),
    ),
  );
  connection.onRequest(requests.fixAll, (params: FixAllParams) =>
    guard<WorkspaceEdit | null>("fixAll", null, async () => {
      const level = params.level ?? "safe";
      const rule = params.rule === undefined ? {} : { rule: params.rule };
      const edits: NonNullable<WorkspaceEdit["documentChanges"]> = [];
      const chosen =
        params.uri === undefined
          ? session.roots.map((root) => ({ root, paths: {} }))
          : [session.find(params.uri)].map(({ root, path }) => ({ root, paths: { paths: [path] } }));
      for (const { root, paths } of chosen) {
        await root.loaded;
        const { engine } = root;
        edits.push(
          ...(textsEdit(engine.fixAll({ level, ...rule, ...paths }), (it) => engine.text(it) ?? "", session.texts(root)).documentChanges ??
            []),
        );
      }
      return edits.length > 0 ? { documentChanges: edits } : null;
    }),
  );
  connection.onRequest(requests.explain, async ({ rule }: { rule: string }) => {
    const markdown = await pageOf(rule);
    const answer: Explanation | null = markdown === undefined ? null : { title: markdown.split("\n")[0]?.slice(2) ?? rule, markdown };
    return answer;
  });

  connection.listen();
}
