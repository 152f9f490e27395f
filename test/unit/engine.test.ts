/** The engine: what an edit costs, suppressions, configuration, proofs, and fix-all. */
import { describe, expect, test } from "vitest";
import { type Rule, rule } from "../../rules/api.js";
import { get } from "../../rules/lib/value.js";
import { createEngine } from "../../server/engine/index.js";

const policy = (action: string, before = ""): string => `${before}resource "aws_iam_policy" "app" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "${action}"
      Resource = "arn:aws:s3:::acme/*"
    }]
  })
}
`;
const peer = "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata:\n  name: a\nspec:\n  mtls:\n    mode: PERMISSIVE\n";

test("an engine for one pass finds the same, and takes no change once it was asked", () => {
  const texts = [
    ["main.tf", `locals {\n  all = "s3:*"\n}\n${policy("${local.all}")}`],
    ["mesh.yaml", peer],
  ] as const;
  const [one, other] = [createEngine({ once: true }), createEngine()];
  for (const it of [one, other]) it.change(texts);
  const all = texts.flatMap(([path]) => one.findings(path));
  expect(all.length).toBeGreaterThan(1);
  expect(all).toEqual(texts.flatMap(([path]) => other.findings(path)));
  expect(() => one.change([["mesh.yaml", ""]])).toThrow("the only pass");
  expect(all.flatMap((it) => other.fixes(it)).length).toBeGreaterThan(0);
});

