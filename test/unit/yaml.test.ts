/** Reading plain YAML quickly: what it answers is what the composer would, place by place; what it cannot read it leaves. */
import { describe, expect, test } from "vitest";
import { composeYaml } from "../../server/syntax/yaml/parse.js";
import { readPlain } from "../../server/syntax/yaml/plain.js";
import { templateActions } from "../../server/syntax/yaml/templates.js";

const deployment = `# about it
apiVersion: apps/v1
kind: "Deployment"
metadata:
  name: web # behind
  labels: {app: web, "tier": 'front''s', n: 1}
  empty:
  annotations:
    example.com/a: plain text, with a:b and c#d
spec:
  replicas: 0x10
  template:
    spec:
      containers:
      - name: web
        args: [--port, "80", -1, [x, {y: z}], ]
        command:
          - sh
          - -c
          - |
            echo "{"
              indented

            done
        env: []
      -
        name: other
        flag: yes
        script: |-
          last
`;

describe("read without the composer", () => {
  for (const [name, text] of [
    ["a deployment", deployment],
    ["a document with its marker", `--- # shop\n${deployment}`],
    ["keys that are numbers and words", "1: a\ntrue: b\nnull: c\n0x1f: d\n"],
    ["the end without a newline", "a:\n  b: [1]"],
    ["a literal at the end, and blank lines behind", "a: |\n  x\n\n\nb: 1\n\n"],
    ["folded texts", "a: >\n  one\n  two\n\n  three\n\n\n  four\nb: >-\n\n  five\n\nc: 1\n"],
    ["escapes", 'a: "x\\n\\t\\"y\\"\\\\ \\/"\n'],
    ["line ends of Windows", deployment.replaceAll("\n", "\r\n")],
    ["nulls and line ends of Windows", "a:\r\nb:   \r\nc:\r\n  -\r\n  - |\r\n    x\r\n\r\n    y"],
    ["keys with signs and colons", '=(a): 1\n($b != c): 2\nk8s:io.x/d: 3\ne@f: 4\ng"]: 5\n'],
    ["nulls", "a:\nb:   \nc:\n  - \n  -\nd: ~\n"],
    ["sequences of sequences", "a:\n- - 1\n  - 2\n- b: 1\n  c: 2\n"],
  ] as const)
    test(name, () => {
      const quick = readPlain(text, "u");
      expect(quick).toBeDefined();
      expect(quick).toEqual(composeYaml(text, "u").value);
    });
});

describe("left to the composer", () => {
  for (const text of [
    "a:\n  -\n\n# about b\nb: 1\n",
    "a:\n  b:\n# about c\nc: 1\n",
    "a: &x 1\nb: *x\n",
    "<<: {a: 1}\n",
    "a: !!str 1\n",
    "a: one\n  two\n",
    "a: >\n  folded\n    further\n",
    'a: "x\\u0041"\n',
    "a: 1\na: 2\n",
    "a: b: c\n",
    "a:\n\t- 1\n",
    "? a\n: 1\n",
    "a: [1,\n 2]\n",
    "a: 1\rb: 2\n",
    "a: :\n",
    "a: 'open\n",
    "a: 1\n b: 2\n",
    "%YAML 1.1\n---\na: 1\n",
    "",
    "# nothing\n",
  ])
    test(JSON.stringify(text), () => expect(readPlain(text, "u")).toBeUndefined());
});

test.each([
  ["", deployment],
  [" with the line ends of Windows", deployment.replaceAll("\n", "\r\n")],
])("every prefix, and the text without any few characters, is read as the composer reads it or not at all%s", (_, whole) => {
  for (let i = 0; i <= whole.length; i += 3)
    for (const text of [whole.slice(0, i), whole.slice(0, i) + whole.slice(i + 1), whole.slice(0, i) + whole.slice(i + 9)]) {
      const quick = readPlain(text, "u");
      if (quick === undefined) continue;
      const { value, problems } = composeYaml(text, "u");
      expect([text, quick, []]).toEqual([text, value, problems]);
    }
});

describe("template actions", () => {
  for (const [name, text, codes] of [
    ["with trim markers", "a: {{- .Values.a -}}", [".Values.a"]],
    ["with braces in strings of both kinds", 'a: {{ print "}}" `{{ x }}` }}', ['print "}}" `{{ x }}`']],
    ["with an escaped quote", 'a: {{ "\\"}}" }}b', ['"\\"}}"']],
    ["with a quote alone", 'a: {{ " }}\nb: {{ c }}', ['"', "c"]],
    ["with braces in a comment", "{{/* }} {{ */}}{{ a }}", ["/* }} {{ */", "a"]],
    ["one of them open", "a: {{ b }}\nc: {{ d", undefined],
    ["one opened before another", "a: {{ b\nc: {{ d }}", undefined],
  ] as const)
    test(name, () => expect(templateActions(text)?.map((it) => it.code)).toEqual(codes));

  test("cost no more than the text is long, whatever is left open", () => {
    for (const piece of ['"a" "b", ', "{{ `", '{{ "', '"', "`", "{{", "{{/* ", '{{- `a` "b" { } ']) {
      const text = `a: {{ ${piece.repeat(40_000)}`;
      const start = performance.now();
      templateActions(text);
      expect(performance.now() - start).toBeLessThan(5_000);
    }
  });
});
