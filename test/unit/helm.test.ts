/** Helm: what a chart's values decide in its templates, and what they leave open. */
import { describe, expect, test } from "vitest";
import type { Value } from "../../rules/api.js";
import { get } from "../../rules/lib/value.js";
import { createEngine } from "../../server/engine/index.js";
import { createKubernetes } from "../../server/kubernetes/index.js";
import { Sources } from "../../server/sources.js";
import { templateActions } from "../../server/syntax/yaml/templates.js";

const head = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n";
const chart = "apiVersion: v2\nname: web\nversion: 1.0.0\nappVersion: 1.4.2\n";

/** The value at `x` of a template, or at another path, under some values. */
function written(template: string, values: string, path: string | readonly string[] = "x", more: Readonly<Record<string, string>> = {}) {
  const sources = new Sources();
  sources.change(Object.entries({ "c/Chart.yaml": chart, "c/values.yaml": values, "c/templates/t.yaml": `${head}${template}\n`, ...more }));
  const [object] = createKubernetes(sources).objects("c/templates/t.yaml");
  return get(object?.body, path);
}

const known = (...given: Parameters<typeof written>): unknown => {
  const value = written(...given);
  return value?.kind === "unknown" ? "?" : value?.known;
};

describe("a scalar that is one action", () => {
  const values = "a: {b: true, num: 80, s: text, empty: '', none: null, list: [], said: 'true'}\nport: '80'\n";
  test.each<[string, unknown]>([
    ["{{ .Values.a.b }}", true],
    ["{{- .Values.a.b -}}", true],
    ["{{ $.Values.a.num }}", 80],
    ["{{ .Values.a.num | quote }}", "80"],
    ['"{{ .Values.a.num }}"', "80"],
    ["{{ .Values.a.said }}", true],
    ["{{ .Values.a.said | quote }}", "true"],
    ["{{ .Values.port | int }}", 80],
    ["{{ .Values.a.s | upper | quote }}", "TEXT"],
    ["{{ .Values.a.s | trunc 2 }}", "te"],
    ["{{ .Values.a.missing | default 3 }}", 3],
    ["{{ default .Values.a.s .Values.a.empty }}", "text"],
    ["{{ .Values.a.b | default false }}", true],
    ['{{ index .Values "a" "s" }}', "text"],
    ['{{ ternary "yes" "no" .Values.a.b | quote }}', "yes"],
    ['{{ printf "%s:%d" .Values.a.s .Values.a.num }}', "text:80"],
    ["{{ .Chart.Name }}", "web"],
    ["{{ required `say so` .Values.a.s }}", "text"],
    ["{{ tpl .Values.a.s . }}", "text"],
  ])("%s is known", (action, expected) => expect(known(`x: ${action}`, values)).toBe(expected));
  test.each([
    "{{ .Values.a.empty }}",
    "{{ .Values.a.none }}",
    "{{ .Values.a.missing }}",
    "{{ .Values.missing.deeper }}",
    "{{ .Values.a.list }}",
    "{{ .Values.a }}",
    "{{ .Release.Name }}",
    '{{ include "name" . }}',
    "{{ .Values.a.s | b64enc }}",
    "{{ $other.Values.a.s }}",
    "{{ .Values.a.s .Values.a.b }}",
    '{{ .Values.a.s | "x" }}',
  ])("%s stays unknown, and is never absent", (action) => expect(known(`x: ${action}`, values)).toBe("?"));
});

describe("a scalar of several pieces", () => {
  const values = "image: {repository: nginx, tag: ''}\nregistry: example.com\nnumber: 8080\n";
  test.each<[string, unknown]>([
    ['"{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"', "nginx:1.4.2"],
    ["{{ .Values.registry }}/{{ .Values.image.repository }}", "example.com/nginx"],
    ["{{ if .Values.registry }}{{ .Values.registry }}/{{ end }}nginx", "example.com/nginx"],
    ["{{ if .Values.image.tag }}a{{ else }}b{{ end }}", "b"],
    ["http://{{ .Values.registry -}} :{{ .Values.number }}", "http://example.com:8080"],
  ])("%s is known", (action, expected) => expect(known(`x: ${action}`, values)).toBe(expected));
  test("what one piece leaves open is a hole between known texts", () => {
    const value = written('x: "{{ .Values.registry }}/{{ .Release.Name }}:1"', values);
    expect(value?.kind === "unknown" && value.parts).toEqual(["example.com/", {}, ":1"]);
  });
});

