/** What the rules make of Cilium's semantics, statement by statement (SEMANTICS C): each with the text that must stay silent beside it. */
import { describe, expect, test } from "vitest";
import { createEngine } from "../../server/engine/index.js";

/** The rules among those asked for that speak on the documents. */
function told(rules: readonly string[], ...documents: readonly string[]): readonly string[] {
  const engine = createEngine();
  engine.change([["all.yaml", documents.join("\n---\n")]]);
  const found = engine.findings("all.yaml").map((it) => it.rule.replace("segmentation/", ""));
  return rules.filter((it) => found.includes(it));
}

const policy = (spec: string, name = "p"): string =>
  `apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: ${name}, namespace: shop}\nspec: {endpointSelector: {matchLabels: {app: web}}, ${spec}}`;
const clusterwide = (spec: string): string =>
  `apiVersion: cilium.io/v2\nkind: CiliumClusterwideNetworkPolicy\nmetadata: {name: c}\nspec: {${spec}}`;
const config = (data: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cilium-config, namespace: kube-system}\ndata: {${data}}`;
const db = "fromEndpoints: [{matchLabels: {app: db}}]";
const port = (number: string, more = "protocol: TCP"): string => `toPorts: [{ports: [{port: "${number}", ${more}}]}]`;
const dns = (names: string): string =>
  `{toEndpoints: [{matchLabels: {"k8s:io.kubernetes.pod.namespace": kube-system}}], toPorts: [{ports: [{port: "53", protocol: ANY}]${names && `, rules: {dns: [${names}]}`}}]}`;

describe("Cilium's rules", () => {
  test("C1: an empty section isolates nobody, an empty rule and a forced default deny do", () => {
    const rules = ["cilium-empty-section", "cilium-default-deny-off"];
    expect(told(rules, policy("ingress: []"))).toEqual(["cilium-empty-section"]);
    expect(told(rules, policy("ingress: [{}]"))).toEqual([]);
    expect(told(rules, policy("enableDefaultDeny: {ingress: true}"))).toEqual([]);
    expect(told(rules, policy(`enableDefaultDeny: {ingress: false}, ingress: [{${db}}]`))).toEqual(["cilium-default-deny-off"]);
  });
  test("C2: ports without peers are for everybody", () => {
    expect(told(["cilium-any-peer"], policy(`ingress: [{${port("80")}}]`))).toEqual(["cilium-any-peer"]);
    expect(told(["cilium-any-peer"], policy(`ingress: [{${db}, ${port("80")}}]`), policy("ingress: [{}]", "q"))).toEqual([]);
  });
  test("C3: a rule without requests allows all of them; a deny that selects nobody takes nothing away", () => {
    const read = `{${db}, toPorts: [{ports: [{port: "80", protocol: TCP}], rules: {http: [{method: GET}]}}]}`;
    expect(told(["l7-rule-bypassed"], policy(`ingress: [${read}, {${db}, ${port("80")}}]`))).toEqual(["l7-rule-bypassed"]);
    expect(told(["l7-rule-bypassed"], policy(`ingress: [${read}, {${db}, ${port("81")}}]`))).toEqual([]);
    expect(told(["cilium-deny-without-effect"], policy(`ingress: [{${db}}], ingressDeny: [{}]`))).toEqual(["cilium-deny-without-effect"]);
    expect(told(["cilium-deny-without-effect"], policy(`ingress: [{${db}}], ingressDeny: [{fromEntities: [world]}]`))).toEqual([]);
  });
  test("C4: two kinds of peers in one rule are refused, in two rules they add up", () => {
    expect(told(["cilium-refused"], policy(`ingress: [{${db}, fromEntities: [host]}]`))).toEqual(["cilium-refused"]);
    expect(told(["cilium-refused"], policy(`ingress: [{${db}}, {fromEntities: [host]}]`))).toEqual([]);
  });
  test("C5: a clusterwide selector without a namespace is for all of them", () => {
    expect(told(["cilium-any-namespace"], clusterwide(`endpointSelector: {}, ingress: [{${db}}]`))).toEqual(["cilium-any-namespace"]);
    expect(
      told(
        ["cilium-any-namespace"],
        clusterwide(
          'endpointSelector: {}, ingress: [{fromEndpoints: [{matchLabels: {app: db, "k8s:io.kubernetes.pod.namespace": shop}}]}]',
        ),
        policy(`ingress: [{${db}}]`),
      ),
    ).toEqual([]);
  });
  test("C6: all, world and cluster are told apart, and so is the reserved label", () => {
    const rules = ["cilium-entity-all", "cilium-entity-world", "cilium-entity-cluster"];
    const of = (entity: string): readonly string[] => told(rules, policy(`ingress: [{fromEntities: [${entity}]}]`));
    expect([of("all"), of("world"), of("world-ipv6"), of("cluster"), of("host"), of("kube-apiserver")]).toEqual([
      ["cilium-entity-all"],
      ["cilium-entity-world"],
      ["cilium-entity-world"],
      ["cilium-entity-cluster"],
      [],
      [],
    ]);
    expect(told(rules, policy('ingress: [{fromEndpoints: [{matchLabels: {"reserved:world": ""}}]}]'))).toEqual(["cilium-entity-world"]);
  });
  test("C7: names need a DNS rule through the proxy; a star is every name", () => {
    const names = `{toFQDNs: [{matchName: api.example.com}], ${port("443")}}`;
    expect(told(["fqdn-without-dns-proxy"], policy(`egress: [${names}, ${dns("")}]`))).toEqual(["fqdn-without-dns-proxy"]);
    expect(told(["fqdn-without-dns-proxy"], policy(`egress: [${names}, ${dns("{matchName: api.example.com}")}]`))).toEqual([]);
    expect(told(["dns-any-name"], policy(`egress: [${dns('{matchPattern: "*"}')}]`))).toEqual(["dns-any-name"]);
    expect(told(["dns-any-name"], policy(`egress: [${dns('{matchPattern: "*.example.com"}')}]`))).toEqual([]);
  });
  test("C8: without a protocol a port is for any, which rules about requests cannot have; port 0 is every port", () => {
    const read = (more: string): string =>
      policy(`ingress: [{${db}, toPorts: [{ports: [{port: "80"${more}}], rules: {http: [{method: GET}]}}]}]`);
    expect([told(["cilium-refused"], read("")), told(["cilium-refused"], read(", protocol: TCP"))]).toEqual([["cilium-refused"], []]);
    expect(told(["peer-without-ports"], policy(`ingress: [{${db}, ${port("0")}}]`))).toEqual(["peer-without-ports"]);
    expect(told(["peer-without-ports"], policy(`ingress: [{${db}, ${port("80")}}]`))).toEqual([]);
  });
  test("C9: a rule without authentication is told where others require it, and nowhere else", () => {
    const required = policy(`ingress: [{${db}, authentication: {mode: required}}]`, "q");
    expect(told(["cilium-authentication-off"], policy(`ingress: [{${db}}]`), required)).toEqual(["cilium-authentication-off"]);
    expect(told(["cilium-authentication-off"], policy(`ingress: [{${db}}]`))).toEqual([]);
    expect(told(["cilium-authentication-off"], policy(`ingress: [{${db}}]`), config('mesh-auth-mutual-enabled: "true"'))).toEqual([
      "cilium-authentication-off",
    ]);
    expect(told(["cilium-authentication-off"], policy(`ingress: [{${db}, authentication: {mode: disabled}}]`))).toEqual([
      "cilium-authentication-off",
    ]);
  });
  test("C10: fields that are gone are told", () => {
    expect(told(["cilium-removed-field"], policy("ingress: [{fromRequires: [{matchLabels: {env: prod}}]}]"))).toEqual([
      "cilium-removed-field",
    ]);
    expect(told(["cilium-removed-field"], policy(`ingress: [{${db}}]`))).toEqual([]);
  });
  test("C11: an agent that never enforces, or only writes down, is told", () => {
    expect(told(["cilium-enforcement-off"], config("enable-policy: never"))).toEqual(["cilium-enforcement-off"]);
    expect(told(["cilium-enforcement-off"], config('policy-audit-mode: "true"'))).toEqual(["cilium-enforcement-off"]);
    expect(told(["cilium-enforcement-off"], config('enable-policy: always, policy-audit-mode: "false"'))).toEqual([]);
  });
});
