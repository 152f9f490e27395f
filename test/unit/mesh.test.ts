/** Istio's and Linkerd's resolution, statement by statement (SEMANTICS I, A, J, L). */
import { describe, expect, test } from "vitest";
import type { MeshRequest, Workload } from "../../rules/api.js";
import { createKubernetes } from "../../server/kubernetes/index.js";
import { createMesh } from "../../server/model/mesh/index.js";
import { Sources } from "../../server/sources.js";

function load(...documents: readonly string[]) {
  const sources = new Sources();
  sources.change([["all.yaml", documents.join("\n---\n")]]);
  const kubernetes = createKubernetes(sources);
  const mesh = createMesh(sources, kubernetes);
  const workload = (name = "api"): Workload => {
    const found = kubernetes.workloads("all.yaml").find((it) => it.name === name);
    if (!found) throw new Error(`no workload ${name}`);
    return found;
  };
  return { kubernetes, mesh: mesh.project, workload, units: sources.units("all.yaml"), room: mesh };
}

const namespace = (name: string, labels = "istio-injection: enabled", annotations = ""): string =>
  `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}, labels: {${labels}}, annotations: {${annotations}}}`;
const pod = (labels = "app: api", spec = "", annotations = ""): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: api, namespace: shop, labels: {${labels}}, annotations: {${annotations}}}\nspec: {serviceAccountName: api, containers: []${spec}}`;
const peer = (name: string, where: string, spec: string): string =>
  `apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: ${name}, namespace: ${where}}\nspec: {${spec}}`;
const policy = (spec: string, where = "shop", annotations = ""): string =>
  `apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: p, namespace: ${where}, annotations: {${annotations}}}\nspec: {${spec}}`;
const strict = "mtls: {mode: STRICT}";
const permissive = "mtls: {mode: PERMISSIVE}";
const disable = "mtls: {mode: DISABLE}";
const selector = "selector: {matchLabels: {app: api}}";

function modes(port: number | undefined, ...documents: readonly string[]): readonly (string | undefined)[] {
  const { mesh, workload } = load(namespace("shop"), pod(), ...documents);
  const { weakest, strictest } = mesh.mtls(workload(), port);
  return weakest === strictest ? [weakest] : [weakest, strictest];
}

describe("mTLS", () => {
  test("I1 the root namespace is MeshConfig's, istio-system by default; without a policy the mode is PERMISSIVE", () => {
    expect(modes(undefined)).toEqual(["PERMISSIVE"]);
    expect(modes(undefined, peer("default", "istio-system", strict))).toEqual(["STRICT"]);
    const config =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: mesh}\ndata:\n  mesh: |-\n    rootNamespace: mesh\n";
    expect(modes(undefined, config, peer("default", "istio-system", strict))).toEqual(["PERMISSIVE"]);
    expect(modes(undefined, config, peer("default", "mesh", strict))).toEqual(["STRICT"]);
  });
  test("I2 a policy with a selector in the root namespace is ignored", () => {
    expect(modes(undefined, peer("default", "istio-system", `${selector}, ${strict}`))).toEqual(["PERMISSIVE"]);
  });
  test("I3 the most specific mode wins, even if it is weaker; UNSET inherits", () => {
    const mesh = peer("default", "istio-system", strict);
    expect(modes(undefined, mesh, peer("default", "shop", permissive))).toEqual(["PERMISSIVE"]);
    expect(modes(undefined, mesh, peer("default", "shop", "mtls: {mode: UNSET}"))).toEqual(["STRICT"]);
    expect(modes(undefined, mesh, peer("default", "shop", "x: y"))).toEqual(["STRICT"]);
    expect(modes(undefined, mesh, peer("api", "shop", `${selector}, ${disable}`))).toEqual(["DISABLE"]);
    expect(modes(undefined, mesh, peer("other", "shop", `selector: {matchLabels: {app: web}}, ${disable}`))).toEqual(["STRICT"]);
  });
  test("I4 of two policies of one scope either may win", () => {
    expect(modes(undefined, peer("a", "shop", strict), peer("b", "shop", permissive))).toEqual(["PERMISSIVE", "STRICT"]);
  });
  test("I5 a port's mode comes with the policy that selects the workload; UNSET inherits", () => {
    const ports = (mode: string): string => peer("api", "shop", `${selector}, ${strict}, portLevelMtls: {8080: {mode: ${mode}}}`);
    expect(modes(8080, ports("DISABLE"))).toEqual(["DISABLE"]);
    expect(modes(9090, ports("DISABLE"))).toEqual(["STRICT"]);
    expect(modes(8080, ports("UNSET"))).toEqual(["STRICT"]);
    expect(modes(8080, peer("default", "shop", `${strict}, portLevelMtls: {8080: {mode: DISABLE}}`))).toEqual(["STRICT"]);
  });
  test("a template out of sight leaves the mode unknown", () => {
    expect(modes(undefined, "apiVersion: {{ .Values.version }}\nkind: {{ .Values.kind }}\nmetadata: {name: x}")).toEqual([undefined]);
    expect(modes(undefined, peer("default", "shop", 'mtls: {mode: "{{ .Values.mode }}"}'))).toEqual([undefined]);
  });
});

describe("membership", () => {
  const member = (labels: string, ...rest: Parameters<typeof pod>) => {
    const { mesh, workload } = load(namespace("shop", labels), pod(...rest));
    return mesh.membership(workload());
  };
  test("I8 injection by namespace and pod labels; the annotation only where the label is absent; hostNetwork never", () => {
    expect(member("istio-injection: enabled")).toBe("sidecar");
    expect(member("istio.io/rev: stable")).toBe("sidecar");
    expect(member("a: b")).toBe("outside");
    expect(member("istio-injection: disabled", 'sidecar.istio.io/inject: "true"')).toBe("outside");
    expect(member("a: b", 'sidecar.istio.io/inject: "true"')).toBe("sidecar");
    expect(member("istio-injection: enabled", 'sidecar.istio.io/inject: "false"')).toBe("outside");
    expect(member("istio-injection: enabled", "app: api", "", 'sidecar.istio.io/inject: "false"')).toBe("outside");
    expect(member("istio-injection: enabled", 'sidecar.istio.io/inject: "true"', "", 'sidecar.istio.io/inject: "false"')).toBe("sidecar");
    expect(member("istio-injection: enabled", "app: api", ", hostNetwork: true")).toBe("outside");
    expect(member("istio-injection: disabled, istio.io/rev: stable")).toBe("outside");
    expect(member('istio-injection: "{{ .Values.injection }}"')).toBe(undefined);
  });
  test("I9 ambient by namespace or pod; a pod opts out with none; a sidecar is not captured", () => {
    expect(member("istio.io/dataplane-mode: ambient")).toBe("ambient");
    expect(member("istio.io/dataplane-mode: ambient", "istio.io/dataplane-mode: none")).toBe("outside");
    expect(member("a: b", "istio.io/dataplane-mode: ambient")).toBe("ambient");
    expect(member("istio.io/dataplane-mode: ambient, istio-injection: enabled")).toBe("sidecar");
  });
  test("I10 the waypoint of a workload is its own label's, else its namespace's", () => {
    const of = (labels: string, own: string) => {
      const { mesh, workload } = load(namespace("shop", labels), pod(own));
      return mesh.waypoint(workload());
    };
    expect(of("istio.io/use-waypoint: wp", "app: api")).toBe("wp");
    expect(of("istio.io/use-waypoint: wp", "istio.io/use-waypoint: none")).toBe("none");
    expect(of("a: b", "app: api")).toBe("none");
  });
  test("I12 MeshConfig's defaults hold where nothing is written", () => {
    const { mesh, workload } = load(namespace("shop"), pod());
    expect(mesh.settings(workload())).toEqual({
      written: undefined,
      rootNamespace: "istio-system",
      trustDomains: ["cluster.local", "cluster.local"],
      trustDomainsKnown: false,
    });
  });
});

const web = "cluster.local/ns/shop/sa/web";
const get: MeshRequest = { protocol: "http", method: "GET", path: "/", host: "api", ip: "10.0.0.1", port: 8080 };

function verdict(request: Partial<MeshRequest>, ...documents: readonly string[]): string | undefined {
  const { mesh, workload } = load(namespace("shop"), pod(), ...documents);
  return mesh.decide(workload(), { ...get, ...request }).verdict;
}
const from = (fields: string): string => `rules: [{from: [{source: {${fields}}}]}]`;
const to = (fields: string): string => `rules: [{to: [{operation: {${fields}}}]}]`;

describe("authorization", () => {
  test("A1 policies of the namespace and the root namespace, by selector; targetRefs never reach the workload's proxy", () => {
    expect(verdict({}, policy("action: ALLOW"))).toBe("deny");
    expect(verdict({}, policy("action: ALLOW", "istio-system"))).toBe("deny");
    expect(verdict({}, policy("action: ALLOW", "other"))).toBe("allow");
    expect(verdict({}, policy("selector: {matchLabels: {app: web}}"))).toBe("allow");
    expect(verdict({}, policy(selector, "istio-system"))).toBe("deny");
    expect(verdict({}, policy('targetRefs: [{kind: Service, group: "", name: api}]'))).toBe("allow");
  });
  test("A2 CUSTOM, then DENY, then ALLOW; without an ALLOW policy everything passes; AUDIT decides nothing", () => {
    expect(verdict({})).toBe("allow");
    expect(verdict({ principal: web }, policy(from(`principals: ["${web}"]`)))).toBe("allow");
    expect(verdict({}, policy(from(`principals: ["${web}"]`)))).toBe("deny");
    expect(verdict({ principal: web }, policy(from(`principals: ["${web}"]`)), policy(`action: DENY, ${to('methods: ["GET"]')}`))).toBe(
      "deny",
    );
    expect(verdict({}, policy(`action: CUSTOM, provider: {name: x}, ${to('paths: ["/"]')}`))).toBe("external");
    expect(verdict({}, policy(`action: AUDIT, ${to('paths: ["/"]')}`))).toBe("allow");
  });
  test("A3 ALLOW without rules matches nothing; DENY without rules never does", () => {
    expect(verdict({}, policy("rules: []"))).toBe("deny");
    expect(verdict({}, policy("action: DENY"))).toBe("allow");
    expect(verdict({}, policy("action: DENY, rules: [{}]"))).toBe("deny");
    expect(verdict({}, policy("rules: [{}]"))).toBe("allow");
  });
  test("A4 rules are alternatives; inside a rule from AND to AND when", () => {
    const both = `rules: [{from: [{source: {principals: ["${web}"]}}], to: [{operation: {methods: ["POST"]}}]}]`;
    const split = `rules: [{from: [{source: {principals: ["${web}"]}}]}, {to: [{operation: {methods: ["POST"]}}]}]`;
    expect([verdict({ principal: web }, policy(both)), verdict({ method: "POST" }, policy(both))]).toEqual(["deny", "deny"]);
    expect([verdict({ principal: web }, policy(split)), verdict({ method: "POST" }, policy(split))]).toEqual(["allow", "allow"]);
    expect(verdict({ principal: web }, policy(from(`principals: ["${web}"], ipBlocks: ["192.168.0.0/16"]`)))).toBe("deny");
    expect(verdict({ principal: web }, policy(from(`notPrincipals: ["x", "${web}"]`)))).toBe("deny");
  });
  test("A5 exact, prefix, suffix and presence; hosts in any case and with their port; path templates; service accounts", () => {
    const allows = (request: Partial<MeshRequest>, rules: string) => verdict(request, policy(rules)) === "allow";
    expect(allows({ host: "API.shop" }, to('hosts: ["api.SHOP"]'))).toBe(true);
    expect(allows({ host: "api.shop:80" }, to('hosts: ["api.shop"]'))).toBe(false);
    expect(allows({ path: "/a/b/c" }, to('paths: ["/a/{*}/c"]'))).toBe(true);
    expect(allows({ path: "/a/b/b/c" }, to('paths: ["/a/{*}/c"]'))).toBe(false);
    expect(allows({ path: "/a/b/b/c" }, to('paths: ["/a/{**}/c"]'))).toBe(true);
    expect(allows({ principal: web }, from('serviceAccounts: ["web"]'))).toBe(true);
    expect(allows({ principal: web }, from('serviceAccounts: ["other/web"]'))).toBe(false);
    expect(allows({ principal: web }, from('principals: ["*"]'))).toBe(true);
    expect(allows({}, from('principals: ["*"]'))).toBe(false);
  });
  test("A6 without mTLS there is no peer identity: positive fields fail, negative ones hold", () => {
    expect(verdict({}, policy(from('namespaces: ["shop"]')))).toBe("deny");
    expect(verdict({}, policy(from('notNamespaces: ["dev"]')))).toBe("allow");
    expect(verdict({}, policy(`action: DENY, ${from('namespaces: ["dev"]')}`))).toBe("allow");
    expect(verdict({}, policy(`action: DENY, ${from('notNamespaces: ["shop"]')}`))).toBe("deny");
  });
  test("A7 without a token there is no request principal", () => {
    expect(verdict({}, policy(`action: DENY, ${from('notRequestPrincipals: ["*"]')}`))).toBe("deny");
    expect(verdict({ requestPrincipal: "https://i/u" }, policy(`action: DENY, ${from('notRequestPrincipals: ["*"]')}`))).toBe("allow");
    expect(verdict({}, policy('rules: [{when: [{key: "request.auth.claims[amr]", values: [mfa]}]}]'))).toBe("deny");
  });
  test("A8 on TCP an ALLOW rule with HTTP fields never matches, and a DENY rule is applied without them", () => {
    expect(verdict({ protocol: "tcp" }, policy(to('methods: ["GET"]')))).toBe("deny");
    expect(verdict({ protocol: "tcp" }, policy(`action: DENY, ${to('methods: ["POST"]')}`))).toBe("deny");
    expect(verdict({ protocol: "tcp" }, policy(`action: DENY, ${to('methods: ["POST"], ports: ["9090"]')}`))).toBe("allow");
  });
  test("A9 ztunnel drops ALLOW rules with HTTP fields; a DENY of which nothing is left never fires; CUSTOM is not known there", () => {
    const ambient = (rules: string, request: Partial<MeshRequest> = {}) => {
      const { mesh, workload } = load(namespace("shop", "istio.io/dataplane-mode: ambient"), pod(), policy(rules));
      return mesh.decide(workload(), { ...get, ...request }).verdict;
    };
    expect(ambient(to('methods: ["GET"]'))).toBe("deny");
    expect(ambient(`action: DENY, ${to('paths: ["/admin"]')}`, { path: "/admin" })).toBe("allow");
    expect(
      ambient(`action: DENY, rules: [{from: [{source: {principals: ["${web}"]}}], to: [{operation: {ports: ["8080"], paths: ["/x"]}}]}]`, {
        principal: web,
      }),
    ).toBe("deny");
    expect(ambient("action: DENY, rules: [{}]")).toBe("deny");
    expect(ambient(`action: CUSTOM, provider: {name: x}, ${to('ports: ["8080"]')}`)).toBe("allow");
  });
  test("A10 a dry run enforces nothing", () => {
    for (const value of ["1", "t", "T", "TRUE", "true", "True"])
      expect(verdict({}, policy("action: ALLOW", "shop", `istio.io/dry-run: "${value}"`)), value).toBe("allow");
    expect(verdict({}, policy("action: ALLOW", "shop", 'istio.io/dry-run: "yes"'))).toBe("deny");
  });
  test("A11 J6 a workload's principal is its trust domain, namespace and account", () => {
    const { mesh, workload } = load(namespace("shop"), pod());
    expect(mesh.principal(workload())).toBe("cluster.local/ns/shop/sa/api");
  });
  test("J5 a list claim matches when any element does", () => {
    const claims = new Map([["amr", ["pwd", "mfa"]]]);
    expect(verdict({ claims }, policy('rules: [{when: [{key: "request.auth.claims[amr]", values: [mfa]}]}]'))).toBe("allow");
  });
  test("an unknown value that decides leaves the decision unknown, one that does not leaves it alone", () => {
    expect(verdict({ principal: web }, policy(from('principals: ["{{ .Values.caller }}"]')))).toBe(undefined);
    expect(verdict({ principal: web }, policy(from(`principals: ["{{ .Values.caller }}", "${web}"]`)))).toBe("allow");
    expect(verdict({}, policy('action: "{{ .Values.action }}", rules: [{}]'))).toBe(undefined);
  });
});

describe("Linkerd", () => {
  const policyOf = (annotations: string, own = "") => {
    const { mesh, workload } = load(namespace("shop", "a: b", annotations), pod("app: api", "", own));
    return [mesh.linkerdDefault(workload())?.policy, mesh.inLinkerd(workload())];
  };
  test("L1 L8 the pod's annotation, else the namespace's, else the cluster's; only injected pods enforce", () => {
    expect(policyOf("linkerd.io/inject: enabled")).toEqual(["all-unauthenticated", true]);
    expect(policyOf("linkerd.io/inject: enabled, config.linkerd.io/default-inbound-policy: deny")).toEqual(["deny", true]);
    expect(policyOf("config.linkerd.io/default-inbound-policy: deny", "config.linkerd.io/default-inbound-policy: audit")).toEqual([
      "audit",
      false,
    ]);
    expect(policyOf("linkerd.io/inject: enabled", "linkerd.io/inject: disabled")).toEqual(["all-unauthenticated", false]);
    expect(policyOf("linkerd.io/inject: enabled", 'linkerd.io/inject: "{{ .Values.inject }}"')).toEqual(["all-unauthenticated", undefined]);
  });
});

test("MeshConfig inside a ConfigMap's text has places in the document", () => {
  const text =
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: istio-system}\ndata:\n  mesh: |-\n    trustDomain: acme\n    outboundTrafficPolicy:\n      mode: ALLOW_ANY\n";
  const { room, units } = load(text);
  const [config] = room.configs(units[0]?.id ?? "");
  const outbound = config?.config.kind === "dict" ? config.config.entries[1] : undefined;
  const mode = outbound?.value.kind === "dict" ? outbound.value.entries[0]?.value : undefined;
  expect([text.slice(outbound?.keyAt.start, outbound?.keyAt.end), text.slice(mode?.at.start, mode?.at.end)]).toEqual([
    "outboundTrafficPolicy",
    "ALLOW_ANY",
  ]);
});

test("an edit in one namespace leaves the policies of another alone", () => {
  const sources = new Sources();
  const file = (where: string, image: string): [string, string] => [
    `${where}.yaml`,
    `apiVersion: v1\nkind: Pod\nmetadata: {name: ${where}, namespace: ${where}}\nspec: {containers: [{name: a, image: ${image}}]}\n---\n${policy("action: DENY", where)}`,
  ];
  sources.change([file("a", "one"), file("b", "one")]);
  const kubernetes = createKubernetes(sources);
  const mesh = createMesh(sources, kubernetes);
  const judged = sources.graph.query<readonly string[]>("judged", (path) =>
    mesh.authorizations(sources.units(path)[1]?.id ?? "").flatMap((it) => mesh.project.covered(it).map((one) => one.name ?? "")),
  );
  expect([judged("a.yaml"), judged("b.yaml")]).toEqual([["a"], ["b"]]);
  const before = judged("a.yaml");
  sources.change([file("b", "two")]);
  expect(judged("b.yaml")).toEqual(["b"]);
  // The same array: nothing that it read has changed.
  expect(judged("a.yaml")).toBe(before);
});
