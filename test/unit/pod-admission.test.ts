/** Pod Security Admission, statement by statement. */
import { expect, test } from "vitest";
import { createEngine } from "../../server/engine/index.js";

/** What a rule says on the documents. */
function told(rule: string, ...documents: readonly string[]): readonly string[] {
  const engine = createEngine();
  engine.configure({ preset: "strict" });
  engine.change([["main.yaml", documents.join("\n---\n")]]);
  return engine.findings("main.yaml").flatMap((it) => (it.rule === rule ? [it.message] : []));
}

const namespace = (labels = ""): string => `apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {${labels}}}`;
const restricted = "pod-security.kubernetes.io/enforce: restricted";
const exempt = (field: string): string =>
  `apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\nplugins: [{name: PodSecurity, configuration: {apiVersion: pod-security.admission.config.k8s.io/v1, kind: PodSecurityConfiguration, ${field}}}]`;

test("P5: a workload is accepted and its pods are not; namespaces and runtime classes may be exempt", () => {
  const deployment = (spec = ""): string =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec: {template: {spec: {containers: [{name: a}]${spec}}}}`;
  const rejected = (labels: string, ...more: readonly string[]) =>
    told("admission/rejected-pod", namespace(labels), ...(more.length > 0 ? more : [deployment()]));
  expect(rejected(restricted)).toEqual([expect.stringContaining("starts no pod of `web`")]);
  expect(rejected("pod-security.kubernetes.io/warn: restricted")).toEqual([]);
  expect(rejected(restricted, deployment(), exempt("exemptions: {namespaces: [shop]}"))).toEqual([]);
  expect(rejected(restricted, deployment(), exempt("exemptions: {namespaces: [dev]}"))).toHaveLength(1);
  expect(rejected(restricted, deployment(", runtimeClassName: kata"), exempt("exemptions: {runtimeClasses: [kata]}"))).toEqual([]);
  expect(rejected(restricted, deployment(), exempt("exemptions: {runtimeClasses: [kata]}"))).toHaveLength(1);
});

test("P6: without a label the cluster's default holds, privileged if nothing says otherwise", () => {
  const accepts = (...more: readonly string[]) => told("admission/namespace-without-level", namespace(), ...more);
  expect(accepts()).toHaveLength(1);
  expect(accepts(exempt("defaults: {enforce: baseline}"))).toEqual([]);
  expect(accepts(exempt("defaults: {enforce: privileged}"))).toHaveLength(1);
  expect(accepts(exempt("defaults: {warn: baseline}"))).toHaveLength(1);
  expect(told("admission/namespace-without-level", namespace(restricted))).toEqual([]);
});