describe("invariant 14: the cost of an edit follows the edit", () => {
  test("an unrelated Terraform folder is neither parsed nor judged again", () => {
    const engine = createEngine();
    engine.change(Array.from({ length: 50 }, (_, i) => [`m${i}/main.tf`, policy("s3:*")] as const));
    for (const path of engine.paths()) engine.findings(path);
    engine.resetRuns();
    engine.change([["m7/main.tf", policy("s3:GetObject")]]);
    for (const path of engine.paths()) engine.findings(path);
    expect([engine.runs.get("tree"), engine.runs.get("judge")]).toEqual([1, 1]);
  });

  test("a keystroke in one block parses and judges that block and those that read it, wherever the others move to", () => {
    const engine = createEngine();
    const blocks = (action: string, extra = ""): string =>
      `locals {\n  all = "sqs:*"\n}\n${extra}${Array.from({ length: 60 }, (_, i) =>
        policy(i === 30 ? action : "${local.all}").replace('"app"', `"p${i}"`),
      ).join("")}`;
    engine.change([["main.tf", blocks("s3:*")]]);
    const before = engine.findings("main.tf");
    engine.resetRuns();
    engine.change([["main.tf", blocks("s3:Get*")]]);
    expect(engine.findings("main.tf").length).toBe(before.length - 1);
    expect([engine.runs.get("tree"), engine.runs.get("body"), engine.runs.get("judge")]).toEqual([1, 1, 1]);
    engine.resetRuns();
    engine.change([["main.tf", blocks("s3:Get*", 'resource "aws_vpc" "new" {\n}\n')]]);
    const findings = engine.findings("main.tf");
    expect([engine.runs.get("tree"), engine.runs.get("judge")]).toEqual([1, 1]);
    const text = engine.text("main.tf") ?? "";
    for (const it of findings) if (it.rule === "iam/wildcard-action") expect(text.slice(it.start, it.end)).toBe('"${local.all}"');
  });

  test("a keystroke in one YAML document parses one document, wherever the others move to", () => {
    const engine = createEngine();
    const stream = (name: string): string =>
      Array.from({ length: 100 }, (_, i) =>
        i === 3 ? peer.replace("name: a", `name: ${name}`) : peer.replace("name: a", `name: p${i}`),
      ).join("---\n");
    engine.change([["a.yaml", stream("x")]]);
    expect(engine.findings("a.yaml").length).toBe(100);
    engine.resetRuns();
    engine.change([["a.yaml", stream("longer")]]);
    const findings = engine.findings("a.yaml");
    expect([engine.runs.get("document"), engine.runs.get("judge")]).toEqual([1, 1]);
    const text = engine.text("a.yaml") ?? "";
    for (const it of findings) expect(text.slice(it.start, it.end)).toBe("PERMISSIVE");
  });

  test("an edit of a network policy has only the pods judged again that it may select", () => {
    const engine = createEngine();
    const pod = (app: string): string =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: ${app}, namespace: shop, labels: {app: ${app}}}\nspec: {containers: [{name: a, image: a}]}\n`;
    const allow = (port: number): string =>
      `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: shop}\nspec: {podSelector: {matchLabels: {app: p1}}, ingress: [{ports: [{port: ${port}}]}]}\n`;
    const pods = Array.from({ length: 20 }, (_, i) => pod(`p${i}`)).join("---\n");
    engine.change([
      ["pods.yaml", pods],
      ["policy.yaml", allow(80)],
    ]);
    const before = engine.paths().map((it) => engine.findings(it).length);
    engine.resetRuns();
    engine.change([["policy.yaml", allow(81)]]);
    expect(engine.paths().map((it) => engine.findings(it).length)).toEqual(before);
    expect(engine.runs.get("judge.segmentation")).toBe(2);
  });

  test("a proof leaves everything as it was", () => {
    const engine = createEngine();
    engine.change([["main.tf", policy("s3:*")]]);
    const [finding] = engine.findings("main.tf");
    if (!finding) throw new Error("no finding");
    expect(engine.fixes(finding).length).toBeGreaterThan(0);
    engine.resetRuns();
    expect(engine.findings("main.tf")[0]).toBe(finding);
    expect(engine.runs.size).toBe(0);
  });
});

describe("suppressions", () => {
  const rules = (text: string, path = "main.tf"): readonly string[] => {
    const engine = createEngine();
    engine.configure({ today: "2026-11-24" });
    engine.change([[path, text]]);
    return engine
      .findings(path)
      .filter((it) => it.suppressed === false)
      .map((it) => it.rule);
  };
  test("above a resource, on a line, for the file", () => {
    expect(rules(policy("s3:*", "# ztlint:ignore iam/wildcard-action -- migration\n"))).toEqual([]);
    expect(rules(policy("s3:*").replace('"s3:*"', '"s3:*" # ztlint:ignore iam/wildcard-action -- x'))).toEqual([]);
    expect(rules(policy("s3:*", "# ztlint:ignore-file -- generated\n"))).toEqual([]);
    expect(rules(`# ztlint:ignore mesh/mtls-not-strict -- x\n${peer}`, "a.yaml")).toEqual([]);
    expect(
      rules(peer.replace("  name: a\n", '  name: a\n  annotations:\n    ztlint.dev/ignore: "mesh/mtls-not-strict: soon"\n'), "a.yaml"),
    ).toEqual([]);
  });
  test("unknown, ended and unused ones are findings", () => {
    expect(rules(policy("s3:*", "# ztlint:ignore iam/nonsense -- x\n"))).toEqual(["suppression/unknown-rule", "iam/wildcard-action"]);
    expect(rules(policy("s3:*", "# ztlint:ignore iam/wildcard-action until=2026-01-01 -- x\n"))).toEqual([
      "suppression/expired",
      "iam/wildcard-action",
    ]);
    expect(rules(policy("s3:*", "# ztlint:ignore iam/wildcard-action until=2027-01-01 -- x\n"))).toEqual([]);
    expect(rules(policy("s3:GetObject", "# ztlint:ignore iam/wildcard-action -- x\n"))).toEqual(["suppression/unused"]);
  });
  test("another tool's comment counts for the same check", () => {
    expect(rules(policy("s3:*", "").replace("  policy =", "  # checkov:skip=CKV_AWS_63:known\n  policy ="))).toEqual([]);
    expect(rules(policy("s3:*", "# kics-scan ignore\n"))).toEqual([]);
    expect(rules(policy("s3:*", "locals {}\n# kics-scan ignore\n"))).toEqual(["iam/wildcard-action"]);
  });
  test("one comment may name several checks, each with its end", () => {
    const bucket = (comment: string): string =>
      `${comment}\nresource "aws_ebs_volume" "a" {\n  availability_zone = "eu-west-1a"\n  size = 8\n}\n`;
    expect(rules(bucket("# a volume"))).toEqual(["data/unencrypted-storage"]);
    expect(rules(bucket("#tfsec:ignore:no-such tfsec:ignore:aws-ebs-enable-volume-encryption"))).toEqual([]);
    expect(rules(bucket("#trivy:ignore:AVD-AWS-0026:exp:2027-01-01 trivy:ignore:AVD-AWS-0001"))).toEqual([]);
    expect(rules(bucket("#trivy:ignore:AVD-AWS-0026:exp:2026-01-01"))).toEqual(["data/unencrypted-storage"]);
  });
  test("annotations of other tools, for one check or all", () => {
    const service = (annotation: string): string =>
      `apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  annotations:\n    ${annotation}\nspec:\n  type: NodePort\n  selector:\n    app: a\n`;
    expect(rules(service("team: shop"), "a.yaml")).toEqual(["exposure/node-port"]);
    expect(rules(service("kube-score/ignore: pod-probes, service-type"), "a.yaml")).toEqual([]);
    const load = (annotation: string): string => service(annotation).replace("NodePort", "LoadBalancer");
    expect(rules(load("team: shop"), "a.yaml")).toEqual(["exposure/open-load-balancer"]);
    expect(rules(load("kube-linter.io/ignore-all: a sample"), "a.yaml")).toEqual([]);
    expect(rules(load("ignore-check.kube-linter.io/exposed-services: a sample"), "a.yaml")).toEqual([]);
    expect(rules(load("ignore-check.kube-linter.io/latest-tag: a sample"), "a.yaml")).toEqual(["exposure/open-load-balancer"]);
  });
});

