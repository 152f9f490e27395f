/** Effective connectivity, statement by statement: selectors (S), NetworkPolicy (N), tiers (T) and Cilium (C). */
import { describe, expect, test } from "vitest";
import type { Direction, KubeObject, Party, Workload } from "../../rules/api.js";
import { createModel } from "../../server/model/index.js";
import { Sources } from "../../server/sources.js";

// -- pictures

interface World {
  readonly workload: (label: string) => Workload;
  readonly object: (kind: string, name: string) => KubeObject;
  readonly isolated: (label: string, direction: Direction) => boolean | undefined;
  /** `a -> b`: what passes, as `sure` or `sure..maybe` when they differ. */
  readonly flow: (from: string, to: string) => string;
  readonly sources: Sources;
  readonly model: ReturnType<typeof createModel>;
}

function world(...documents: readonly string[]): World {
  const sources = new Sources();
  sources.change([["a.yaml", documents.join("\n---\n")]]);
  const model = createModel(sources);
  const objects = (): readonly KubeObject[] => sources.units("a.yaml").flatMap((it) => model.kubernetes.objectsIn(it.id));
  const workloads = (): readonly Workload[] => sources.units("a.yaml").flatMap((it) => model.kubernetes.workloadsIn(it.id));
  const { connectivity } = model.project;
  const workload = (label: string): Workload => {
    const found = workloads().find((it) => `${it.namespace}/${it.name}` === label);
    if (!found) throw new Error(`no ${label}`);
    return found;
  };
  const party = (text: string): Party => {
    if (text === "any") return { anyPod: true, world: "" };
    if (text.startsWith("any/")) return { anyPod: true, world: "", in: { ...workload(text.slice(4)) } };
    return /^[0-9a-f.:/]+$/.test(text) ? { address: text, world: "" } : workload(text);
  };
  return {
    workload,
    object: (kind, name) => {
      const found = objects().find((it) => it.kind === kind && it.name === name);
      if (!found) throw new Error(`no ${kind}/${name}`);
      return found;
    },
    isolated: (label, direction) => connectivity.isolated(workload(label), direction),
    flow: (from, to) => {
      const { sure, maybe } = connectivity.connection(party(from), party(to));
      const [low, high] = [sure, maybe].map((it) => connectivity.describe(it) || "nothing");
      return low === high ? (low ?? "") : `${low}..${high}`;
    },
    sources,
    model,
  };
}

const namespace = (name: string, labels = ""): string =>
  `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}${labels && `, labels: {${labels}}`}}`;
