/** Worlds built by kustomize, Flux, Argo CD and Helm, statement by statement. */
import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../rules/api.js";
import { get, text } from "../../rules/lib/value.js";
import { createEngine } from "../../server/engine/index.js";
import { createKubernetes } from "../../server/kubernetes/index.js";
import { Sources } from "../../server/sources.js";

function load(files: Readonly<Record<string, string>>) {
  const sources = new Sources();
  sources.change(Object.entries(files));
  const kubernetes = createKubernetes(sources);
  return { kubernetes, objects: (path: string): readonly KubeObject[] => kubernetes.objects(path) };
}

const deployment = (name: string, image = "web:1"): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n          image: ${image}\n`;

describe("W4: the namespace of Flux and Argo CD is that of objects without one", () => {
  test("Flux names a folder and a target namespace", () => {
    const { objects } = load({
      "flux.yaml":
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps}\nspec: {path: ./apps, targetNamespace: shop}\n",
      "apps/web.yaml": deployment("web"),
    });
    expect(objects("apps/web.yaml")[0]?.namespace).toBe("shop");
  });
  test("Argo CD names a path and a destination", () => {
    const { objects } = load({
      "argo.yaml":
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: apps}\nspec: {source: {path: apps}, destination: {namespace: shop}}\n",
      "apps/web.yaml": deployment("web"),
    });
    expect(objects("apps/web.yaml")[0]?.namespace).toBe("shop");
  });
});

test("W5: a base under two overlays has an instance in each, and is reported once", () => {
  const files = {
    "base/kustomization.yaml": "resources: [web.yaml]\n",
    "base/web.yaml": deployment("web", "web:latest"),
    "test/kustomization.yaml": "resources: [../base]\nnamespace: test\n",
    "live/kustomization.yaml": "resources: [../base]\nnamespace: live\n",
  };
  expect(
    load(files)
      .objects("base/web.yaml")
      .map((it) => it.namespace)
      .sort(),
  ).toEqual(["live", "test"]);
  const engine = createEngine();
  engine.change(Object.entries(files));
  expect(engine.findings("base/web.yaml").filter((it) => it.rule === "workload/mutable-image")).toHaveLength(1);
});

describe("W6: what kustomize changes is changed before anything is judged", () => {
  const built = (kustomization: string, more: Readonly<Record<string, string>> = {}): KubeObject | undefined =>
    load({ "kustomization.yaml": `resources: [web.yaml]\n${kustomization}`, "web.yaml": deployment("web"), ...more }).objects(
      "web.yaml",
    )[0];
  test("images", () => {
    const object = built("images: [{name: web, newName: registry.example.com/web, digest: 'sha256:abc'}]\n");
    expect(text(get(object?.body, "spec.template.spec.containers.0.image"))).toBe("registry.example.com/web@sha256:abc");
  });
  test("strategic patches merge containers by name", () => {
    const patch =
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: [{name: web, tty: true}]}}}\n";
    const object = built("patches: [{path: patch.yaml}]\n", { "patch.yaml": patch });
    expect(get(object?.body, "spec.template.spec.containers.0.tty")?.known).toBe(true);
    expect(text(get(object?.body, "spec.template.spec.containers.0.image"))).toBe("web:1");
  });
  test("JSON patches go by path", () => {
    const object = built(
      "patches:\n  - target: {kind: Deployment}\n    patch: |\n      - {op: add, path: /spec/template/spec/hostNetwork, value: true}\n",
    );
    expect(get(object?.body, "spec.template.spec.hostNetwork")?.known).toBe(true);
  });
  test("labels reach the pods where they are asked to", () => {
    const object = built("labels: [{pairs: {team: shop}, includeTemplates: true}]\n");
    expect(object?.labels.get("team")).toBe("shop");
    expect(text(get(object?.body, "spec.template.metadata.labels.team"))).toBe("shop");
  });
  test("labels are not in the way of selectors that they would be added to", () => {
    const { objects, kubernetes } = load({
      "kustomization.yaml": "resources: [web.yaml, policy.yaml]\ncommonLabels: {team: shop}\n",
      "web.yaml": deployment("web").replace("    spec:\n", "    metadata: {labels: {app: web}}\n    spec:\n"),
      "policy.yaml":
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: web}\nspec: {podSelector: {matchLabels: {app: web}}}\n",
    });
    const [workload] = kubernetes.workloads("web.yaml");
    const selector = get(objects("policy.yaml")[0]?.body, "spec.podSelector");
    expect(workload?.podLabels.get("team")).toBe("shop");
    expect(
      workload &&
        selector &&
        kubernetes.project.matches(kubernetes.project.selector(selector), workload.podLabels, workload.podLabelsComplete),
    ).toBe(true);
  });
  test("prefixes and suffixes go to names and references alike, so that bindings and policies find what they found before", () => {
    const account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web}\n";
    const binding =
      "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: web}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: web}\nsubjects: [{kind: ServiceAccount, name: web, namespace: old}]\n";
    const role =
      "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: web}\nrules: [{apiGroups: [''], resources: [configmaps], verbs: [get]}]\n";
    const files = (subject: string) => ({
      "kustomization.yaml": "resources: [all.yaml]\nnamespace: shop\nnamePrefix: live-\nnameSuffix: -v2\n",
      "all.yaml": [
        "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n",
        account,
        role,
        binding.replace("name: web, namespace", `name: ${subject}, namespace`),
      ].join("---\n"),
    });
    const dangling = (subject: string, namespace = "old"): readonly string[] => {
      const engine = createEngine();
      engine.change(
        Object.entries(files(subject)).map(([path, text]) => [path, text.replace("namespace: old", `namespace: ${namespace}`)]),
      );
      return engine.findings("all.yaml").flatMap((it) => (it.rule.startsWith("rbac/dangling") ? [it.rule] : []));
    };
    expect(dangling("web")).toEqual([]);
    expect(dangling("web", "shop")).toEqual([]);
    expect(dangling("gone", "shop")).toEqual(["rbac/dangling-subject"]);
    // An account that is not in the build keeps its namespace, and is somewhere else.
    expect(
      load(files("web"))
        .objects("all.yaml")
        .map((it) => it.namespace),
    ).toEqual([undefined, "shop", "shop", "shop"]);
    const subject = (name: string) => text(get(load(files(name)).objects("all.yaml")[3]?.body, "subjects.0.namespace"));
    expect([subject("web"), subject("other")]).toEqual(["shop", "old"]);
  });
  test("a patch further out may call an object by its written name or by any that prefixes gave it", () => {
    const hostNetwork = (patches: string, more: Readonly<Record<string, string>> = {}): unknown =>
      get(
        load({
          "base/kustomization.yaml": "resources: [web.yaml]\nnamePrefix: shop-\n",
          "base/web.yaml": deployment("web"),
          "live/kustomization.yaml": `resources: [../base]\nnameSuffix: -live\n${patches}`,
          ...more,
        }).objects("base/web.yaml")[0]?.body,
        "spec.template.spec.hostNetwork",
      )?.known;
    const targeted = (name: string) =>
      hostNetwork(
        `patches:\n  - target: {kind: Deployment, name: ${name}}\n    patch: |\n      - {op: add, path: /spec/template/spec/hostNetwork, value: true}\n`,
      );
    expect([targeted("web"), targeted("shop-web"), targeted("shop-.*")]).toEqual([true, true, true]);
    expect([targeted("shop-web-live"), targeted("other")]).toEqual([undefined, undefined]);
    const strategic = (name: string) =>
      hostNetwork("patches: [{path: patch.yaml}]\n", {
        "live/patch.yaml": `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec: {template: {spec: {hostNetwork: true}}}\n`,
      });
    expect([strategic("web"), strategic("shop-web"), strategic("other")]).toEqual([true, true, undefined]);
  });
  test("generated ConfigMaps and Secrets open the build to nobody", () => {
    const { objects, kubernetes } = load({
      "kustomization.yaml":
        "resources: [all.yaml]\nconfigMapGenerator: [{name: settings, literals: [A=b]}]\nsecretGenerator: [{name: keys, envs: [keys.env]}]\n",
      "all.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n",
    });
    const [namespace] = objects("all.yaml");
    expect(namespace && kubernetes.project.closedWorld(namespace)).toBe(true);
  });
  test("what a replacement writes is not what the file says", () => {
    const image = "spec.template.spec.containers.0.image";
    const replaced = (target: string, at = image) =>
      get(built(`replacements:\n  - source: {kind: ConfigMap, name: v}\n    targets: [${target}]\n`)?.body, at);
    const path = (it: string): string => `{select: {kind: Deployment}, fieldPaths: ['${it}']}`;
    expect(replaced(path("spec.template.spec.containers.[name=web].image"))?.kind).toBe("unknown");
    expect(replaced(path("spec.template.spec.containers.*.image"))?.kind).toBe("unknown");
    expect(replaced(path(image))?.kind).toBe("unknown");
    expect(replaced(path("metadata.labels.app\\.kubernetes\\.io/version"), "metadata.name")?.kind).toBe("text");
    expect(replaced("{select: {kind: Deployment}}", "metadata.name")?.kind).toBe("unknown");
    expect(text(replaced(path("spec.template.spec.containers.[name=other].image")))).toBe("web:1");
    expect(text(replaced(`{select: {kind: Service}, fieldPaths: ['${image}']}`))).toBe("web:1");
    expect(text(replaced(`{select: {kind: Deployment}, reject: [{name: web}], fieldPaths: ['${image}']}`))).toBe("web:1");
  });
  test("components count as much as resources", () => {
    const { objects } = load({
      "kustomization.yaml": "resources: [web.yaml]\ncomponents: [hard]\nnamespace: shop\n",
      "web.yaml": deployment("web"),
      "hard/kustomization.yaml": "kind: Component\nresources: [policy.yaml]\n",
      "hard/policy.yaml": "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny}\nspec: {podSelector: {}}\n",
    });
    expect(objects("hard/policy.yaml")[0]?.namespaceKey).toBe(objects("web.yaml")[0]?.namespaceKey);
  });
});

describe("W7: what is not in view is not said to be missing", () => {
  const closed = (files: Readonly<Record<string, string>>): boolean | undefined => {
    const { objects, kubernetes } = load({ "namespace.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n", ...files });
    const [namespace] = objects("namespace.yaml");
    return namespace && kubernetes.project.closedWorld(namespace);
  };
  test("a remote base contributes what nobody sees", () => {
    expect(closed({ "kustomization.yaml": "resources: [namespace.yaml]\n" })).toBe(true);
    expect(closed({ "kustomization.yaml": "resources: [namespace.yaml, 'https://github.com/example/base?ref=v1']\n" })).toBe(false);
  });
  test("a Helm release in the namespace may bring pods", () => {
    const release = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: shop}\n";
    expect(closed({ "release.yaml": release })).toBe(false);
    expect(closed({ "release.yaml": release.replace("shop", "other") })).toBe(true);
  });
  test("an object of a kind that nobody knows may create pods", () => {
    expect(closed({ "x.yaml": "apiVersion: example.com/v1\nkind: Farm\nmetadata: {name: f, namespace: shop}\n" })).toBe(false);
  });
});

test("W7: another kustomization may hold what acts on the whole cluster, unless it is a variant of this one", () => {
  const engine = "apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: pods}\nspec: {rules: []}\n";
  const hides = (pick: string, files: Readonly<Record<string, string>>): boolean | undefined => {
    const { objects, kubernetes } = load({ "apps/web.yaml": deployment("web"), ...files });
    const [web] = objects("apps/web.yaml");
    return web && kubernetes.project.mayHide(web, pick);
  };
  const here = { "apps/kustomization.yaml": "resources: [web.yaml]\n" };
  const there = { "other/kustomization.yaml": "resources: [it.yaml]\n" };
  expect(hides("kyverno.io/ClusterPolicy", here)).toBe(false);
  expect(hides("kyverno.io/ClusterPolicy", { ...here, ...there, "other/it.yaml": engine })).toBe(true);
  expect(hides("kyverno.io/ClusterPolicy", { ...here, ...there, "other/it.yaml": deployment("it") })).toBe(false);
  expect(hides("kyverno.io/ClusterPolicy", { ...here, ...there, "other/it.yaml": engine.replace("ClusterPolicy", '"{{ kind }}"') })).toBe(
    true,
  );
  expect(hides("ServiceAccount", { ...here, ...there, "other/it.yaml": engine.replace("ClusterPolicy", '"{{ kind }}"') })).toBe(false);
  const variants = { "dev/kustomization.yaml": "resources: [../apps]\n", "prod/kustomization.yaml": "resources: [../apps, it.yaml]\n" };
  expect(hides("kyverno.io/ClusterPolicy", { ...here, ...variants, "prod/it.yaml": engine })).toBe(false);
});

test("a kind that is templated may be any, one that is still to be written is none", () => {
  const hides = (kind: string): boolean | undefined => {
    const { objects, kubernetes } = load({ "web.yaml": deployment("web"), "it.yaml": `apiVersion: v1\n${kind}\nmetadata: {name: it}\n` });
    const [web] = objects("web.yaml");
    return web && kubernetes.project.mayHide(web, "ServiceAccount");
  };
  expect(hides('kind: "{{ kind }}"')).toBe(true);
  expect(hides("kind: &kind ConfigMap")).toBe(false);
  expect(hides("kind:")).toBe(false);
});

test("W9: the pods of a Job carry its name", () => {
  const { kubernetes } = load({
    "job.yaml": "apiVersion: batch/v1\nkind: Job\nmetadata: {name: once}\nspec: {template: {spec: {containers: [{name: a}]}}}\n",
  });
  expect(kubernetes.workloads("job.yaml")[0]?.podLabels.get("batch.kubernetes.io/job-name")).toBe("once");
});

test("W11: the same name in two roots is two objects", () => {
  const { objects } = load({
    "a/kustomization.yaml": "resources: [web.yaml]\n",
    "a/web.yaml": deployment("web"),
    "b/kustomization.yaml": "resources: [web.yaml]\n",
    "b/web.yaml": deployment("web"),
  });
  expect(objects("a/web.yaml")[0]?.world).not.toBe(objects("b/web.yaml")[0]?.world);
});

test("Helm templates are read for what is literal; expressions are unknown and never noise", () => {
  const { kubernetes, objects } = load({
    "chart/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "chart/values.yaml": "kind: Deployment\napiVersion: apps/v1\n",
    "chart/templates/web.yaml": `{{- if .Values.enabled }}\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .Release.Name }}\nspec:\n  template:\n    spec:\n      hostPID: true\n      containers:\n        - name: web\n          image: "{{ .Values.image }}"\n{{- end }}\n`,
  });
  const [web] = kubernetes.workloads("chart/templates/web.yaml");
  expect(get(web?.pod, "hostPID")?.known).toBe(true);
  expect(web?.name).toBeUndefined();
  expect(get(web?.pod, "containers.0.image")?.kind).toBe("unknown");
  expect(web && kubernetes.project.closedWorld(web)).toBe(false);
  expect(objects("chart/Chart.yaml")).toEqual([]);
});