describe("configuration", () => {
  const engine = createEngine();
  engine.change([["main.tf", policy("s3:*")]]);
  const findings = (config: string) => {
    engine.change([[".ztlint.yaml", config]]);
    return engine.findings("main.tf").map((it) => it.severity);
  };
  test("levels and exclusions", () => {
    expect(findings("rules:\n  iam/wildcard-action: off\n")).toEqual([]);
    expect(findings("rules:\n  iam/wildcard-action: info\n")).toEqual(["info"]);
    expect(findings("exclude: ['*.tf']\n")).toEqual([]);
  });
  test("a bad one is a problem in that file, and the rest still holds", () => {
    expect(findings("preset: loose\nrules:\n  no/such: off\n  iam/wildcard-action: loud\nwhat: 1\n")).toEqual(["error"]);
    expect(engine.problems(".ztlint.yaml").map((it) => it.code)).toEqual(["config", "config", "config", "config"]);
    for (const text of ["[", "a: [}", "x", "exclude: ['[']\n", "\0"]) expect(() => findings(text)).not.toThrow();
  });
});

describe("rules that misbehave cost only themselves", () => {
  const make = (check: Rule["check"]): Rule =>
    rule({
      id: "test/rule",
      title: "T",
      severity: "error",
      pillar: "data",
      tenet: ["T1"],
      fixes: "review",
      on: "terraform.block",
      refs: [],
      check: check as never,
    }) as Rule;
  test("one that throws is logged", () => {
    const engine = createEngine({
      rules: [
        make(() => {
          throw new Error("boom");
        }),
      ],
    });
    engine.change([["main.tf", policy("s3:*")]]);
    expect(engine.findings("main.tf")).toEqual([]);
    expect(engine.problems("main.tf").map((it) => it.code)).toEqual(["internal"]);
  });
  test("a fix that removes nothing, or breaks the text, is not offered", () => {
    const engine = createEngine({
      rules: [
        make(function* (block) {
          const body = "body" in block ? get(block.body as never, "policy") : undefined;
          if (body)
            yield {
              at: body,
              what: "x",
              fix: [
                { title: "no effect", edit: (it) => it.set(block, "other", 1) },
                { title: "throws", edit: () => void JSON.parse("{") },
              ],
            };
        }),
      ],
    });
    engine.change([["main.tf", policy("s3:*")]]);
    const [finding] = engine.findings("main.tf");
    expect(finding && engine.fixes(finding)).toEqual([]);
  });
});

test("fix-all applies safe fixes only, unless asked, and settles", () => {
  const engine = createEngine();
  const text = policy("s3:*").replace('    Version = "2012-10-17"\n', "");
  engine.change([["main.tf", text]]);
  const safe = engine.fixAll({ level: "safe" }).get("main.tf") ?? "";
  expect(safe).toContain("2012-10-17");
  expect(safe).toContain("s3:*");
  expect(engine.text("main.tf")).toBe(text);
  expect(engine.fixAll({ level: "review" }).get("main.tf")).not.toContain("s3:*");
});

test("invariant 5: the order in which files arrive does not matter", () => {
  const files = [
    ["a.tf", policy("s3:*")],
    ["b/c.yaml", peer],
    ["b/d.tf", policy("sqs:*")],
  ] as const;
  const run = (list: typeof files | (typeof files)[number][]) => {
    const engine = createEngine();
    for (const it of list) engine.change([it]);
    return engine.paths().flatMap((it) => engine.findings(it).map((finding) => `${finding.file}|${finding.key}`));
  };
  expect(run([...files].reverse())).toEqual(run(files));
});
