/** The extension-host suite: runs inside a real VS Code. Diagnostics on unsaved text, every kind of quick fix, scan, suppression, fix on save. */
const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const Mocha = require("mocha");
const vscode = require("vscode");

exports.run = async () => {
  const mocha = new Mocha({ ui: "bdd", timeout: 40_000, color: false });
  mocha.suite.emit("pre-require", globalThis, "suite", mocha);
  define();
  const result = { passed: 0, failed: 0 };
  await new Promise((done) => {
    const runner = mocha.run(done);
    runner.on("pass", () => result.passed++);
    runner.on("fail", () => result.failed++);
  });
  if (process.env.ZT_E2E_RESULT) fs.writeFileSync(process.env.ZT_E2E_RESULT, JSON.stringify(result));
  if (result.failed > 0 || result.passed === 0) throw new Error(`${result.passed} passed, ${result.failed} failed`);
};

const folder = () => vscode.workspace.workspaceFolders[0].uri.fsPath;
const ours = (uri) => vscode.languages.getDiagnostics(uri).filter((it) => it.source === "ztlint");
const code = (it) => (typeof it.code === "object" ? it.code.value : it.code);

async function until(what, test) {
  const start = Date.now();
  for (;;) {
    const value = await test();
    if (value) return value;
    if (Date.now() - start > 20_000) throw new Error(`waited for ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** An open document that was never saved. */
async function unsaved(language, content) {
  const document = await vscode.workspace.openTextDocument({ language, content });
  await vscode.window.showTextDocument(document);
  return document;
}

const finding = (document, rule) => until(rule, () => ours(document.uri).find((it) => code(it) === rule));

async function actions(document, range) {
  return vscode.commands.executeCommand("vscode.executeCodeActionProvider", document.uri, range, vscode.CodeActionKind.QuickFix.value, 20);
}

async function apply(document, rule, title) {
  const { range } = await finding(document, rule);
  const offered = await actions(document, range);
  const action = offered.find((it) => it.title.includes(title));
  assert.ok(action, `“${title}” among ${offered.map((it) => it.title).join(", ")}`);
  assert.ok(await vscode.workspace.applyEdit(action.edit));
  return document.getText();
}

const policy = `resource "aws_iam_policy" "app" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "s3:*"
      Resource = "arn:aws:s3:::acme-logs/*"
    }]
  })
}
`;
const peer = `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata:
  name: default
  namespace: shop
spec:
  mtls:
    mode: PERMISSIVE # for now
`;
const namespace = `apiVersion: v1
kind: Namespace
metadata:
  name: shop
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  template:
    metadata:
      labels:
        app: web
    spec:
      automountServiceAccountToken: false
      containers:
        - name: web
          image: web
`;

function define() {
  describe("ztlint", () => {
    afterEach(() => vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor"));

    it("activates for Terraform and contributes its commands", async () => {
      await unsaved("terraform", policy);
      const extension = vscode.extensions.getExtension("ztlint.ztlint");
      await until("activation", () => extension.isActive);
      const known = await vscode.commands.getCommands(true);
      for (const { command } of extension.packageJSON.contributes.commands) assert.ok(known.includes(command), command);
    });

    it("underlines unsaved Terraform", async () => {
      const document = await unsaved("terraform", policy);
      const { range, message } = await finding(document, "iam/wildcard-action");
      assert.equal(document.getText(range), '"s3:*"');
      assert.match(message, /s3/);
    });

    it("underlines unsaved YAML, and forgets what is mended by hand", async () => {
      const document = await unsaved("yaml", peer);
      const { range } = await finding(document, "mesh/mtls-not-strict");
      const edit = new vscode.WorkspaceEdit();
      edit.replace(document.uri, range, "STRICT");
      await vscode.workspace.applyEdit(edit);
      await until("silence", () => ours(document.uri).length === 0);
    });

    it("replaces a value in place and keeps the comment", async () => {
      const document = await unsaved("yaml", peer);
      assert.equal(await apply(document, "mesh/mtls-not-strict", "STRICT"), peer.replace("PERMISSIVE", "STRICT"));
      await until("silence", () => ours(document.uri).length === 0);
    });

    it("narrows s3:* to the actions that are valid for the object", async () => {
      const document = await unsaved("terraform", policy);
      const text = await apply(document, "iam/wildcard-action", "Read only");
      assert.ok(text.includes('"s3:GetObject",') && !text.includes('"s3:*"') && !text.includes("s3:ListBucket"), text);
    });

    it("creates the default deny with DNS beside the namespace", async () => {
      const document = await unsaved("yaml", namespace);
      const text = await apply(document, "segmentation/no-default-deny", "DNS allowed");
      assert.ok(text.includes("name: default-deny") && text.includes("port: 53"), text);
      await until("silence", () => ours(document.uri).every((it) => code(it) !== "segmentation/no-default-deny"));
    });

    it("suppresses with a reason, and the comment silences", async () => {
      const document = await unsaved("yaml", peer);
      const text = await apply(document, "mesh/mtls-not-strict", "Ignore");
      assert.match(text, /^ +# ztlint:ignore mesh\/mtls-not-strict -- reason$/m);
      await until("silence", () => ours(document.uri).length === 0);
    });

    it("explains a rule", async () => {
      await vscode.commands.executeCommand("ztlint.explainRule", "iam/wildcard-action");
      const page = await vscode.workspace.openTextDocument(vscode.Uri.parse("ztlint:/iam/wildcard-action.md"));
      assert.match(page.getText(), /^# Wildcard action/);
    });

    it("answers hovers on IAM actions", async () => {
      const document = await unsaved("terraform", policy);
      await finding(document, "iam/wildcard-action");
      const at = document.positionAt(policy.indexOf("s3:*") + 2);
      const hovers = await vscode.commands.executeCommand("vscode.executeHoverProvider", document.uri, at);
      assert.match(hovers.flatMap((it) => it.contents.map((one) => one.value)).join("\n"), /names \d+ actions/);
    });

    it("scans the workspace and shows files that are not open", async () => {
      const summary = await vscode.commands.executeCommand("ztlint.scanWorkspace");
      assert.ok(summary.files >= 2 && summary.findings > 0 && !summary.cancelled, JSON.stringify(summary));
      await until("diagnostics of a closed file", () => ours(vscode.Uri.file(path.join(folder(), "iam.tf"))).length > 0);
    });

    it("applies safe fixes on save and leaves the others", async () => {
      const file = path.join(folder(), "onsave.tf");
      fs.writeFileSync(file, policy.replace('    Version = "2012-10-17"\n', ""));
      await vscode.workspace
        .getConfiguration("editor")
        .update("codeActionsOnSave", { "source.fixAll.ztlint": "explicit" }, vscode.ConfigurationTarget.Workspace);
      const document = await vscode.workspace.openTextDocument(file);
      const editor = await vscode.window.showTextDocument(document);
      await finding(document, "iam/policy-without-version");
      await editor.edit((it) => it.insert(new vscode.Position(0, 0), "# edited\n"));
      await document.save();
      await until("the fix on disk", () => fs.readFileSync(file, "utf8").includes("2012-10-17"));
      assert.ok(fs.readFileSync(file, "utf8").includes('"s3:*"'));
    });

    it("restarts", async () => {
      await vscode.commands.executeCommand("ztlint.restart");
      const document = await unsaved("terraform", policy);
      await finding(document, "iam/wildcard-action");
    });
  });
}
