/** Documents, namespaces, worlds and selectors, statement by statement. */
import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../rules/api.js";
import { get } from "../../rules/lib/value.js";
import { createKubernetes } from "../../server/kubernetes/index.js";
import { Sources } from "../../server/sources.js";
import { splitStream } from "../../server/syntax/yaml/split.js";

function load(files: Readonly<Record<string, string>>) {
  const sources = new Sources();
  sources.change(Object.entries(files));
  const kubernetes = createKubernetes(sources);
  const objects = (path: string): readonly KubeObject[] => sources.units(path).flatMap((it) => kubernetes.objectsIn(it.id));
  return { sources, kubernetes, objects };
}

const object = (kind: string, name: string, rest = ""): string => `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n${rest}`;

test("a stream splits at markers, even inside a block scalar, and loses nothing", () => {
  const text = "# head\n---\na: |\n  x\n---\nb: 1\n...\n%YAML 1.1\n---\nc: 1\n";
  expect(splitStream(text).map((it) => it.text)).toEqual(["# head\n---\na: |\n  x\n", "---\nb: 1\n...\n", "%YAML 1.1\n---\nc: 1\n"]);
  expect(
    splitStream(text)
      .map((it) => it.text)
      .join(""),
  ).toBe(text);
});

test("W1: a List is its items, each with its own range", () => {
  const text =
    "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Pod\n    metadata:\n      name: a\n  - apiVersion: v1\n    kind: Pod\n    metadata:\n      name: b\n";
  const { objects } = load({ "l.yaml": text });
  expect(objects("l.yaml").map((it) => [it.name, text.slice(it.at.start, it.at.end)])).toEqual([
    ["a", "a"],
    ["b", "b"],
  ]);
});

test("W2: YAML 1.1 where Kubernetes reads it so: octal modes, booleans, anchors and merge keys", () => {
  const { objects } = load({
    "a.yaml": object("ConfigMap", "a", "base: &base\n  mode: 0400\ncopy:\n  <<: *base\n  flag: yes\n  letter: n\n"),
  });
  const [it] = objects("a.yaml");
  expect([get(it?.body, "copy.mode")?.known, get(it?.body, "copy.flag")?.known, get(it?.body, "copy.letter")?.known]).toEqual([
    256,
    true,
    false,
  ]);
});

test("W3: only what has apiVersion and kind is an object; templates are unknown, never noise", () => {
  const { objects, sources, kubernetes } = load({
    "values.yaml": "kind: x\nimage: y\n",
    "t.yaml":
      "apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Release.Name }}-web\n  {{- with .Values.labels }}\n  labels: {{ toYaml . | nindent 4 }}\n  {{- end }}\nspec:\n  type: LoadBalancer\n",
  });
  expect(objects("values.yaml")).toEqual([]);
  const [service] = objects("t.yaml");
  expect([service?.kind, service?.name, get(service?.body, "spec.type")?.known, get(service?.body, "spec.absent")?.kind]).toEqual([
    "Service",
    undefined,
    "LoadBalancer",
    "unknown",
  ]);
  expect(sources.units("t.yaml").flatMap((it) => kubernetes.problemsIn(it.id))).toEqual([]);
});

test("W4: the kustomization's namespace wins over the written one, the outer over the inner; unknown is not default", () => {
  const { objects } = load({
    "base/kustomization.yaml": "resources: [app.yaml]\nnamespace: inner\n",
    "base/app.yaml": object("ServiceAccount", "app", "  namespace: written\n"),
    "over/kustomization.yaml": "resources: [../base]\nnamespace: outer\n",
    "plain.yaml": object("ServiceAccount", "plain"),
    "default.yaml": object("ServiceAccount", "d", "  namespace: default\n"),
  });
  expect(objects("base/app.yaml")[0]?.namespace).toBe("outer");
  const [plain] = objects("plain.yaml");
  expect(plain?.namespace).toBeUndefined();
  expect(plain?.namespaceKey).not.toBe(objects("default.yaml")[0]?.namespaceKey);
});

test("W7: absence is asserted only of a namespace that is in view", () => {
  const { objects, kubernetes } = load({
    "a.yaml": `${object("Namespace", "shop")}---\n${object("ServiceAccount", "a", "  namespace: shop\n")}---\n${object("ServiceAccount", "b", "  namespace: other\n")}`,
  });
  expect(objects("a.yaml").map((it) => kubernetes.project.closedWorld(it))).toEqual([true, true, false]);
});