describe("blocks", () => {
  const values = "enabled: true\ndisabled: false\nmap: {a: 1, b: '', c: {d: x}}\nlist: [{name: a}]\nnone: {}\n";
  test.each<[string, string | readonly string[], unknown]>([
    ["x:\n  {{- toYaml .Values.map | nindent 2 }}", "x.a", 1],
    ["x:\n{{ toYaml .Values.map | indent 2 }}", "x.a", 1],
    ["x: {{- .Values.map | toYaml | nindent 2 }}", "x.c.d", "x"],
    ["{{- with .Values.map }}\nx:\n  {{- toYaml . | nindent 2 }}\n{{- end }}", "x.a", 1],
    ["{{- with .Values.map }}\nx: {{ .c.d }}\n{{- end }}", "x", "x"],
    ["{{- with .Values.map }}\nx: {{ $.Values.enabled }}\n{{- end }}", "x", true],
    ["{{- if and .Values.enabled (not .Values.disabled) }}\nx: {{ .Values.map.a }}\n{{- end }}", "x", 1],
    ['{{- if eq (toString .Values.enabled) "true" }}\nx: {{ .Values.map.a }}\n{{- end }}', "x", 1],
    [
      "x:\n{{- if .Values.disabled }}\n  {{- toYaml .Values.none | nindent 2 }}\n{{- else }}\n  {{- toYaml .Values.map | nindent 2 }}\n{{- end }}",
      "x.a",
      1,
    ],
    ['x:\n  {{- omit .Values.map "a" | toYaml | nindent 2 }}', "x.c.d", "x"],
    ["x:\n  {{- toYaml .Values.list | nindent 2 }}", "x.0.name", "a"],
  ])("%s is known", (template, path, expected) => expect(known(template, values, path)).toBe(expected));
  test.each<[string, string]>([
    ["x:\n  {{- toYaml .Values.map | nindent 2 }}", "x.b"],
    ["x:\n  {{- toYaml .Values.map | nindent 2 }}", "x.missing"],
    ["x:\n  {{- toYaml .Values.none | nindent 2 }}", "x"],
    ["x:\n  {{- toYaml .Values.missing | nindent 2 }}", "x"],
    ["x:\n  {{- toYaml .Values.map | nindent 0 }}", "x"],
    ["x:\n  {{- toYaml .Values.map | nindent 2 }}\n  {{- include `more` . | nindent 2 }}", "x"],
    ["{{- if .Values.disabled }}\nx: {{ .Values.map.a }}\n{{- end }}", "x"],
    ["{{- if .Capabilities.X }}\nx: {{ .Values.map.a }}\n{{- end }}", "x"],
    ["{{- range .Values.list }}\nx: {{ .name }}\n{{- end }}", "x"],
    ["{{- with .Values.none }}\nx: {{ .a }}\n{{- end }}", "x"],
    ["{{- define `t` }}\nx: {{ .Values.enabled }}\n{{- end }}", "x"],
    ["{{- if .Values.enabled }}\nx: {{ .Values.enabled }}", "x"],
  ])("%s leaves %s unknown", (template, path) => expect(known(template, values, path)).toBe("?"));

  test.each<[string, string, unknown]>([
    ["{{- if .Values.disabled }}\nx: 1\n{{- end }}", "x", "?"],
    ["{{- if .Values.disabled }}\nx: 1\n{{- else }}\nx: 2\n{{- end }}", "x", "?"],
    ["{{- if .Values.disabled }}\nx: 1\n{{- else }}\nz: 2\n{{- end }}", "z", 2],
    ["{{- if .Values.enabled }}\nx: 1\n{{- end }}", "x", 1],
    ["{{- if .Values.unheard }}\nx: 1\n{{- end }}", "x", "?"],
    ["{{- if .Capabilities.X }}\nx: 1\n{{- end }}", "x", "?"],
    ["{{- if and .Values.enabled .Values.disabled }}\nx: 1\n{{- end }}", "x", "?"],
    ["x:\n  - a\n  {{- if .Values.disabled }}\n  - b\n  {{- end }}", "x.1", "?"],
    ["x:\n  - a\n  {{- range .Values.none }}\n  - b\n  {{- end }}", "x.0", "a"],
    ["x:\n  {{- with .Values.none }}\n  z: 1\n  {{- end }}", "x.z", "?"],
    ["x:\n  {{- with .Values.map }}\n  z: 1\n  {{- end }}", "x.z", 1],
  ])("%s at %s by default", (template, path, expected) => expect(known(template, values, path)).toBe(expected));

  test("an object that is off by default is read as it is when it is on", () => {
    const sources = new Sources();
    const text = `{{- if .Values.disabled }}\n${head}x: 1\n{{- if .Values.none }}\nz: 2\n{{- end }}\n{{- end }}\n`;
    sources.change(Object.entries({ "c/Chart.yaml": chart, "c/values.yaml": values, "c/templates/t.yaml": text }));
    const [object] = createKubernetes(sources).objects("c/templates/t.yaml");
    expect(get(object?.body, "x")?.known).toBe(1);
    expect(get(object?.body, "z")?.kind).toBe("unknown");
  });

  test("what a document before has opened holds in the next", () => {
    const first = "{{- if .Values.disabled }}\n---\n";
    const sources = new Sources();
    const text = (condition: string): string => `${first.replace("disabled", condition)}${head}x: {{ .Values.map.a }}\n{{- end }}\n`;
    sources.change(Object.entries({ "c/Chart.yaml": chart, "c/values.yaml": values, "c/templates/t.yaml": text("disabled") }));
    const kubernetes = createKubernetes(sources);
    const x = (): Value | undefined => get(kubernetes.objects("c/templates/t.yaml")[0]?.body, "x");
    expect(x()?.kind).toBe("unknown");
    sources.change([["c/templates/t.yaml", text("enabled")]]);
    expect(x()?.known).toBe(1);
  });
});

