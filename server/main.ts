/** The language server over stdio or IPC. */
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { serve } from "./lsp/serve.js";

const piped = process.argv.includes("--stdio") || process.send === undefined;
serve(piped ? createConnection(ProposedFeatures.all, process.stdin, process.stdout) : createConnection(ProposedFeatures.all));
