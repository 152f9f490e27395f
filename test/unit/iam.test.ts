/** Policies: one statement model for every spelling, documents merged by sid, and principals with all that is attached to them. */
import { describe, expect, test } from "vitest";
import type { IamPrincipal, PolicyDocument, Statement, SubjectKind } from "../../rules/api.js";
import { escalationPaths } from "../../rules/lib/escalation.js";
import { shape } from "../../rules/lib/iam.js";
import { issuerFor } from "../../rules/lib/issuers.js";
import { createModel } from "../../server/model/index.js";
import { Sources } from "../../server/sources.js";

function load(files: Readonly<Record<string, string>>) {
  const sources = new Sources();
  sources.change(Object.entries(files));
  const model = createModel(sources);
  const found = Object.keys(files)
    .flatMap((path) => sources.unitIds(path))
    .flatMap(model.candidates.in);
  const of = (kind: SubjectKind) => found.flatMap((it) => (it.kind === kind ? [it.subject] : []));
  return {
    policies: of("iam.policy").map((it) => it as PolicyDocument),
    statements: of("iam.statement").map((it) => it as Statement),
    principals: (address: string): IamPrincipal | undefined =>
      of("terraform.block").flatMap((it) =>
        "address" in it && it.address === address ? (model.project.iam.principal(it as IamPrincipal["block"]) ?? []) : [],
      )[0],
  };
}

const texts = (values: readonly Parameters<typeof shape>[0][]): readonly (string | undefined)[] => values.map((it) => shape(it)?.pattern);

/** What a statement says, whatever it was written in. */
function said(it: Statement): unknown {
  return {
    sid: it.sid?.known,
    effect: it.effect,
    actions: texts(it.actions),
    resources: texts(it.resources),
    conditions: it.conditions.map((one) => [one.operator, shape(one.key)?.pattern, texts(one.values)]),
    complete: it.complete,
  };
}

const json = (bucket: string): string => `{
  "Version": "2012-10-17",
  "Statement": [{
    "Sid": "Read",
    "Effect": "Allow",
    "Action": ["s3:GetObject", "s3:ListBucket"],
    "Resource": ["arn:aws:s3:::acme", "${bucket}/*"],
    "Condition": { "Bool": { "aws:SecureTransport": "true" } }
  }]
}`;
const policy = (value: string, more = ""): string => `resource "aws_iam_policy" "p" {\n  policy = ${value}\n}\n${more}`;
const object = `{
  Version = "2012-10-17"
  Statement = [for sid in ["Read"] : merge({ Sid = sid, Effect = "Allow" }, {
    Action    = concat(["s3:GetObject"], true ? ["s3:ListBucket"] : [])
    Resource  = [local.bucket, "\${local.bucket}/*"]
    Condition = { Bool = { "aws:SecureTransport" = "true" } }
  })]
}`;
const locals = 'locals {\n  bucket = "arn:aws:s3:::acme"\n}\n';

const spellings: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  jsonencode: { "main.tf": policy(`jsonencode(${object})`, locals) },
  "a heredoc": { "main.tf": policy(`<<-EOT\n${json("${local.bucket}")}\nEOT`, locals) },
  "file()": { "main.tf": policy('file("${path.module}/p.json")'), "p.json": json("arn:aws:s3:::acme") },
  "templatefile()": {
    "main.tf": policy('templatefile("${path.module}/p.json", { bucket = "arn:aws:s3:::acme" })'),
    "p.json": json("${bucket}"),
  },
  "jsondecode(file())": { "main.tf": policy('jsonencode(jsondecode(file("p.json")))'), "p.json": json("arn:aws:s3:::acme") },
  "a policy document": {
    "main.tf": policy(
      "data.aws_iam_policy_document.d.json",
      `${locals}
data "aws_iam_policy_document" "d" {
  dynamic "statement" {
    for_each = { Read = [local.bucket, "\${local.bucket}/*"] }
    content {
      sid       = statement.key
      actions   = ["s3:GetObject", "s3:ListBucket"]
      resources = statement.value
      dynamic "condition" {
        for_each = ["aws:SecureTransport"]
        content {
          test     = "Bool"
          variable = condition.value
          values   = ["true"]
        }
      }
    }
  }
}`,
    ),
  },
};

