/** What a document is, told from its text. */
import { expect, test } from "vitest";
import { peek } from "../../server/syntax/yaml/peek.js";

test("apiVersion and kind are read as they stand, whatever else is on their lines", () => {
  const told = { object: true, apiVersion: "kustomize.toolkit.fluxcd.io/v1", kind: "Kustomization" };
  for (const text of [
    "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n",
    "# head\n---\nkind: Kustomization # of Flux\nmetadata: {kind: x}\napiVersion: 'kustomize.toolkit.fluxcd.io/v1'  \n",
    'kind: "Kustomization"\r\napiVersion: kustomize.toolkit.fluxcd.io/v1\r\n',
    '{"apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization"}',
  ])
    expect(peek(text)).toEqual(told);
});

test("a value that only composing can read is left to it; without both keys there is no object", () => {
  expect(peek("apiVersion: v1\nkind: {{ .Values.kind }}\n")).toEqual({ object: true, apiVersion: "v1", kind: undefined });
  expect(peek("apiVersion: v1\nkind: &k Pod\n").kind).toBeUndefined();
  expect(peek("apiVersion: apps/{{ .Values.version }}\nkind: Pod\n").apiVersion).toBeUndefined();
  expect(peek("kind: Pod\n").object).toBe(false);
});