const pod = (path: string, labels: string, spec = ""): string => {
  const [space, name] = path.split("/");
  return `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: ${space}, labels: {${labels}}}\nspec: {containers: [{name: c, ports: [{name: http, containerPort: 8080}, {name: dns, containerPort: 53, protocol: UDP}]}]${spec && `, ${spec}`}}`;
};
const policy = (spec: string, space = "shop", name = "p"): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}, namespace: ${space}}\nspec: {${spec}}`;
const cilium = (spec: string, space: string | undefined = "shop"): string =>
  space === ""
    ? `apiVersion: cilium.io/v2\nkind: CiliumClusterwideNetworkPolicy\nmetadata: {name: c}\nspec: {${spec}}`
    : `apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: c, namespace: ${space}}\nspec: {${spec}}`;
const admin = (spec: string, kind = "AdminNetworkPolicy", name = "default"): string =>
  `apiVersion: policy.networking.k8s.io/${kind === "ClusterNetworkPolicy" ? "v1alpha2" : "v1alpha1"}\nkind: ${kind}\nmetadata: {name: ${name}}\nspec: {${spec}}`;
const calico = (spec: string, kind = "NetworkPolicy", extra = "namespace: shop", name = "k"): string =>
  `apiVersion: projectcalico.org/v3\nkind: ${kind}\nmetadata: {name: ${name}${extra && `, ${extra}`}}\nspec: {${spec}}`;

/** Two pods of one namespace, one of another. */
const cast = [
  namespace("shop", "env: prod"),
  namespace("ops", "env: dev"),
  pod("shop/web", "app: web, tier: front"),
  pod("shop/db", "app: db"),
  pod("ops/tool", "app: tool"),
];
const with_ = (...documents: readonly string[]): World => world(...cast, ...documents);
const all = "every port";

describe("selectors", () => {
  test("S1: a selector is the AND of its labels and expressions", () => {
    const it = with_(policy("podSelector: {matchLabels: {app: web}, matchExpressions: [{key: tier, operator: In, values: [back]}]}"));
    expect(it.isolated("shop/web", "ingress")).toBe(false);
  });
  test("S2: an empty selector matches everything", () => {
    expect(with_(policy("podSelector: {}")).isolated("shop/db", "ingress")).toBe(true);
  });
  test("S3: In needs the key, NotIn matches without it", () => {
    const it = with_(policy("podSelector: {matchExpressions: [{key: tier, operator: NotIn, values: [front]}]}"));
    expect([it.isolated("shop/web", "ingress"), it.isolated("shop/db", "ingress")]).toEqual([false, true]);
    expect(
      with_(policy("podSelector: {matchExpressions: [{key: tier, operator: In, values: [front]}]}")).isolated("shop/db", "ingress"),
    ).toBe(false);
  });
  test("S4: Exists and DoesNotExist look at the key only", () => {
    const it = with_(policy("podSelector: {matchExpressions: [{key: tier, operator: DoesNotExist}]}"));
    expect([it.isolated("shop/web", "ingress"), it.isolated("shop/db", "ingress")]).toEqual([false, true]);
  });
  test("S5: a value that is no string is no match", () => {
    const it = world(namespace("shop"), pod("shop/a", 'on: "true"'), policy("podSelector: {matchLabels: {on: true}}"));
    expect(it.isolated("shop/a", "ingress")).toBe(false);
  });
  test("S6: podSelector absent, null or {} selects all pods; a present {} in a peer means all, absent means unrestricted", () => {
    for (const spec of ["policyTypes: [Ingress]", "podSelector: null", "podSelector: {}"])
      expect(with_(policy(spec)).isolated("shop/web", "ingress")).toBe(true);
    const it = with_(policy("podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]"));
    expect(it.flow("ops/tool", "shop/web")).toBe(all);
  });
  test("S7: a Service selects by equality; none without a selector", () => {
    const service = (selector: string): string =>
      `apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: shop}\nspec: {selector: ${selector}}`;
    const of = (it: World): readonly string[] =>
      it.model.project.connectivity.backends(it.object("Service", "s")).map((one) => one.name ?? "");
    expect(of(with_(service("{app: web}")))).toEqual(["web"]);
    expect(of(with_(service("{}")))).toEqual([]);
    expect(of(with_(service("null")))).toEqual([]);
  });
  test("S8: policies look at the labels of the template, not of its controller", () => {
    const it = world(
      namespace("shop"),
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop, labels: {app: other}}\nspec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: []}}}",
      policy("podSelector: {matchLabels: {app: other}}"),
    );
    expect(it.isolated("shop/web", "ingress")).toBe(false);
  });
  test("selectors of the meshes are no concern of the network", () => {
    const it = with_("apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: a, namespace: shop}\nspec: {}");
    expect([it.isolated("shop/web", "ingress"), it.flow("ops/tool", "shop/web")]).toEqual([false, all]);
  });
  test("S11: Cilium keys carry a source; namespaces and their labels are labels", () => {
    const it = with_(
      cilium(
        "endpointSelector: {matchLabels: {'k8s:app': db}}, ingress: [{fromEndpoints: [{matchLabels: {'io.cilium.k8s.namespace.labels.env': dev}}]}]",
      ),
    );
    expect([it.flow("ops/tool", "shop/db"), it.flow("shop/web", "shop/db")]).toEqual([all, "nothing"]);
  });
  test("S12: Calico's selectors are texts; != matches where the label is missing", () => {
    const it = with_(calico("selector: tier != 'front', ingress: [{action: Allow, source: {selector: \"app in {'web'} && !has(old)\"}}]"));
    expect([it.isolated("shop/db", "ingress"), it.isolated("shop/web", "ingress"), it.flow("shop/web", "shop/db")]).toEqual([
      true,
      false,
      all,
    ]);
  });
  test("S13: a rule covers another when every requirement is implied", () => {
    const it = with_(
      policy("podSelector: {}, ingress: [{from: [{podSelector: {}}]}]", "shop", "wide"),
      policy("podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 80}]}]", "shop", "narrow"),
    );
    const { connectivity } = it.model.project;
    const [wide] = connectivity.rules(it.object("NetworkPolicy", "wide"));
    const [narrow] = connectivity.rules(it.object("NetworkPolicy", "narrow"));
    if (!wide || !narrow) throw new Error("no rules");
    expect([connectivity.covers(wide, narrow), connectivity.covers(narrow, wide)]).toEqual([true, false]);
  });
});

describe("NetworkPolicy", () => {
  test("N1: types as listed, else Ingress, and Egress where an egress rule is", () => {
    const types = (spec: string): readonly unknown[] => {
      const it = with_(policy(spec));
      return [it.isolated("shop/web", "ingress"), it.isolated("shop/web", "egress")];
    };
    expect(types("podSelector: {}")).toEqual([true, false]);
    expect(types("podSelector: {}, egress: []")).toEqual([true, false]);
    expect(types("podSelector: {}, egress: [{}]")).toEqual([true, true]);
    expect(types("podSelector: {}, policyTypes: [Egress]")).toEqual([false, true]);
    expect(types("podSelector: {}, policyTypes: [], egress: [{}]")).toEqual([true, true]);
  });
  test("N2: isolation asks for the namespace, the labels and the type", () => {
    const it = with_(policy("podSelector: {matchLabels: {app: tool}}"));
    expect([it.isolated("ops/tool", "ingress"), it.isolated("shop/web", "ingress")]).toEqual([false, false]);
  });
  test("N3: what is not isolated is open", () => {
    expect(with_().flow("ops/tool", "shop/web")).toBe(all);
    expect(with_().flow("203.0.113.9", "shop/web")).toBe(all);
  });
  test("N4: allowances add up, in any order, and nothing takes them away", () => {
    const one = policy("podSelector: {}, ingress: [{from: [{podSelector: {}}], ports: [{port: 80}]}]", "shop", "one");
    const two = policy("podSelector: {}, ingress: [{from: [{podSelector: {}}], ports: [{port: 81}]}]", "shop", "two");
    const deny = policy("podSelector: {}, ingress: []", "shop", "deny");
    for (const order of [
      [one, two, deny],
      [deny, two, one],
    ])
      expect(with_(...order).flow("shop/web", "shop/db")).toBe("TCP 80-81");
  });
  test("N5: a section whose type is not listed is ignored", () => {
    const it = with_(policy("podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress], egress: []"));
    expect(it.flow("shop/web", "shop/db")).toBe(all);
  });
  test("N6: both ends have to allow", () => {
    const into = policy("podSelector: {matchLabels: {app: db}}, ingress: [{ports: [{port: 80}, {port: 81}]}]", "shop", "in");
    const out = policy(
      "podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{ports: [{port: 81}, {port: 82}]}]",
      "shop",
      "out",
    );
    expect(with_(into, out).flow("shop/web", "shop/db")).toBe("TCP 81");
  });
  test("N7: nothing listed allows nothing; an empty rule, an empty from and empty ports mean all", () => {
    for (const rules of ["", ", ingress: null", ", ingress: []"])
      expect(with_(policy(`podSelector: {}, policyTypes: [Ingress]${rules}`)).flow("203.0.113.9", "shop/web")).toBe("nothing");
    for (const rule of ["{}", "{from: []}", "{from: null, ports: []}"])
      expect(with_(policy(`podSelector: {}, ingress: [${rule}]`)).flow("203.0.113.9", "shop/web")).toBe(all);
  });
  test("N8: items are OR, the two selectors of one item are AND", () => {
    const or = policy(
      "podSelector: {matchLabels: {app: db}}, ingress: [{from: [{namespaceSelector: {matchLabels: {env: dev}}}, {podSelector: {matchLabels: {app: web}}}]}]",
    );
    expect([with_(or).flow("ops/tool", "shop/db"), with_(or).flow("shop/web", "shop/db")]).toEqual([all, all]);
    const and = or.replace("}}, {podSelector", "}, podSelector");
    expect([with_(and).flow("ops/tool", "shop/db"), with_(and).flow("shop/web", "shop/db")]).toEqual(["nothing", "nothing"]);
  });
  test("N9: a podSelector alone means the policy's own namespace", () => {
    const it = with_(policy("podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: tool}}}]}]"));
    expect(it.flow("ops/tool", "shop/db")).toBe("nothing");
  });
  test("N10: a namespaceSelector alone means every pod of those namespaces", () => {
    const it = with_(
      policy(
        "podSelector: {matchLabels: {app: db}}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ops}}}]}]",
      ),
    );
    expect([it.flow("ops/tool", "shop/db"), it.flow("shop/web", "shop/db")]).toEqual([all, "nothing"]);
  });
  test("N11: both mean these pods in those namespaces", () => {
    const it = with_(
      policy(
        "podSelector: {matchLabels: {app: db}}, ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: tool}}}]}]",
      ),
    );
    expect([it.flow("ops/tool", "shop/db"), it.flow("shop/web", "shop/db")]).toEqual([all, "nothing"]);
  });
  test("N12: a policy that the API refuses does not apply", () => {
    for (const peer of ["{}", "{ipBlock: {cidr: 10.0.0.0/8}, podSelector: {}}"]) {
      const it = with_(policy(`podSelector: {}, ingress: [{from: [${peer}]}]`));
      expect([it.isolated("shop/web", "ingress"), it.flow("ops/tool", "shop/web")]).toEqual([false, all]);
    }
  });
  test("N13: an ipBlock is its range without the exceptions; whether pods are in it nobody knows; a stray exception is refused", () => {
    const it = with_(policy("podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]}]"));
    expect([it.flow("10.2.3.4", "shop/web"), it.flow("10.1.0.1", "shop/web"), it.flow("203.0.113.9", "shop/web")]).toEqual([
      all,
      "nothing",
      "nothing",
    ]);
    expect(it.flow("ops/tool", "shop/web")).toBe(`nothing..${all}`);
    expect(
      with_(policy("podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/16]}}]}]")).isolated(
        "shop/web",
        "ingress",
      ),
    ).toBe(false);
  });
  test("N13: IPv6 too", () => {
    const it = with_(policy("podSelector: {}, ingress: [{from: [{ipBlock: {cidr: '2001:db8::/32', except: ['2001:db8:1::/48']}}]}]"));
    expect([it.flow("2001:db8::1", "shop/web"), it.flow("2001:db8:1::1", "shop/web"), it.flow("203.0.113.9", "shop/web")]).toEqual([
      all,
      "nothing",
      "nothing",
    ]);
  });
  test("N14: TCP by default, no port means the whole protocol, names are looked up at the destination with their protocol", () => {
    const ports = (list: string): string =>
      with_(policy(`podSelector: {matchLabels: {app: db}}, ingress: [{ports: [${list}]}]`)).flow("shop/web", "shop/db");
    expect(ports("{port: 80}")).toBe("TCP 80");
    expect(ports("{protocol: UDP}")).toBe("UDP every port");
    expect(ports("{port: http}")).toBe("TCP 8080");
    expect(ports("{port: dns}")).toBe("nothing");
    expect(ports("{port: dns, protocol: UDP}")).toBe("UDP 53");
    expect(ports("{port: nobody}")).toBe("nothing");
  });
  test("N15: endPort ends an inclusive range; it needs a number that is not above it", () => {
    const of = (port: string): World => with_(policy(`podSelector: {matchLabels: {app: db}}, ingress: [{ports: [${port}]}]`));
    expect(of("{port: 80, endPort: 90}").flow("shop/web", "shop/db")).toBe("TCP 80-90");
    expect([
      of("{port: 90, endPort: 80}").isolated("shop/db", "ingress"),
      of("{port: http, endPort: 80}").isolated("shop/db", "ingress"),
    ]).toEqual([false, false]);
  });
  test("N16: what runs on a pod's own node always reaches it", () => {
    const it = with_(pod("ops/agent", "app: agent", "hostNetwork: true"), policy("podSelector: {}"));
    expect(it.flow("ops/agent", "shop/web")).toBe(`nothing..${all}`);
  });
  test("N17: a pod on the host's network is its node: no policy binds it, no selector finds it", () => {
    const it = with_(pod("shop/agent", "app: agent", "hostNetwork: true"), policy("podSelector: {}"));
    expect([it.isolated("shop/agent", "ingress"), it.flow("ops/tool", "shop/agent")]).toEqual([false, all]);
  });
  test("N18: known pods, pods to come and addresses are told apart", () => {
    const it = with_(
      policy(
        "podSelector: {matchLabels: {app: db}}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ops}}}]}]",
      ),
    );
    expect([
      it.flow("any/ops/tool", "shop/db"),
      it.flow("any/shop/web", "shop/db"),
      it.flow("any", "shop/db"),
      it.flow("192.0.2.1", "shop/db"),
    ]).toEqual([all, "nothing", `nothing..${all}`, "nothing"]);
  });
  test("N19: pods to come certainly satisfy only what everything satisfies", () => {
    const open = with_(policy("podSelector: {matchLabels: {app: db}}, ingress: [{from: [{namespaceSelector: {}}]}]"));
    const labelled = with_(
      policy("podSelector: {matchLabels: {app: db}}, ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {a: b}}}]}]"),
    );
    expect([open.flow("any", "shop/db"), labelled.flow("any", "shop/db")]).toEqual([all, `nothing..${all}`]);
  });
  test("N20: a default deny isolates the pods to come, too", () => {
    const deny = with_(policy("podSelector: {}"));
    const labelled = with_(policy("podSelector: {matchLabels: {app: web}}"));
    const of = (it: World): unknown => it.model.project.connectivity.isolated(it.object("Namespace", "shop"), "ingress");
    expect([of(deny), of(labelled)]).toEqual([true, undefined]);
    expect(of(with_())).toBe(false);
  });
  test("N21: leaving a rule out shows whether it did anything", () => {
    const it = with_(
      policy("podSelector: {}, ingress: [{from: [{podSelector: {}}]}]", "shop", "wide"),
      policy("podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]", "shop", "narrow"),
    );
    const { connectivity } = it.model.project;
    const left = (name: string): string =>
      connectivity.describe(
        connectivity.connection(it.workload("shop/web"), it.workload("shop/db"), [it.object("NetworkPolicy", name)]).sure,
      );
    expect([left("narrow"), left("wide")]).toEqual([all, all]);
    const both_ = connectivity.connection(it.workload("shop/db"), it.workload("shop/web"), [it.object("NetworkPolicy", "wide")]);
    expect(connectivity.describe(both_.sure)).toBe(all);
  });
  test("N22: a Service is judged at the pods behind it", () => {
    const it = with_(
      "apiVersion: v1\nkind: Service\nmetadata: {name: db, namespace: shop}\nspec: {selector: {app: db}, ports: [{port: 80, targetPort: http}]}",
      'apiVersion: v1\nkind: Pod\nmetadata: {name: caller, namespace: ops}\nspec: {containers: [{name: c, env: [{name: DB_URL, value: "http://db.shop:80/x"}]}]}',
    );
    const [flow] = it.model.project.connectivity.flowsFrom(it.workload("ops/caller"));
    expect([flow?.to.name, flow?.targets, flow?.confidence]).toEqual(["db", [{ protocol: "TCP", port: 8080 }], "high"]);
  });
  test("N23: a policy about addresses sees the node where a Service hides its client: pods and nodes are no address of the block", () => {
    const it = with_(policy("podSelector: {matchLabels: {app: web}}, ingress: [{from: [{ipBlock: {cidr: 203.0.113.0/24}}]}]"));
    expect([it.flow("203.0.113.9", "shop/web"), it.flow("198.51.100.1", "shop/web")]).toEqual([all, "nothing"]);
  });
  test("N24: with sidecars the port is still that of the application", () => {
    const it = with_(
      'apiVersion: v1\nkind: Pod\nmetadata: {name: meshed, namespace: shop, labels: {app: meshed}, annotations: {sidecar.istio.io/inject: "true"}}\nspec: {containers: [{name: c, ports: [{name: http, containerPort: 9000}]}]}',
      policy("podSelector: {matchLabels: {app: meshed}}, ingress: [{ports: [{port: http}]}]"),
    );
    expect(it.flow("ops/tool", "shop/meshed")).toBe("TCP 9000");
  });
  test("an unknown never becomes a guess", () => {
    const it = with_(
      policy(
        'podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: "{{ x }}"}}}], ports: [{port: 80}]}]',
      ),
    );
    expect([it.flow("shop/web", "shop/db"), it.flow("ops/tool", "shop/db")]).toEqual(["nothing..TCP 80", "nothing"]);
    expect(with_(policy("podSelector: {matchLabels: {app: '{{ x }}'}}")).isolated("shop/web", "ingress")).toBe(undefined);
  });
});

describe("tiers", () => {
  const subject = "subject: {namespaces: {matchLabels: {env: prod}}}";
  const from = (action: string, rest = ""): string => `{action: ${action}, from: [{namespaces: {}}]${rest}}`;
  test("T1: administrators, then namespaces, then the baseline, then open", () => {
    const deny = policy("podSelector: {}");
    expect(with_(admin(`priority: 1, ${subject}, ingress: [${from("Allow")}]`), deny).flow("ops/tool", "shop/web")).toBe(all);
    expect(with_(admin(`${subject}, ingress: [${from("Deny")}]`, "BaselineAdminNetworkPolicy")).flow("ops/tool", "shop/web")).toBe(
      "nothing",
    );
    expect(
      with_(admin(`tier: Baseline, priority: 1, ${subject}, ingress: [${from("Deny")}]`, "ClusterNetworkPolicy")).flow(
        "ops/tool",
        "shop/web",
      ),
    ).toBe("nothing");
  });
  test("T2: the lowest priority first, then the order of the rules", () => {
    const one = admin(
      `priority: 5, ${subject}, ingress: [${from("Allow", ", ports: [{portNumber: {port: 80}}]")}, ${from("Deny")}]`,
      "AdminNetworkPolicy",
      "a",
    );
    const two = admin(`priority: 6, ${subject}, ingress: [${from("Allow")}]`, "AdminNetworkPolicy", "b");
    expect(with_(two, one).flow("ops/tool", "shop/web")).toBe("TCP 80");
  });
  test("T3: Pass skips the rest of the tier", () => {
    const pass = admin(`priority: 5, ${subject}, ingress: [${from("Pass")}, ${from("Deny")}]`);
    expect(with_(pass).flow("ops/tool", "shop/web")).toBe(all);
    expect(with_(pass, policy("podSelector: {}")).flow("ops/tool", "shop/web")).toBe("nothing");
  });
  test("T4: the baseline is asked only where no NetworkPolicy selects", () => {
    const base = admin(`${subject}, ingress: [${from("Deny")}]`, "BaselineAdminNetworkPolicy");
    const it = with_(base, policy("podSelector: {matchLabels: {app: web}}, ingress: [{}]"));
    expect([it.flow("ops/tool", "shop/web"), it.flow("ops/tool", "shop/db")]).toEqual([all, "nothing"]);
  });
  test("T5: equal priorities that disagree leave it open", () => {
    const a = admin(`priority: 5, ${subject}, ingress: [${from("Allow")}]`, "AdminNetworkPolicy", "a");
    const b = admin(
      `priority: 5, ${subject}, ingress: [${from("Deny", ", ports: [{portNumber: {port: 80}}]")}]`,
      "AdminNetworkPolicy",
      "b",
    );
    expect(with_(a, b).flow("ops/tool", "shop/web")).toBe(`TCP 0-79, 81-65535; UDP every port; SCTP every port..${all}`);
  });
  test("T6: pods on the host's network are neither subjects nor peers", () => {
    const it = with_(pod("shop/agent", "app: agent", "hostNetwork: true"), admin(`priority: 1, ${subject}, ingress: [${from("Deny")}]`));
    expect(it.flow("ops/tool", "shop/agent")).toBe(all);
  });
  test("T7: a peer that is not understood fails closed", () => {
    const strange = (action: string): string => admin(`priority: 1, ${subject}, ingress: [{action: ${action}, from: [{planets: {}}]}]`);
    expect(with_(strange("Deny")).flow("ops/tool", "shop/web")).toBe("nothing");
    expect(with_(strange("Pass")).flow("ops/tool", "shop/web")).toBe("nothing");
    expect(with_(strange("Allow"), policy("podSelector: {}")).flow("ops/tool", "shop/web")).toBe("nothing");
  });
  test("T8: networks may hold pods", () => {
    const it = with_(admin(`priority: 1, ${subject}, egress: [{action: Deny, to: [{networks: [10.0.0.0/8]}]}]`));
    expect([it.flow("shop/web", "10.1.1.1"), it.flow("shop/web", "ops/tool")]).toEqual(["nothing", `nothing..${all}`]);
  });
  test("T9: ports by number, range and name, in both spellings", () => {
    const old = (port: string): string =>
      with_(admin(`priority: 1, ${subject}, ingress: [${from("Allow", `, ports: [${port}]`)}, ${from("Deny")}]`)).flow(
        "ops/tool",
        "shop/web",
      );
    expect([old("{portNumber: {port: 80}}"), old("{portRange: {protocol: UDP, start: 5, end: 7}}"), old("{namedPort: http}")]).toEqual([
      "TCP 80",
      "UDP 5-7",
      "TCP 8080",
    ]);
    const now = (port: string): string =>
      with_(
        admin(
          `tier: Admin, priority: 1, ${subject}, ingress: [${from("Accept", `, protocols: [${port}]`)}, ${from("Deny")}]`,
          "ClusterNetworkPolicy",
        ),
      ).flow("ops/tool", "shop/web");
    expect([
      now("{tcp: {destinationPort: {number: 80}}}"),
      now("{udp: {destinationPort: {range: {start: 5, end: 7}}}}"),
      now("{destinationNamedPort: http}"),
      now("{sctp: {}}"),
    ]).toEqual(["TCP 80", "UDP 5-7", "TCP 8080", "SCTP every port"]);
  });
  test("T10: a baseline of another name does not exist", () => {
    expect(with_(admin(`${subject}, ingress: [${from("Deny")}]`, "BaselineAdminNetworkPolicy", "mine")).flow("ops/tool", "shop/web")).toBe(
      all,
    );
  });
  test("T11: an object without rules for a direction isolates nothing", () => {
    expect(with_(admin(`priority: 1, ${subject}, ingress: [${from("Deny")}]`)).flow("shop/web", "ops/tool")).toBe(all);
  });
  test("T12: Calico decides by tier, order and name; what a tier selects and does not decide ends there", () => {
    const tier = "apiVersion: projectcalico.org/v3\nkind: Tier\nmetadata: {name: security}\nspec: {order: 10}";
    const pass = calico("tier: security, order: 1, selector: all(), ingress: [{action: Pass}]", "GlobalNetworkPolicy", "", "security.a");
    const drop = calico("tier: security, order: 1, selector: all(), types: [Ingress]", "GlobalNetworkPolicy", "", "security.b");
    const early = calico(
      "order: 5, selector: all(), ingress: [{action: Allow, protocol: TCP, destination: {ports: [80]}}]",
      "NetworkPolicy",
      "namespace: shop",
      "early",
    );
    const late = calico("order: 6, selector: all(), ingress: [{action: Deny}]", "NetworkPolicy", "namespace: shop", "late");
    expect(with_(late, early).flow("ops/tool", "shop/web")).toBe("TCP 80");
    expect(with_(tier, drop, early).flow("ops/tool", "shop/web")).toBe("nothing");
    expect(with_(tier, pass, early).flow("ops/tool", "shop/web")).toBe("TCP 80");
    expect(with_(early, policy("podSelector: {}, ingress: [{ports: [{port: 81}]}]")).flow("ops/tool", "shop/web")).toBe("TCP 80-81");
    expect(with_(drop).flow("ops/tool", "shop/web"), "nobody says where the tier stands").toBe(`nothing..${all}`);
  });
  test("T13: Calico's types follow from the sections that are written", () => {
    const types = (spec: string): readonly unknown[] => {
      const it = with_(calico(`selector: all(), ${spec}`));
      return [it.isolated("shop/web", "ingress"), it.isolated("shop/web", "egress")];
    };
    expect([types("order: 1"), types("egress: [{action: Deny}]"), types("ingress: [{action: Deny}], egress: [{action: Deny}]")]).toEqual([
      [true, false],
      [false, true],
      [true, true],
    ]);
  });
  test("T14: staged policies never enforce", () => {
    expect(with_(calico("selector: all(), ingress: [{action: Deny}]", "StagedNetworkPolicy")).flow("ops/tool", "shop/web")).toBe(all);
  });
});

describe("Cilium", () => {
  const web = "endpointSelector: {matchLabels: {app: web}}";
  test("C1: default deny comes with a section that is not empty, or by force", () => {
    const types = (spec: string): readonly unknown[] => {
      const it = with_(cilium(`${web}, ${spec}`));
      return [it.isolated("shop/web", "ingress"), it.isolated("shop/web", "egress")];
    };
    expect(types("ingress: [{}]")).toEqual([true, false]);
    expect(types("ingress: []")).toEqual([false, false]);
    expect(types("egressDeny: [{toEntities: [world]}]")).toEqual([false, true]);
    expect(types("enableDefaultDeny: {ingress: false}, ingress: [{fromEntities: [cluster]}]")).toEqual([false, false]);
  });
  test("C2: an empty item selects nobody, ports alone mean everybody", () => {
    expect(with_(cilium(`${web}, ingress: [{}]`)).flow("ops/tool", "shop/web")).toBe("nothing");
    expect(with_(cilium(`${web}, ingress: [{toPorts: [{ports: [{port: "80", protocol: TCP}]}]}]`)).flow("203.0.113.9", "shop/web")).toBe(
      "TCP 80",
    );
  });
  test("C3: allowances add up, denies win", () => {
    const it = with_(policy("podSelector: {}, ingress: [{}]"), cilium(`${web}, ingressDeny: [{fromEntities: [world]}]`));
    expect([it.flow("203.0.113.9", "shop/web"), it.flow("ops/tool", "shop/web")]).toEqual(["nothing", all]);
  });
  test("C4: kinds of peers are OR, ports are AND", () => {
    const it = with_(
      cilium(
        `${web}, ingress: [{fromEndpoints: [{matchLabels: {app: db}}], fromCIDR: [203.0.113.0/24], toPorts: [{ports: [{port: "80", protocol: TCP}]}]}]`,
      ),
    );
    expect([it.flow("shop/db", "shop/web"), it.flow("203.0.113.9", "shop/web"), it.flow("ops/tool", "shop/web")]).toEqual([
      "TCP 80",
      "TCP 80",
      "nothing",
    ]);
  });
  test("C5: a namespaced selector means its own namespace, a clusterwide one every namespace, an empty list nobody", () => {
    const rule = "ingress: [{fromEndpoints: [{}]}]";
    expect([
      with_(cilium(`${web}, ${rule}`)).flow("ops/tool", "shop/web"),
      with_(cilium(`${web}, ${rule}`, "")).flow("ops/tool", "shop/web"),
    ]).toEqual(["nothing", all]);
    expect(
      with_(cilium(`${web}, ingress: [{fromEndpoints: [{matchLabels: {'k8s:io.kubernetes.pod.namespace': ops}}]}]`)).flow(
        "ops/tool",
        "shop/web",
      ),
    ).toBe(all);
    expect(with_(cilium(`${web}, ingress: [{fromEndpoints: []}]`)).flow("ops/tool", "shop/web")).toBe("nothing");
  });
  test("C6: entities", () => {
    const of = (entity: string): World => with_(cilium(`${web}, ingress: [{fromEntities: [${entity}]}]`));
    expect([of("all").flow("203.0.113.9", "shop/web"), of("all").flow("ops/tool", "shop/web")]).toEqual([all, all]);
    expect([of("world").flow("203.0.113.9", "shop/web"), of("world").flow("ops/tool", "shop/web")]).toEqual([all, "nothing"]);
    expect([of("cluster").flow("203.0.113.9", "shop/web"), of("cluster").flow("ops/tool", "shop/web")]).toEqual(["nothing", all]);
    expect([of("world-ipv6").flow("203.0.113.9", "shop/web"), of("world-ipv6").flow("2001:db8::1", "shop/web")]).toEqual(["nothing", all]);
  });
  test("C7: which addresses a name has, nobody knows here; it has no pods", () => {
    const it = with_(cilium(`${web}, egress: [{toFQDNs: [{matchName: api.example.com}]}]`));
    expect([it.flow("shop/web", "203.0.113.9"), it.flow("shop/web", "ops/tool")]).toEqual([`nothing..${all}`, "nothing"]);
  });
  test("C8: ports are texts; without a protocol all of them", () => {
    expect(with_(cilium(`${web}, ingress: [{toPorts: [{ports: [{port: "80"}]}]}]`)).flow("ops/tool", "shop/web")).toBe(
      "TCP 80; UDP 80; SCTP 80",
    );
  });
  test("C9: authentication changes nothing about who may connect", () => {
    expect(with_(cilium(`${web}, ingress: [{fromEndpoints: [{}], authentication: {mode: required}}]`)).flow("shop/db", "shop/web")).toBe(
      all,
    );
  });
  test("C10: what a removed field asks for is not known to hold", () => {
    expect(
      with_(cilium(`${web}, ingress: [{fromRequires: [{matchLabels: {a: b}}], fromEndpoints: [{}]}]`)).flow("shop/db", "shop/web"),
    ).toBe(`nothing..${all}`);
  });
  test("C11: where enforcement is off, rules say so: the solver reads the policies as enforced", () => {
    const config = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cilium-config, namespace: kube-system}\ndata: {enable-policy: never}";
    expect(with_(config, cilium(`${web}, ingress: [{}]`)).isolated("shop/web", "ingress")).toBe(true);
  });
});

test("an edit in one namespace does not solve another again", () => {
  const sources = new Sources();
  const file = (space: string, port: number): string =>
    [namespace(space), pod(`${space}/a`, "app: a"), policy(`podSelector: {}, ingress: [{ports: [{port: ${port}}]}]`, space)].join(
      "\n---\n",
    );
  sources.change([
    ["east.yaml", file("east", 80)],
    ["west.yaml", file("west", 80)],
  ]);
  const model = createModel(sources);
  const { connectivity } = model.project;
  const [east] = sources.units("east.yaml").flatMap((it) => model.kubernetes.workloadsIn(it.id));
  if (!east) throw new Error("no workload");
  const answer = sources.graph.query("answer", () =>
    connectivity.describe(connectivity.passes(east, { anyPod: true, world: "" }, "ingress").sure),
  );
  expect(answer("")).toBe("TCP 80");
  sources.graph.resetRuns();
  sources.change([["west.yaml", file("west", 81)]]);
  expect(answer("")).toBe("TCP 80");
  expect([sources.graph.runs.get("answer"), sources.graph.runs.get("tiers")]).toEqual([undefined, undefined]);
  sources.change([["east.yaml", file("east", 82)]]);
  expect(answer("")).toBe("TCP 82");
});
