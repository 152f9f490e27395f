/** SEMANTICS section D: what admission engines, policy languages and the API server's own configuration decide. */
import { describe, expect, test } from "vitest";
import type { AdmissionControl, KubeObject } from "../../rules/api.js";
import { levelFor } from "../../rules/lib/audit-policy.js";
import { createEngine } from "../../server/engine/index.js";
import { createModel } from "../../server/model/index.js";
import { Sources } from "../../server/sources.js";

function modelOf(text: string) {
  const sources = new Sources();
  sources.change([["a.yaml", text]]);
  return { sources, model: createModel(sources) };
}

function controls(text: string): readonly AdmissionControl[] {
  const { sources, model } = modelOf(text);
  return sources
    .unitIds("a.yaml")
    .flatMap((unit) =>
      model.candidates.in(unit).flatMap((it) => (it.kind === "admission.control" ? [it.subject as AdmissionControl] : [])),
    );
}

function rulesOn(file: string, text: string): readonly string[] {
  const engine = createEngine();
  engine.change([[file, text]]);
  return engine.findings(file).map((it) => it.rule);
}

const webhook = (version: string, policy = ""): string => `apiVersion: admissionregistration.k8s.io/${version}
kind: ValidatingWebhookConfiguration
metadata: {name: a}
webhooks:
  - name: a.example.com
    clientConfig: {service: {name: a, namespace: a}}
${policy}`;

const kyverno = (spec: string, rule: string): string => `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: a}
spec:
${spec}  rules:
    - name: r
      match: {any: [{resources: {kinds: [Pod]}}]}
      validate:
${rule}        pattern: {spec: {hostNetwork: false}}
`;

const constraint = (spec: string): string => `apiVersion: constraints.gatekeeper.sh/v1beta1
kind: K8sAny
metadata: {name: a}
spec: ${spec}
`;

describe("D1: failure policies", () => {
  test.each([
    ["v1 fails closed by default", webhook("v1"), "deny"],
    ["v1beta1 fails open by default", webhook("v1beta1"), "admit"],
    ["Ignore is skipped on error", webhook("v1", "    failurePolicy: Ignore\n"), "admit"],
    ["an unknown word decides nothing", webhook("v1", '    failurePolicy: "{{ .Values.policy }}"\n'), undefined],
  ])("%s", (_, text, outcome) => expect(controls(text).map((it) => it.onFailure?.outcome)).toEqual([outcome]));

  test("a ValidatingAdmissionPolicy needs a binding with Deny", () => {
    const binding = (actions: string): string => `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: a}
spec: {policyName: a, validationActions: ${actions}}
`;
    expect(controls(binding("[Audit, Warn]"))[0]?.onViolation[0]?.outcome).toBe("admit");
    expect(controls(binding("[Deny, Audit]"))[0]?.onViolation[0]?.outcome).toBe("deny");
  });
});

describe("D2: Kyverno's effective action", () => {
  test.each([
    ["Audit is the default", kyverno("", ""), "admit"],
    ["the policy's action counts", kyverno("  validationFailureAction: enforce\n", ""), "deny"],
    ["the rule's action counts more", kyverno("  validationFailureAction: Enforce\n", "        failureAction: Audit\n"), "admit"],
    ["words match without case", kyverno("", "        failureAction: ENFORCE\n"), "deny"],
  ])("%s", (_, text, outcome) => expect(controls(text)[0]?.onViolation.map((it) => it.outcome)).toEqual([outcome]));

  test("a ValidatingPolicy denies unless its actions leave Deny out", () => {
    const policy = (spec: string): string =>
      `apiVersion: policies.kyverno.io/v1\nkind: ValidatingPolicy\nmetadata: {name: a}\nspec: ${spec}\n`;
    expect(controls(policy("{failurePolicy: Fail}"))[0]?.onViolation[0]?.outcome).toBe("deny");
    expect(controls(policy("{validationActions: [Audit]}"))[0]?.onViolation[0]?.outcome).toBe("admit");
  });

  test("overrides per namespace are exclusions", () => {
    const text = kyverno("", '        failureAction: Enforce\n        failureActionOverrides: [{action: Audit, namespaces: ["*"]}]\n');
    expect(controls(text)[0]?.exclusions.map((it) => it.kind)).toEqual(["override"]);
  });
});

describe("D3: Gatekeeper's enforcementAction", () => {
  test.each([
    ["deny is the default", "{match: {}}", "deny"],
    ["dryrun does not block", "{enforcementAction: dryrun}", "admit"],
    ["warn does not block", "{enforcementAction: warn}", "admit"],
    [
      "scoped asks the webhook's actions",
      "{enforcementAction: scoped, scopedEnforcementActions: [{action: deny, enforcementPoints: [{name: validation.gatekeeper.sh}]}]}",
      "deny",
    ],
    [
      "scoped elsewhere does not block",
      "{enforcementAction: scoped, scopedEnforcementActions: [{action: deny, enforcementPoints: [{name: audit.gatekeeper.sh}]}]}",
      "admit",
    ],
  ])("%s", (_, spec, outcome) => expect(controls(constraint(spec))[0]?.onViolation[0]?.outcome).toBe(outcome));
});