describe("spellings of one policy", () => {
  for (const [name, files] of Object.entries(spellings))
    test(name, () => {
      expect(load(files).statements.map(said)).toEqual([
        {
          sid: "Read",
          effect: "Allow",
          actions: ["s3:GetObject", "s3:ListBucket"],
          resources: ["arn:aws:s3:::acme", "arn:aws:s3:::acme/*"],
          conditions: [["Bool", "aws:SecureTransport", ["true"]]],
          complete: true,
        },
      ]);
    });
});

describe("documents merged by sid", () => {
  const statement = (sid: string, effect: string, action: string): string =>
    `  statement {\n    sid       = "${sid}"\n    effect    = "${effect}"\n    actions   = ["${action}"]\n    resources = ["*"]\n  }\n`;
  const merged = (body: string, more = ""): PolicyDocument | undefined =>
    load({ "main.tf": `data "aws_iam_policy_document" "d" {\n${body}}\n${more}` }).policies.find((it) => it.owner.name === "d");

  test("own statements replace sources, overrides replace both, in their place", () => {
    const found = merged(
      `  source_policy_documents   = [data.aws_iam_policy_document.base.json]
  override_policy_documents = [jsonencode({ Statement = [{ Sid = "B", Effect = "Allow", Action = "s3:b2", Resource = "*" }] })]
${statement("A", "Allow", "s3:a2")}${statement("B", "Deny", "s3:b1")}`,
      `data "aws_iam_policy_document" "base" {\n${statement("A", "Allow", "s3:a1")}${statement("C", "Allow", "s3:c1")}}\n`,
    );
    expect(found?.effective.flatMap((it) => texts(it.actions))).toEqual(["s3:a2", "s3:c1", "s3:b2"]);
    expect(found?.effectiveComplete).toBe(true);
    expect(found?.replaced.map((it) => it.by.effect)).toEqual(["Allow", "Allow"]);
  });
  test("what an unknown document may replace is no grant any more, and still a denial", () => {
    const found = merged(
      `  override_policy_documents = [var.more]\n${statement("A", "Allow", "s3:a")}${statement("", "Allow", "s3:b")}${statement("C", "Deny", "s3:c")}`,
    );
    expect(found?.effective.flatMap((it) => texts(it.actions))).toEqual(["s3:b", "s3:c"]);
    expect(found?.effectiveComplete).toBe(false);
  });
  test("a statement that every reader replaces is nobody's", () => {
    const { statements } = load({
      "main.tf": `data "aws_iam_policy_document" "base" {\n${statement("A", "Allow", "*")}}
data "aws_iam_policy_document" "d" {
  source_policy_documents = [data.aws_iam_policy_document.base.json]
${statement("A", "Allow", "s3:GetObject")}}
${policy("data.aws_iam_policy_document.d.json")}`,
    });
    expect(statements.flatMap((it) => texts(it.actions))).toEqual(["s3:GetObject"]);
  });
});