test("W8: cluster-scoped kinds have no namespace; a kind that nobody knows has the one that is written", () => {
  const { objects } = load({ "a.yaml": object("Namespace", "shop", "  namespace: ignored\n") });
  const [namespace] = objects("a.yaml");
  expect(namespace?.namespace).toBeUndefined();
  const farm = (field: string) =>
    load({ "a.yaml": `apiVersion: example.com/v1\nkind: Farm\nmetadata: {name: f${field}}\n` }).objects("a.yaml")[0]?.namespaced;
  expect([farm(", namespace: shop"), farm("")]).toEqual([true, false]);
});

test("W9: namespaces carry their name as a label", () => {
  const { objects, kubernetes } = load({ "a.yaml": object("Namespace", "shop") });
  const [namespace] = objects("a.yaml");
  expect(namespace && kubernetes.project.namespaceLabels(namespace)?.get("kubernetes.io/metadata.name")).toBe("shop");
});

test("W10: pod templates of every workload kind", () => {
  const pod = "metadata:\n  labels: {app: a}\nspec:\n  containers: [{name: c, image: i}]\n";
  const indent = (text: string, by: number): string => text.replace(/^(?=.)/gm, " ".repeat(by));
  const files = {
    "pod.yaml": `apiVersion: v1\nkind: Pod\n${pod}`,
    "deployment.yaml": `apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n${indent(pod, 4)}`,
    "cron.yaml": `apiVersion: batch/v1\nkind: CronJob\nspec:\n  jobTemplate:\n    spec:\n      template:\n${indent(pod, 8)}`,
    "knative.yaml": `apiVersion: serving.knative.dev/v1\nkind: Service\nspec:\n  template:\n${indent(pod, 4)}`,
    "rollout.yaml": `apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nspec:\n  template:\n${indent(pod, 4)}`,
    "service.yaml": `apiVersion: v1\nkind: Service\nspec:\n  template:\n${indent(pod, 4)}`,
  };
  const { sources, kubernetes } = load(files);
  const labels = Object.keys(files).map((path) =>
    sources
      .units(path)
      .flatMap((it) => kubernetes.workloadsIn(it.id))[0]
      ?.podLabels.get("app"),
  );
  expect(labels).toEqual(["a", "a", "a", "a", "a", undefined]);
});

describe("selectors", () => {
  const selects = (selector: string, labels: Readonly<Record<string, string>>, complete = true): boolean | undefined => {
    const { objects, kubernetes } = load({ "a.yaml": object("X", "x", `s: ${selector}\n`) });
    const value = get(objects("a.yaml")[0]?.body, "s");
    return value && kubernetes.project.matches(kubernetes.project.selector(value), new Map(Object.entries(labels)), complete);
  };
  test("S1: all labels and expressions must hold", () => {
    expect(selects('{matchLabels: {a: "1"}, matchExpressions: [{key: b, operator: Exists}]}', { a: "1", b: "x" })).toBe(true);
    expect(selects('{matchLabels: {a: "1"}, matchExpressions: [{key: b, operator: Exists}]}', { a: "1" })).toBe(false);
  });
  test("S2: an empty selector matches everything", () => expect(selects("{}", {})).toBe(true));
  test("S3: In needs the key, NotIn is content without it", () => {
    expect(selects('{matchExpressions: [{key: a, operator: In, values: ["1"]}]}', {})).toBe(false);
    expect(selects('{matchExpressions: [{key: a, operator: NotIn, values: ["1"]}]}', {})).toBe(true);
    expect(selects('{matchExpressions: [{key: a, operator: NotIn, values: ["1"]}]}', { a: "1" })).toBe(false);
  });
  test("S4: Exists and DoesNotExist ignore values", () => {
    expect(selects("{matchExpressions: [{key: a, operator: DoesNotExist}]}", { a: "" })).toBe(false);
    expect(selects("{matchExpressions: [{key: a, operator: Exists}]}", { a: "" })).toBe(true);
  });
  test("what is unknown stays unknown", () => {
    expect(selects("{matchLabels: {a: x}}", {}, false)).toBeUndefined();
    expect(selects('{matchLabels: {a: "{{ .x }}"}}', { a: "x" })).toBeUndefined();
    expect(selects('{matchLabels: {a: "{{ .x }}", b: y}}', { a: "x", b: "z" })).toBe(false);
  });
});

test("bombs and abysses are refused, not followed", () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefghij"
    .split("")
    .map((it, i) => `${it}: &${it} [${`*${"abcdefghij"[i]},`.repeat(9)}]\n`)
    .join("")}`;
  const { sources, kubernetes } = load({ "bomb.yaml": object("X", "x", bomb), "deep.yaml": object("X", "x", `a: ${"[".repeat(30_000)}`) });
  for (const path of ["bomb.yaml", "deep.yaml"])
    expect(sources.units(path).flatMap((it) => kubernetes.problemsIn(it.id)).length).toBeGreaterThan(0);
});
