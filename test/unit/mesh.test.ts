/** Istio's and Linkerd's resolution, statement by statement (SEMANTICS I, A, J, L). */
import { describe, expect, test } from "vitest";
import type { MeshRequest, Workload } from "../../rules/api.js";
import { createEngine } from "../../server/engine/index.js";
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

/** What a rule says on the documents. */
function told(rule: string, ...documents: readonly string[]): readonly string[] {
  const engine = createEngine();
  engine.configure({ preset: "strict" });
  engine.change([["all.yaml", documents.join("\n---\n")]]);
  return engine.findings("all.yaml").flatMap((it) => (it.rule === rule ? [it.message] : []));
}

const namespace = (name: string, labels = "istio-injection: enabled", annotations = ""): string =>
  `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}, labels: {${labels}}, annotations: {${annotations}}}`;
const pod = (labels = "app: api", spec = "", annotations = ""): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: api, namespace: shop, labels: {${labels}}, annotations: {${annotations}}}\nspec: {serviceAccountName: api, containers: []${spec}}`;
const peer = (name: string, where: string, spec: string): string =>
  `apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: ${name}, namespace: ${where}}\nspec: {${spec}}`;
const policy = (spec: string, where = "shop", annotations = ""): string =>
  `apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: p, namespace: ${where}, annotations: {${annotations}}}\nspec: {${spec}}`;
/** A workload with ports, behind a Service. */
const server = (ports = "{containerPort: 8080, name: http}", annotations = ""): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: api, namespace: shop, labels: {app: api}, annotations: {${annotations}}}\nspec: {serviceAccountName: api, containers: [{name: api, image: api, ports: [${ports}]}]}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: api, namespace: shop}\nspec: {selector: {app: api}, ports: [{port: 80, targetPort: 8080}]}`;
const destination = (spec: string): string =>
  `apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: api, namespace: shop}\nspec: {host: api.shop.svc.cluster.local, ${spec}}`;
const token = (name: string, where: string, spec: string): string =>
  `apiVersion: security.istio.io/v1\nkind: RequestAuthentication\nmetadata: {name: ${name}, namespace: ${where}}\nspec: {${spec}}`;
const strict = "mtls: {mode: STRICT}";
const permissive = "mtls: {mode: PERMISSIVE}";
const disable = "mtls: {mode: DISABLE}";
const selector = "selector: {matchLabels: {app: api}}";

function modes(port: number | undefined, ...documents: readonly string[]): readonly (string | undefined)[] {
  const { mesh, workload } = load(namespace("shop"), pod(), ...documents);
  const { weakest, strictest } = mesh.mtls(workload(), port);
  return weakest === strictest ? [weakest] : [weakest, strictest];
}

describe("selectors", () => {
  test("S9: a workload selector of Istio has labels only; without one, or with an empty one, it is for the whole namespace", () => {
    const covered = (spec: string): number => {
      const { mesh, kubernetes } = load(namespace("shop"), namespace("ops"), pod(), policy(spec));
      const [workload] = kubernetes.workloads("all.yaml");
      const [found] = workload ? mesh.authorizations(workload) : [];
      return found ? mesh.covered(found).length : -1;
    };
    expect([covered(""), covered("selector: {}"), covered("selector: {matchLabels: {}}"), covered(selector)]).toEqual([1, 1, 1, 1]);
    expect([covered("selector: {matchLabels: {app: web}}"), covered('selector: {matchLabels: {app: "*"}}')]).toEqual([0, 0]);
  });
  test("S10: a Server of Linkerd selects by labels or by expressions", () => {
    const linkerdServer = (selector: string): string =>
      `apiVersion: policy.linkerd.io/v1beta3\nkind: Server\nmetadata: {name: api, namespace: shop}\nspec: {podSelector: ${selector}, port: 9090}`;
    // Where it selects the pods, it is for a port that they do not have.
    const about = (selector: string): readonly string[] =>
      told("mesh/linkerd-server-selects-nothing", namespace("shop"), server(), linkerdServer(selector)).map((it) =>
        it.replace(/[:,].*/s, ""),
      );
    const byLabels = about("{matchLabels: {app: api}}");
    expect(byLabels).toHaveLength(1);
    expect(about("{matchExpressions: [{key: app, operator: In, values: [api]}]}")).toEqual(byLabels);
    expect(about("{matchExpressions: [{key: app, operator: NotIn, values: [api]}]}")).not.toEqual(byLabels);
  });
});