describe("principals", () => {
  const role = 'resource "aws_iam_role" "r" {\n  name = "r"\n}\n';
  const inline = (name: string, action: string): string =>
    `resource "aws_iam_role_policy" "${name}" {\n  role   = aws_iam_role.r.id\n  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "${action}", Resource = "*" }] })\n}\n`;

  test("inline, attached and managed policies, by reference and by name", () => {
    const found = load({
      "main.tf": `${role}${inline("i", "s3:GetObject")}`,
      "more.tf": `${policy('jsonencode({ Statement = [{ Effect = "Allow", Action = "sqs:SendMessage", Resource = "*" }] })')}
resource "aws_iam_policy_attachment" "a" {
  roles      = ["r"]
  policy_arn = aws_iam_policy.p.arn
}
resource "aws_iam_role_policy_attachment" "m" {
  role       = aws_iam_role.r.name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}`,
    }).principals("aws_iam_role.r");
    expect(found?.documents.flatMap((it) => it.effective.flatMap((one) => texts(one.actions)))).toEqual([
      "s3:GetObject",
      "sqs:SendMessage",
    ]);
    expect(found?.managed.map((it) => it.name)).toEqual(["ReadOnlyAccess"]);
    expect(found?.complete).toBe(true);
  });
  test("a policy out of view leaves them incomplete", () => {
    const found = load({
      "main.tf": `${role}resource "aws_iam_role_policy_attachment" "m" {\n  role       = aws_iam_role.r.name\n  policy_arn = var.policy\n}\n`,
    }).principals("aws_iam_role.r");
    expect(found?.complete).toBe(false);
  });
  test("users have what their groups have", () => {
    const found = load({
      "main.tf": `resource "aws_iam_user" "u" {\n  name = "u"\n}\nresource "aws_iam_group" "g" {\n  name = "g"\n}
resource "aws_iam_user_group_membership" "m" {\n  user   = aws_iam_user.u.name\n  groups = [aws_iam_group.g.name]\n}
resource "aws_iam_group_policy" "p" {\n  group  = aws_iam_group.g.name\n  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }] })\n}`,
    }).principals("aws_iam_user.u");
    expect(found?.documents).toHaveLength(1);
  });
  test("paths to administrator need every step, on every resource, undenied", () => {
    const paths = (...actions: readonly string[]): readonly string[] => {
      const found = load({ "main.tf": role + actions.map((it, i) => inline(`p${i}`, it)).join("") }).principals("aws_iam_role.r");
      return escalationPaths(found?.documents.flatMap((it) => it.effective) ?? []).map((it) =>
        it.steps.map((step) => step.action).join(" "),
      );
    };
    expect(paths("iam:PassRole", "lambda:CreateFunction")).toEqual([]);
    expect(paths("iam:PassRole", "lambda:CreateFunction", "lambda:Invoke*")).toEqual([
      "iam:PassRole lambda:CreateFunction lambda:InvokeFunction",
    ]);
    expect(paths("iam:putUSERpolicy")).toEqual(["iam:PutUserPolicy"]);
  });
});

describe("issuers", () => {
  for (const [host, subject, reach] of [
    ["token.actions.githubusercontent.com", "repo:acme/app:ref:refs/heads/main", "exact"],
    ["token.actions.githubusercontent.com", "repo:acme/app:*", "project"],
    ["token.actions.githubusercontent.com", "repo:acme/app:pull_request", "project"],
    ["token.actions.githubusercontent.com", "repo:acme/*", "tenant"],
    ["token.actions.githubusercontent.com", "repo:acme*", "anyone"],
    ["token.actions.githubusercontent.com", "repo:*/app:*", "anyone"],
    ["token.actions.githubusercontent.com", "environment:production", "anyone"],
    ["token.actions.githubusercontent.com", "repository_owner_id:42:environment:production", "exact"],
    ["gitlab.com", "project_path:acme/app:ref_type:branch:ref:main", "exact"],
    ["gitlab.com", "project_path:acme/app:*", "project"],
    ["gitlab.com", "project_path:acme/*", "tenant"],
    ["gitlab.com", "project_path:*", "anyone"],
    ["app.terraform.io", "organization:acme:project:shop:workspace:prod:run_phase:*", "exact"],
    ["app.terraform.io", "organization:acme:project:*:workspace:*:run_phase:*", "tenant"],
    ["app.terraform.io", "organization:*:project:shop:workspace:prod:run_phase:apply", "anyone"],
    ["oidc.circleci.com/org/1", "org/1/project/2/user/*", "exact"],
    ["oidc.circleci.com/org/1", "org/1/project/*", "tenant"],
    ["api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc", "{repo}:*", "exact"],
    ["agent.buildkite.com", "organization:acme:pipeline:app:*", "project"],
    ["agent.buildkite.com", "organization:*", "anyone"],
    ["oidc.eks.eu-west-1.amazonaws.com/id/4F2A", "system:serviceaccount:shop:*", "project"],
    ["oidc.eks.eu-west-1.amazonaws.com/id/4F2A", "system:serviceaccount:*:cart", "tenant"],
  ] as const)
    test(`${subject} reaches ${reach}`, () => expect(issuerFor(host).reach(subject)).toBe(reach));
});