test("D4: a default only speaks where no rule does, so a default of true is a finding and an unconditional rule is one of its own", () => {
  expect(rulesOn("a.rego", "package a\ndefault allow := true\nallow := false if input.x\n")).toContain("trust/default-allow");
  expect(rulesOn("a.rego", "package a\ndefault allow := false\nallow := true\n")).toContain("trust/default-allow");
  expect(rulesOn("a.rego", "package a\ndefault allow := false\nallow := true if input.x\n")).not.toContain("trust/default-allow");
});

test("D5: a missing input path makes a violation rule fail open", () => {
  const template = (path: string): string => `apiVersion: templates.gatekeeper.sh/v1
kind: ConstraintTemplate
metadata: {name: a}
spec:
  targets:
    - target: admission.k8s.gatekeeper.sh
      rego: |
        package a
        violation[{"msg": "no"}] { ${path}.object.spec.hostNetwork }
`;
  expect(rulesOn("a.yaml", template("input.request"))).toContain("admission/template-never-violates");
  expect(rulesOn("a.yaml", template("input.review"))).not.toContain("admission/template-never-violates");
});

test("D6: a permit without constraints allows all that no forbid names", () => {
  expect(rulesOn("a.cedar", "permit(principal, action, resource);")).toContain("trust/permit-everyone");
  expect(rulesOn("a.cedar", "permit(principal, action, resource) when { true };")).toContain("trust/permit-everyone");
  expect(rulesOn("a.cedar", "forbid(principal, action, resource);")).not.toContain("trust/permit-everyone");
});

describe("D7: the first matching audit rule decides", () => {
  const policy = (rules: string): KubeObject => {
    const { sources, model } = modelOf(`apiVersion: audit.k8s.io/v1\nkind: Policy\nmetadata: {name: a}\nrules: ${rules}\n`);
    const [found] = model.kubernetes.objects("a.yaml");
    if (found === undefined) throw new Error(sources.paths().join());
    return found;
  };
  const secrets = { group: "", resource: "secrets", verb: "get" };
  test.each([
    ["no match is not logged", '[{level: Metadata, resources: [{group: "", resources: [pods]}]}]', "None"],
    ["omitted fields match all", "[{level: Metadata}]", "Metadata"],
    ["the first counts", '[{level: None, resources: [{group: "", resources: ["*"]}]}, {level: Metadata}]', "None"],
    ["rules for some users do not decide for all", '[{level: None, users: ["a"]}, {level: Metadata}]', "Metadata"],
    ["another verb is no match", "[{level: None, verbs: [watch]}, {level: Request}]", "Request"],
    [
      "a resource is not its subresource",
      '[{level: None, resources: [{group: "", resources: ["secrets/x"]}]}, {level: Metadata}]',
      "Metadata",
    ],
    ["an unknown rule decides nothing", '[{level: None, verbs: ["{{ .Values.verb }}"]}, {level: Metadata}]', undefined],
  ])("%s", (_, rules, level) => expect(levelFor(policy(rules), secrets)?.level).toBe(level));
});

test("D8: the first provider writes, and a resource uses the first block that lists it", () => {
  const config = (resources: string): string =>
    `apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources: ${resources}\n`;
  const kms = "{kms: {apiVersion: v2, name: a, endpoint: x}}";
  expect(rulesOn("a.yaml", config(`[{resources: [secrets], providers: [${kms}, {identity: {}}]}]`))).not.toContain(
    "secrets/unencrypted-etcd",
  );
  expect(rulesOn("a.yaml", config(`[{resources: [secrets], providers: [{identity: {}}, ${kms}]}]`))).toContain("secrets/unencrypted-etcd");
  const two = `[{resources: [secrets], providers: [${kms}]}, {resources: ["*.*"], providers: [{identity: {}}]}]`;
  expect(rulesOn("a.yaml", config(two))).not.toContain("secrets/unencrypted-etcd");
});

test("tests of policies are no objects of the cluster", () => {
  const engine = createEngine();
  const pod =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: bad}\nspec: {containers: [{name: a, image: a, securityContext: {privileged: true}}]}\n";
  engine.change([
    [
      "p/suite.yaml",
      "apiVersion: test.gatekeeper.sh/v1alpha1\nkind: Suite\ntests: [{name: a, cases: [{name: b, object: samples/bad.yaml}]}]\n",
    ],
    ["p/samples/bad.yaml", pod],
    ["q/.chainsaw-test/pod.yaml", pod],
    ["r/kyverno-test.yaml", "apiVersion: cli.kyverno.io/v1alpha1\nkind: Test\nresources: [resource.yaml]\npolicies: [policy.yaml]\n"],
    ["r/resource.yaml", pod],
    ["s/pod.yaml", pod],
  ]);
  const speaking = engine.paths().filter((it) => engine.findings(it).length > 0);
  expect(speaking).toEqual(["s/pod.yaml"]);
});