describe("mTLS", () => {
  test("I1: the root namespace is MeshConfig's, istio-system by default; without a policy the mode is PERMISSIVE", () => {
    expect(modes(undefined)).toEqual(["PERMISSIVE"]);
    expect(modes(undefined, peer("default", "istio-system", strict))).toEqual(["STRICT"]);
    const config =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: mesh}\ndata:\n  mesh: |-\n    rootNamespace: mesh\n";
    expect(modes(undefined, config, peer("default", "istio-system", strict))).toEqual(["PERMISSIVE"]);
    expect(modes(undefined, config, peer("default", "mesh", strict))).toEqual(["STRICT"]);
  });
  test("I2: a policy with a selector in the root namespace is ignored", () => {
    expect(modes(undefined, peer("default", "istio-system", `${selector}, ${strict}`))).toEqual(["PERMISSIVE"]);
  });
  test("I3: the most specific mode wins, even if it is weaker; UNSET inherits", () => {
    const mesh = peer("default", "istio-system", strict);
    expect(modes(undefined, mesh, peer("default", "shop", permissive))).toEqual(["PERMISSIVE"]);
    expect(modes(undefined, mesh, peer("default", "shop", "mtls: {mode: UNSET}"))).toEqual(["STRICT"]);
    expect(modes(undefined, mesh, peer("default", "shop", "x: y"))).toEqual(["STRICT"]);
    expect(modes(undefined, mesh, peer("api", "shop", `${selector}, ${disable}`))).toEqual(["DISABLE"]);
    expect(modes(undefined, mesh, peer("other", "shop", `selector: {matchLabels: {app: web}}, ${disable}`))).toEqual(["STRICT"]);
  });
  test("I4: of two policies of one scope either may win", () => {
    expect(modes(undefined, peer("a", "shop", strict), peer("b", "shop", permissive))).toEqual(["PERMISSIVE", "STRICT"]);
  });
  test("I5: a port's mode comes with the policy that selects the workload; UNSET inherits", () => {
    const ports = (mode: string): string => peer("api", "shop", `${selector}, ${strict}, portLevelMtls: {8080: {mode: ${mode}}}`);
    expect(modes(8080, ports("DISABLE"))).toEqual(["DISABLE"]);
    expect(modes(9090, ports("DISABLE"))).toEqual(["STRICT"]);
    expect(modes(8080, ports("UNSET"))).toEqual(["STRICT"]);
    expect(modes(8080, peer("default", "shop", `${strict}, portLevelMtls: {8080: {mode: DISABLE}}`))).toEqual(["STRICT"]);
  });
  test("I6: the client's own TLS settings win, port over destination and nothing inherited; without them the mesh chooses", () => {
    const off = (spec: string, labels?: string) =>
      told("mesh/destination-without-tls", namespace("shop", labels), server(), destination(spec));
    expect(off("trafficPolicy: {tls: {mode: DISABLE}}")).toHaveLength(1);
    expect(off("subsets: [{name: v1, trafficPolicy: {tls: {mode: DISABLE}}}]")).toHaveLength(1);
    expect(off("trafficPolicy: {tls: {mode: ISTIO_MUTUAL}, portLevelSettings: [{port: {number: 80}, tls: {mode: DISABLE}}]}")).toHaveLength(
      1,
    );
    // Nothing written: mutual TLS where the destination has a proxy, plaintext where it has none.
    expect(off("trafficPolicy: {loadBalancer: {simple: RANDOM}}")).toEqual([]);
    expect(off("trafficPolicy: {tls: {mode: DISABLE}}", "a: b")).toEqual([]);
    const drops = (port: string) =>
      told("mesh/port-drops-tls", destination(`trafficPolicy: {tls: {mode: SIMPLE}, portLevelSettings: [{port: {number: 443}, ${port}}]}`));
    expect([drops("loadBalancer: {simple: RANDOM}").length, drops("tls: {mode: SIMPLE}").length]).toEqual([1, 0]);
    const noMode = (tls: string) => told("mesh/tls-without-mode", destination(`trafficPolicy: {tls: {${tls}}}`));
    expect([noMode("sni: api.example.com").join(), noMode("mode: SIMPLE").length]).toEqual([expect.stringContaining("DISABLE"), 0]);
  });
  test("I7: a caller has an identity for certain only where a workload of the mesh takes nothing but mutual TLS", () => {
    const refused = policy(`${selector}, action: DENY, ${from('namespaces: ["dev"]')}`);
    const bypass = (mode: string) => told("mesh/bypass-by-plaintext", namespace("shop"), server(), refused, peer("default", "shop", mode));
    expect([bypass(permissive).length, bypass(disable).length, bypass(strict).length]).toEqual([1, 1, 0]);
    // Outside the mesh nobody enforces anything, whatever the policies say.
    const { mesh, workload } = load(namespace("shop", "a: b"), pod(), policy("action: ALLOW"), peer("default", "shop", strict));
    expect(mesh.decide(workload(), get).verdict).toBe("allow");
  });
  test("I11: an excluded port is past mTLS and policies; UDP was never captured", () => {
    const excluded = (port: string) =>
      told("mesh/port-not-captured", namespace("shop"), server(port, 'traffic.sidecar.istio.io/excludeInboundPorts: "8080"'));
    expect(excluded("{containerPort: 8080}")).toHaveLength(1);
    expect(excluded("{containerPort: 9090}")).toEqual([]);
    expect(excluded("{containerPort: 8080, protocol: UDP}")).toEqual([]);
  });
  test("I13: a gateway's server without a mode passes TLS through; without a version it asks for 1.2", () => {
    const gateway = (tls: string): string =>
      `apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: g, namespace: shop}\nspec: {selector: {istio: ingressgateway}, servers: [{port: {number: 443, name: https, protocol: HTTPS}, hosts: [shop.example.com], tls: {${tls}}}]}`;
    expect(told("transit/gateway-tls-mode", gateway("credentialName: shop"))).toEqual([expect.stringContaining("PASSTHROUGH")]);
    expect(told("transit/gateway-tls-mode", gateway("mode: SIMPLE, credentialName: shop"))).toEqual([]);
    expect(told("transit/gateway-weak-tls", gateway("mode: SIMPLE, credentialName: shop"))).toEqual([]);
    expect(told("transit/gateway-weak-tls", gateway("mode: SIMPLE, credentialName: shop, minProtocolVersion: TLSV1_0"))).toHaveLength(1);
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
  test("I8: injection by namespace and pod labels; the annotation only where the label is absent; hostNetwork never", () => {
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
  test("I9: ambient by namespace or pod; a pod opts out with none; a sidecar is not captured", () => {
    expect(member("istio.io/dataplane-mode: ambient")).toBe("ambient");
    expect(member("istio.io/dataplane-mode: ambient", "istio.io/dataplane-mode: none")).toBe("outside");
    expect(member("a: b", "istio.io/dataplane-mode: ambient")).toBe("ambient");
    expect(member("istio.io/dataplane-mode: ambient, istio-injection: enabled")).toBe("sidecar");
    const { mesh, workload } = load(namespace("shop", "istio.io/dataplane-mode: ambient"), pod(), peer("default", "shop", disable));
    expect(mesh.mtls(workload()).weakest).toBe("PERMISSIVE");
  });
  test("I10: the waypoint of a workload is its own label's, else its namespace's", () => {
    const of = (labels: string, own: string) => {
      const { mesh, workload } = load(namespace("shop", labels), pod(own));
      return mesh.waypoint(workload());
    };
    expect(of("istio.io/use-waypoint: wp", "app: api")).toBe("wp");
    expect(of("istio.io/use-waypoint: wp", "istio.io/use-waypoint: none")).toBe("none");
    expect(of("a: b", "app: api")).toBe("none");
  });
  test("I12: MeshConfig's defaults hold where nothing is written", () => {
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
  test("A1: policies of the namespace and the root namespace, by selector; targetRefs never reach the workload's proxy", () => {
    expect(verdict({}, policy("action: ALLOW"))).toBe("deny");
    expect(verdict({}, policy("action: ALLOW", "istio-system"))).toBe("deny");
    expect(verdict({}, policy("action: ALLOW", "other"))).toBe("allow");
    expect(verdict({}, policy("selector: {matchLabels: {app: web}}"))).toBe("allow");
    expect(verdict({}, policy(selector, "istio-system"))).toBe("deny");
    expect(verdict({}, policy('targetRefs: [{kind: Service, group: "", name: api}]'))).toBe("allow");
  });
  test("A2: CUSTOM, then DENY, then ALLOW; without an ALLOW policy everything passes; AUDIT decides nothing", () => {
    expect(verdict({})).toBe("allow");
    expect(verdict({ principal: web }, policy(from(`principals: ["${web}"]`)))).toBe("allow");
    expect(verdict({}, policy(from(`principals: ["${web}"]`)))).toBe("deny");
    expect(verdict({ principal: web }, policy(from(`principals: ["${web}"]`)), policy(`action: DENY, ${to('methods: ["GET"]')}`))).toBe(
      "deny",
    );
    expect(verdict({}, policy(`action: CUSTOM, provider: {name: x}, ${to('paths: ["/"]')}`))).toBe("external");
    expect(verdict({}, policy(`action: AUDIT, ${to('paths: ["/"]')}`))).toBe("allow");
  });
  test("A3: ALLOW without rules matches nothing; DENY without rules never does", () => {
    expect(verdict({}, policy("rules: []"))).toBe("deny");
    expect(verdict({}, policy("action: DENY"))).toBe("allow");
    expect(verdict({}, policy("action: DENY, rules: [{}]"))).toBe("deny");
    expect(verdict({}, policy("rules: [{}]"))).toBe("allow");
  });
  test("A4: rules are alternatives; inside a rule from AND to AND when", () => {
    const both = `rules: [{from: [{source: {principals: ["${web}"]}}], to: [{operation: {methods: ["POST"]}}]}]`;
    const split = `rules: [{from: [{source: {principals: ["${web}"]}}]}, {to: [{operation: {methods: ["POST"]}}]}]`;
    expect([verdict({ principal: web }, policy(both)), verdict({ method: "POST" }, policy(both))]).toEqual(["deny", "deny"]);
    expect([verdict({ principal: web }, policy(split)), verdict({ method: "POST" }, policy(split))]).toEqual(["allow", "allow"]);
    expect(verdict({ principal: web }, policy(from(`principals: ["${web}"], ipBlocks: ["192.168.0.0/16"]`)))).toBe("deny");
    expect(verdict({ principal: web }, policy(from(`notPrincipals: ["x", "${web}"]`)))).toBe("deny");
  });
  test("A5: exact, prefix, suffix and presence; hosts in any case and with their port; path templates; service accounts", () => {
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
  test("A6: without mTLS there is no peer identity: positive fields fail, negative ones hold", () => {
    expect(verdict({}, policy(from('namespaces: ["shop"]')))).toBe("deny");
    expect(verdict({}, policy(from('notNamespaces: ["dev"]')))).toBe("allow");
    expect(verdict({}, policy(`action: DENY, ${from('namespaces: ["dev"]')}`))).toBe("allow");
    expect(verdict({}, policy(`action: DENY, ${from('notNamespaces: ["shop"]')}`))).toBe("deny");
  });
  test("A7: without a token there is no request principal", () => {
    expect(verdict({}, policy(`action: DENY, ${from('notRequestPrincipals: ["*"]')}`))).toBe("deny");
    expect(verdict({ requestPrincipal: "https://i/u" }, policy(`action: DENY, ${from('notRequestPrincipals: ["*"]')}`))).toBe("allow");
    expect(verdict({}, policy('rules: [{when: [{key: "request.auth.claims[amr]", values: [mfa]}]}]'))).toBe("deny");
  });
  test("A8: on TCP an ALLOW rule with HTTP fields never matches, and a DENY rule is applied without them", () => {
    expect(verdict({ protocol: "tcp" }, policy(to('methods: ["GET"]')))).toBe("deny");
    expect(verdict({ protocol: "tcp" }, policy(`action: DENY, ${to('methods: ["POST"]')}`))).toBe("deny");
    expect(verdict({ protocol: "tcp" }, policy(`action: DENY, ${to('methods: ["POST"], ports: ["9090"]')}`))).toBe("allow");
  });
  test("A9: ztunnel drops ALLOW rules with HTTP fields; a DENY of which nothing is left never fires; CUSTOM is not known there", () => {
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
  test("A10: a dry run enforces nothing", () => {
    for (const value of ["1", "t", "T", "TRUE", "true", "True"])
      expect(verdict({}, policy("action: ALLOW", "shop", `istio.io/dry-run: "${value}"`)), value).toBe("allow");
    expect(verdict({}, policy("action: ALLOW", "shop", 'istio.io/dry-run: "yes"'))).toBe("deny");
  });
  test("A11: a principal is trust domain, namespace and account; aliases of the trust domain are the trust domain", () => {
    const { mesh, workload } = load(namespace("shop"), pod());
    expect(mesh.principal(workload())).toBe("cluster.local/ns/shop/sa/api");
    const config =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: istio-system}\ndata:\n  mesh: |-\n    trustDomain: acme\n    trustDomainAliases: [old]\n";
    const named = (domain: string, field = "principals") =>
      verdict({ principal: "acme/ns/shop/sa/web" }, config, policy(from(`${field}: ["${domain}/ns/shop/sa/web"]`)));
    expect([named("acme"), named("old"), named("cluster.local"), named("foreign")]).toEqual(["allow", "allow", "allow", "deny"]);
    expect([named("old", "notPrincipals"), named("foreign", "notPrincipals")]).toEqual(["deny", "allow"]);
  });
  test("A12: behind a waypoint the workload's own proxy sees the waypoint's identity", () => {
    const refused = (labels: string, account: string) =>
      told(
        "mesh/identity-behind-waypoint",
        namespace("shop", `istio.io/dataplane-mode: ambient${labels}`),
        server(),
        policy(`${selector}, ${from(`principals: ["cluster.local/ns/shop/sa/${account}"]`)}`),
      );
    expect(refused(", istio.io/use-waypoint: entry", "web")).toHaveLength(1);
    expect(refused(", istio.io/use-waypoint: entry", "entry")).toEqual([]);
    expect(refused("", "web")).toEqual([]);
  });
  test("A13: CUSTOM cannot ask for identities: what such a policy does is not told", () => {
    const custom = (rules: string) => verdict({ principal: web }, policy(`action: CUSTOM, provider: {name: x}, ${rules}`));
    expect(custom(from(`principals: ["${web}"]`))).toBe(undefined);
    expect(custom(from('notNamespaces: ["dev"]'))).toBe(undefined);
    expect(custom('rules: [{when: [{key: "request.auth.claims[amr]", values: [mfa]}]}]')).toBe(undefined);
    expect([custom(to('paths: ["/"]')), custom(from('ipBlocks: ["10.0.0.0/8"]'))]).toEqual(["external", "external"]);
  });
  test("A14: targets are what a policy attaches to, in place of a selector; the core group is the empty one", () => {
    const read = (spec: string, where = "shop") => {
      const { mesh, workload } = load(namespace("shop"), pod(), policy(spec, where));
      const [it] = mesh.authorizations(workload());
      return [it?.scope, it?.targets.map(({ group, kind, name }) => [group, kind, name].join("/")), it && mesh.covered(it).length];
    };
    expect(read("targetRefs: [{kind: Service, name: api}]")).toEqual(["target", ["/Service/api"], 0]);
    expect(read(`${selector}, targetRefs: [{kind: Gateway, group: gateway.networking.k8s.io, name: entry}]`)).toEqual([
      "target",
      ["gateway.networking.k8s.io/Gateway/entry"],
      0,
    ]);
    expect(read("targetRefs: [{kind: GatewayClass, group: gateway.networking.k8s.io, name: istio-waypoint}]", "istio-system")[0]).toBe(
      "target",
    );
    expect(read(selector)).toEqual(["workload", [], 1]);
  });
  const issuer = 'jwtRules: [{issuer: "https://id.example.com", audiences: [api]}]';
  test("J1: a request without a token passes where tokens are only validated", () => {
    const validated = token("api", "shop", `${selector}, ${issuer}`);
    expect(verdict({}, validated)).toBe("allow");
    expect(told("mesh/jwt-optional", namespace("shop"), server(), validated)).toHaveLength(1);
    expect(told("mesh/jwt-optional", namespace("shop"), server())).toEqual([]);
  });
  test("J2: a token is mandatory where every ALLOW asks for it, a DENY covers its absence, or CUSTOM decides", () => {
    const ask = from('requestPrincipals: ["*"]');
    const deny = `action: DENY, ${from('notRequestPrincipals: ["*"]')}`;
    const custom = "action: CUSTOM, provider: {name: x}, rules: [{}]";
    expect([verdict({}, policy(ask)), verdict({}, policy(deny)), verdict({}, policy(custom))]).toEqual(["deny", "deny", "external"]);
    expect(verdict({ requestPrincipal: "https://i/u" }, policy(ask))).toBe("allow");
    // One way around it is enough.
    expect(verdict({}, policy(ask), policy(to('paths: ["/"]')))).toBe("allow");
    expect(
      verdict(
        { path: "/x" },
        policy(`action: DENY, rules: [{from: [{source: {notRequestPrincipals: ["*"]}}], to: [{operation: {paths: ["/admin"]}}]}]`),
      ),
    ).toBe("allow");
    const optional = (spec: string) =>
      told(
        "mesh/jwt-optional",
        namespace("shop"),
        server(),
        token("api", "shop", `${selector}, ${issuer}`),
        policy(`${selector}, ${spec}`),
      );
    expect([optional(ask), optional(deny), optional(custom)]).toEqual([[], [], []]);
    expect(optional("rules: [{}]")).toHaveLength(1);
  });
  test("J3: all RequestAuthentications of a workload hold together, from its namespace and the root; tokens come from the header first", () => {
    const other = 'jwtRules: [{issuer: "https://other.example.com"}]';
    const { mesh, workload } = load(
      namespace("shop"),
      pod(),
      token("a", "shop", `${selector}, ${issuer}`),
      token("b", "shop", other),
      token("c", "istio-system", `${selector}, ${other}`),
      token("d", "shop", `selector: {matchLabels: {app: web}}, ${other}`),
      token("e", "dev", other),
    );
    const applied = mesh.requestAuthentications(workload()).filter((it) => mesh.applies(it, workload()) === true);
    expect(applied.map((it) => it.name)).toEqual(["a", "b", "c"]);
    const asks = policy(`${selector}, ${from('requestPrincipals: ["https://other.example.com/*"]')}`);
    expect(told("mesh/jwt-not-validated", namespace("shop"), server(), asks)).toHaveLength(1);
    expect(told("mesh/jwt-not-validated", namespace("shop"), server(), asks, token("c", "istio-system", other))).toEqual([]);
    expect(told("mesh/token-in-url", token("b", "shop", other))).toEqual([]);
    expect(told("mesh/token-in-url", token("b", "shop", 'jwtRules: [{issuer: "https://i", fromParams: [token]}]'))).toHaveLength(1);
  });
  test("J4: without audiences a token for anybody is accepted", () => {
    const any = (rules: string) =>
      told("mesh/jwt-without-audience", namespace("shop"), server(), token("api", "shop", `${selector}, ${rules}`));
    expect(any('jwtRules: [{issuer: "https://i"}]')).toHaveLength(1);
    expect(any('jwtRules: [{issuer: "https://i", audiences: []}]')).toHaveLength(1);
    expect(any(issuer)).toEqual([]);
  });
  test("J6: the request principal is the issuer, a slash and the subject", () => {
    const known = (pattern: string) => verdict({ requestPrincipal: "https://i/u" }, policy(from(`requestPrincipals: ["${pattern}"]`)));
    expect([known("https://i/u"), known("https://i/*"), known("*/u"), known("https://other/*")]).toEqual([
      "allow",
      "allow",
      "allow",
      "deny",
    ]);
    expect(told("mesh/principal-format", policy(from('requestPrincipals: ["u"]')))).toHaveLength(1);
  });
  test("J5: a list claim matches when any element does", () => {
    const claims = new Map([["amr", ["pwd", "mfa"]]]);
    expect(verdict({ claims }, policy('rules: [{when: [{key: "request.auth.claims[amr]", values: [mfa]}]}]'))).toBe("allow");
    const without = policy('action: DENY, rules: [{when: [{key: "request.auth.claims[amr]", notValues: [mfa]}]}]');
    expect([verdict({ claims }, without), verdict({ claims: new Map([["amr", ["pwd"]]]) }, without), verdict({}, without)]).toEqual([
      "allow",
      "deny",
      "deny",
    ]);
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
  test("L1: the pod's annotation, else the namespace's, else the cluster's", () => {
    expect(policyOf("linkerd.io/inject: enabled")).toEqual(["all-unauthenticated", true]);
    expect(policyOf("linkerd.io/inject: enabled, config.linkerd.io/default-inbound-policy: deny")).toEqual(["deny", true]);
    expect(policyOf("config.linkerd.io/default-inbound-policy: deny", "config.linkerd.io/default-inbound-policy: audit")).toEqual([
      "audit",
      false,
    ]);
  });
  test("L8: only injected pods enforce; skipped ports are past the proxy, opaque ones are not", () => {
    const skips = (annotation: string) =>
      told("mesh/linkerd-port-skipped", namespace("shop", "a: b", "linkerd.io/inject: enabled"), server(undefined, annotation));
    expect(skips('config.linkerd.io/skip-inbound-ports: "8000-8080"')).toHaveLength(1);
    expect(skips('config.linkerd.io/skip-inbound-ports: "9090"')).toEqual([]);
    expect(skips('config.linkerd.io/opaque-ports: "8080"')).toEqual([]);
    expect(policyOf("linkerd.io/inject: ingress")).toEqual(["all-unauthenticated", true]);
    expect(policyOf("linkerd.io/inject: enabled", "linkerd.io/inject: disabled")).toEqual(["all-unauthenticated", false]);
    expect(policyOf("linkerd.io/inject: enabled", 'linkerd.io/inject: "{{ .Values.inject }}"')).toEqual(["all-unauthenticated", undefined]);
  });

  const linkerd = (kind: string, name: string, spec: string, where = "shop"): string =>
    `apiVersion: policy.linkerd.io/v1beta3\nkind: ${kind}\nmetadata: {name: ${name}, namespace: ${where}}\nspec: {${spec}}`;
  const port = (access = "", number = "http"): string =>
    linkerd("Server", "api", `podSelector: {matchLabels: {app: api}}, port: ${number}${access}`);
  const admits = (target: string, refs = "{kind: ServiceAccount, name: web}", name = "admit", where = "shop"): string =>
    linkerd("AuthorizationPolicy", name, `targetRef: {${target}}, requiredAuthenticationRefs: [${refs}]`, where);
  const toServer = "group: policy.linkerd.io, kind: Server, name: api";
  const identities = "{group: policy.linkerd.io, kind: MeshTLSAuthentication, name: web}";
  const networks = "{group: policy.linkerd.io, kind: NetworkAuthentication, name: pods}";
  const closedTo = (...documents: readonly string[]) => told("mesh/linkerd-server-unauthorized", namespace("shop"), server(), ...documents);

  test("L2: a port with a Server is under its accessPolicy, deny by default, whatever the namespace says", () => {
    const open = namespace("shop", "a: b", "linkerd.io/inject: enabled, config.linkerd.io/default-inbound-policy: all-unauthenticated");
    expect(told("mesh/linkerd-server-unauthorized", open, server(), port())).toHaveLength(1);
    expect(told("mesh/linkerd-server-unauthorized", open, server(), port(", accessPolicy: deny"))).toHaveLength(1);
    expect(told("mesh/linkerd-server-unauthorized", open, server(), port(", accessPolicy: all-authenticated"))).toEqual([]);
    expect(told("mesh/linkerd-open-server", port(", accessPolicy: all-unauthenticated"))).toHaveLength(1);
    expect(told("mesh/linkerd-open-server", port())).toEqual([]);
  });
  test("L3: policies of a target are alternatives, references in one are all required, and no reference admits everyone", () => {
    const split = (...policies: readonly string[]) => told("mesh/linkerd-authorization-split", ...policies);
    expect(split(admits(toServer, identities, "a"), admits(toServer, networks, "b"))).toHaveLength(1);
    expect(split(admits(toServer, `${identities}, ${networks}`))).toEqual([]);
    expect(told("mesh/linkerd-unauthenticated-client", admits(toServer, ""))).toHaveLength(1);
    expect(told("mesh/linkerd-unauthenticated-client", admits(toServer))).toEqual([]);
  });
  test("L4: a Server is opened by a policy on itself, on a route attached to it, or on its namespace", () => {
    const route = (parent: string): string =>
      linkerd("HTTPRoute", "orders", `parentRefs: [{group: policy.linkerd.io, kind: Server, name: ${parent}}]`);
    const toRoute = admits("group: policy.linkerd.io, kind: HTTPRoute, name: orders");
    expect(closedTo(port())).toHaveLength(1);
    expect(closedTo(port(), admits(toServer))).toEqual([]);
    expect(closedTo(port(), toRoute, route("api"))).toEqual([]);
    expect(closedTo(port(), toRoute, route("other"))).toHaveLength(1);
    expect(closedTo(port(), admits("kind: Namespace, name: shop"))).toEqual([]);
    expect(closedTo(port(), admits("kind: Namespace, name: dev", undefined, "admit", "dev"))).toHaveLength(1);
  });
  test("L5: a star is any client of the mesh; a network is all of it but its exceptions", () => {
    const any = (spec: string) => told("mesh/linkerd-any-identity", linkerd("MeshTLSAuthentication", "web", spec));
    expect(any('identities: ["*"]')).toHaveLength(1);
    expect(any('identities: ["*.shop.serviceaccount.identity.linkerd.cluster.local"]')).toEqual([
      expect.stringContaining("workload of `shop`"),
    ]);
    expect(any("identityRefs: [{kind: ServiceAccount, name: web}]")).toEqual([]);
    const network = (spec: string) =>
      told("mesh/linkerd-unauthenticated-client", linkerd("NetworkAuthentication", "pods", `networks: [${spec}]`));
    expect(network("{cidr: 0.0.0.0/0}")).toEqual([expect.stringContaining("met by everybody")]);
    expect(network("{cidr: 0.0.0.0/0, except: [10.0.0.0/8]}")).toEqual([expect.stringContaining("but those in `except`")]);
    expect(network("{cidr: 10.0.0.0/8}")).toEqual([]);
  });
  test("L6: an identity is account, namespace, control plane and trust domain", () => {
    const matchesNobody = (identity: string) =>
      told("mesh/linkerd-dangling-reference", linkerd("MeshTLSAuthentication", "web", `identities: ["${identity}"]`));
    expect(matchesNobody("web.shop.serviceaccount.identity.linkerd.cluster.local")).toEqual([]);
    expect(matchesNobody("web.shop.serviceaccount.identity.linkerd-two.acme.example")).toEqual([]);
    expect(matchesNobody("web.shop")).toHaveLength(1);
    expect(matchesNobody("cluster.local/ns/shop/sa/web")).toHaveLength(1);
  });
  test("L7: probes need a policy only where a route is attached, and then by network: that opens nothing else", () => {
    const all = linkerd("NetworkAuthentication", "kubelet", "networks: [{cidr: 0.0.0.0/0}]");
    const route = (path: string): string =>
      linkerd(
        "HTTPRoute",
        "probes",
        `parentRefs: [{group: policy.linkerd.io, kind: Server, name: api}], rules: [{matches: [{path: {value: ${path}}}]}]`,
      );
    const use = (target: string): string => admits(target, "{group: policy.linkerd.io, kind: NetworkAuthentication, name: kubelet}");
    const open = (...documents: readonly string[]) => told("mesh/linkerd-unauthenticated-client", namespace("shop"), all, ...documents);
    const toRoute = "group: policy.linkerd.io, kind: HTTPRoute, name: probes";
    expect(open(use(toRoute), route("/healthz"))).toEqual([]);
    expect(open(use(toRoute), route("/orders"))).toHaveLength(1);
    expect(open(use(toServer))).toHaveLength(1);
    expect(open(use(toRoute), route("/healthz"), use(toServer).replace("name: admit", "name: all"))).toHaveLength(1);
  });
  test("L9: a Server is for a declared port of the pods", () => {
    const nothing = (number: string) => told("mesh/linkerd-server-selects-nothing", namespace("shop"), server(), port("", number));
    expect([nothing("http"), nothing("8080"), nothing("9090").length, nothing("grpc").length]).toEqual([[], [], 1, 1]);
  });
  test("L10: an EgressNetwork without networks is everything outside", () => {
    const allowed = (spec: string) => told("mesh/linkerd-egress-allowed", linkerd("EgressNetwork", "out", spec));
    expect(allowed("trafficPolicy: Allow")).toHaveLength(1);
    expect(allowed("trafficPolicy: Allow, networks: [{cidr: 203.0.113.0/24}]")).toEqual([]);
    expect(allowed("trafficPolicy: Deny")).toEqual([]);
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