describe("which values a chart has", () => {
  const parent = (values: string, dependencies = "") => ({
    "c/Chart.yaml": `${chart}${dependencies}`,
    "c/values.yaml": values,
    "c/charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 1.0.0\n",
    "c/charts/sub/values.yaml": "a: own\nm: {p: 1, q: 2}\n",
    "c/charts/sub/templates/t.yaml": `${head}x: {{ .Values.a }}\np: {{ .Values.m.p }}\nq: {{ .Values.m.q }}\ng: {{ .Values.global.g }}\n`,
  });
  const seen = (files: Readonly<Record<string, string>>): readonly unknown[] => {
    const sources = new Sources();
    sources.change(Object.entries(files));
    const body = createKubernetes(sources).objects("c/charts/sub/templates/t.yaml")[0]?.body;
    return ["x", "p", "q", "g"].map((it) => get(body, it)?.known);
  };
  test("a chart inside another has its own", () => expect(seen(parent("x: 1\n"))).toEqual(["own", 1, 2, undefined]));
  test("the chart around it has the last word, key by key", () =>
    expect(seen(parent("sub: {a: theirs, m: {q: 3}}\nglobal: {g: all}\n"))).toEqual(["theirs", 1, 3, "all"]));
  test("a null of the chart around it takes the default away", () =>
    expect(seen(parent("sub: {a: null}\n"))).toEqual([undefined, 1, 2, undefined]));
  test("under an alias it is found by that", () =>
    expect(seen(parent("other: {a: theirs}\n", "dependencies:\n  - name: sub\n    alias: other\n"))[0]).toBe("theirs"));
  test("a chart that is switched off ships nothing", () =>
    expect(seen(parent("sub: {enabled: false}\n", "dependencies:\n  - name: sub\n    condition: sub.enabled\n"))[0]).toBeUndefined());
  test("values that a template rewrites are not known", () => {
    const rewriting = { "c/templates/z.yaml": '{{- $_ := set .Values.a "b" 1 }}\n' };
    expect(known("x: {{ .Values.a.c }}\nz: {{ .Values.d }}", "a: {c: 1}\nd: 2\n", "x", rewriting)).toBe("?");
    expect(known("x: {{ .Values.a.c }}\nz: {{ .Values.d }}", "a: {c: 1}\nd: 2\n", "z", rewriting)).toBe(2);
  });
  test("outside of a chart's templates nothing is decided", () => {
    const sources = new Sources();
    sources.change(Object.entries({ "values.yaml": "a: 1\n", "templates/t.yaml": `${head}x: {{ .Values.a }}\n` }));
    expect(get(createKubernetes(sources).objects("templates/t.yaml")[0]?.body, "x")?.kind).toBe("unknown");
  });
});

describe("in the engine", () => {
  const template = `${head}spec:\n  hostNetwork: {{ .Values.hostNetwork }}\n  containers:\n    - name: web\n      image: a@sha256:0\n      securityContext:\n        {{- toYaml .Values.sc | nindent 8 }}\n`;
  const load = (values: string) => {
    const engine = createEngine();
    engine.change(Object.entries({ "c/Chart.yaml": chart, "c/values.yaml": values, "c/templates/t.yaml": template }));
    return engine;
  };
  const about = (engine: ReturnType<typeof load>, rule: string) => engine.findings("c/templates/t.yaml").filter((it) => it.rule === rule);

  test("a finding stands at the use, points at the default, and its fix edits the default", () => {
    const engine = load("hostNetwork: true # for now\nsc: {privileged: true}\n");
    const [network] = about(engine, "workload/host-namespace");
    expect(network && template.slice(network.start, network.end)).toBe("{{ .Values.hostNetwork }}");
    expect(network?.related.map((it) => [it.file, it.start, it.end])).toEqual([["c/values.yaml", 13, 17]]);
    const fixed = network ? engine.fixes(network).flatMap((it) => it.edits.map((edit) => edit.file)) : [];
    expect([...new Set(fixed)]).toEqual(["c/values.yaml"]);
    const [privileged] = about(engine, "workload/privileged-container");
    expect(privileged && template.slice(privileged.start, privileged.end)).toBe("{{- toYaml .Values.sc | nindent 8 }}");
    expect(privileged ? engine.fixes(privileged).flatMap((it) => it.edits.map((edit) => edit.file)) : []).toEqual(["c/values.yaml"]);
  });

  test("no edit goes inside braces", () => {
    const engine = load("hostNetwork: false\nsc: {privileged: false}\n");
    engine.change([["c/templates/t.yaml", template.replace("{{ .Values.hostNetwork }}", "{{ .Values.none | default true }}")]]);
    const [network] = about(engine, "workload/host-namespace");
    expect(network && engine.fixes(network)).toEqual([]);
  });

  test("an edit of values.yaml is judged where it matters, and nothing is read again", () => {
    const engine = load("hostNetwork: false\nsc: {privileged: false}\nother: 1\n");
    engine.change([["plain.yaml", `${head}spec: {containers: [{name: a, image: b}]}\n`]]);
    for (const path of engine.paths()) engine.findings(path);
    expect(about(engine, "workload/host-namespace")).toEqual([]);
    engine.resetRuns();
    engine.change([["c/values.yaml", "hostNetwork: false\nsc: {privileged: false}\nother: 2\n"]]);
    for (const path of engine.paths()) engine.findings(path);
    expect(engine.runs.get("rendered") ?? 0).toBeLessThanOrEqual(1);
    expect(engine.runs.get("document")).toBe(1);
    engine.resetRuns();
    engine.change([["c/values.yaml", "hostNetwork: true\nsc: {privileged: false}\nother: 2\n"]]);
    for (const path of engine.paths()) engine.findings(path);
    expect(about(engine, "workload/host-namespace").length).toBe(1);
    expect(engine.runs.get("document")).toBe(1);
  });
});

test("a large template is read, and blocks without end are not followed", () => {
  const many = Array.from({ length: 1_000 }, (_, i) => `k${i}: {{ .Values.a }}\nb${i}:\n  {{- toYaml .Values.m | nindent 2 }}`).join("\n");
  expect(known(many, "a: 1\nm: {c: 2}\n", "k999")).toBe(1);
  expect(known(`${"{{ if .Values.a }}\n".repeat(20_000)}x: {{ .Values.a }}`, "a: 1\n")).toBe("?");
});

test("a comment may hold braces", () => {
  expect(templateActions("a {{- /* {{ if }} */ -}} {{ .x }}")?.map((it) => it.code)).toEqual(["/* {{ if }} */", ".x"]);
  expect(templateActions("{{ a }} {{ b")).toBeUndefined();
});
