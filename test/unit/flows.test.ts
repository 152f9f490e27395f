/** Required communication, statement by statement (F), and what fixes must keep of it (X). */
import { describe, expect, test } from "vitest";
import type { Direction, Workload } from "../../rules/api.js";
import { createEngine } from "../../server/engine/index.js";
import { mentionsIn } from "../../server/model/connectivity/flows.js";
import { createModel } from "../../server/model/index.js";
import { Sources } from "../../server/sources.js";
import { applyEdits } from "../../server/syntax/text.js";

const namespace = (name: string): string => `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}}`;
/** A Deployment with one container, of which `container` are more fields. */
const deployment = (path: string, container = "", pod = "", kind = "Deployment", spec = ""): string => {
  const [space, name] = path.split("/");
  return `apiVersion: apps/v1\nkind: ${kind}\nmetadata: {name: ${name}, namespace: ${space}}\nspec: {${spec && `${spec}, `}selector: {matchLabels: {app: ${name}}}, template: {metadata: {labels: {app: ${name}}}, spec: {${pod && `${pod}, `}containers: [{name: c, image: i@sha256:0${container && `, ${container}`}}]}}}`;
};
const service = (path: string, ports = "[{port: 80, targetPort: 8080}]", more = ""): string => {
  const [space, name] = path.split("/");
  return `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: ${space}}\nspec: {selector: {app: ${name}}, ports: ${ports}${more && `, ${more}`}}`;
};
const object = (kind: string, path: string, spec: string, version = "v1"): string => {
  const [space, name] = path.split("/");
  return `apiVersion: ${version}\nkind: ${kind}\nmetadata: {name: ${name}, namespace: ${space}}\n${spec}`;
};
const env = (value: string, name = "URL"): string => `env: [{name: ${name}, value: "${value}"}]`;

function world(...documents: readonly string[]) {
  const sources = new Sources();
  sources.change([["a.yaml", documents.join("\n---\n")]]);
  const model = createModel(sources);
  const { connectivity } = model.project;
  const workloads = (): readonly Workload[] => sources.units("a.yaml").flatMap((it) => model.kubernetes.workloadsIn(it.id));
  const workload = (path: string): Workload => {
    const found = workloads().find((it) => `${it.namespace}/${it.name}` === path);
    if (!found) throw new Error(`no ${path}`);
    return found;
  };
  const path = (it: Workload): string => `${it.namespace}/${it.name}`;
  return {
    /** `to:port confidence` of each flow. */
    flows: (from: string): readonly string[] =>
      connectivity.flowsFrom(workload(from)).map((it) => `${path(it.to)}:${it.targets.map((one) => one.port).join("+")} ${it.confidence}`),
    callers: (to: string): readonly string[] => connectivity.flowsTo(workload(to)).map((it) => path(it.from)),
    complete: (it: string): boolean => connectivity.flowsComplete(workload(it)),
    /** `way peer:ports` of each need. */
    needs: (it: string, direction: Direction = "ingress"): readonly string[] =>
      connectivity.needs(workload(it), direction).map(({ way, peer, targets }) => {
        const who =
          peer === undefined
            ? "?"
            : typeof peer === "string"
              ? peer
              : "cidrs" in peer
                ? peer.cidrs.join("+")
                : "podLabels" in peer
                  ? path(peer)
                  : `${peer.namespace}/*`;
        return `${way} ${who}:${targets.map((one) => one.port).join("+")}`;
      }),
  };
}

const db = [
  deployment("shop/db", "ports: [{name: pg, containerPort: 5432}]"),
  service("shop/db", "[{name: pg, port: 5432, targetPort: pg}]"),
];

describe("inference", () => {
  test("F1: values, arguments, keys of ConfigMaps and mounted files are read", () => {
    const map = object("ConfigMap", "shop/conf", "data: {DB_HOST: 'db:5432', other: nothing}");
    const of = (container: string, pod = ""): readonly string[] => world(...db, map, deployment("shop/a", container, pod)).flows("shop/a");
    for (const container of [
      env("db:5432"),
      "env: [{name: DB_HOST, valueFrom: {configMapKeyRef: {name: conf, key: DB_HOST}}}]",
      "envFrom: [{configMapRef: {name: conf}}]",
      "args: ['--db=db:5432']",
      "command: [serve, 'db:5432']",
    ])
      expect(of(container)).toEqual(["shop/db:5432 high"]);
    expect(of("tty: true", "volumes: [{name: v, configMap: {name: conf}}]")).toEqual(["shop/db:5432 high"]);
    expect(of("tty: true")).toEqual([]);
  });
  test("F2: schemes, users, paths and lists are taken apart", () => {
    const at = { unit: "", start: 0, end: 0 };
    const names = (text: string): readonly string[] => mentionsIn(text, true, at).map((it) => `${it.name}:${it.port ?? ""}`);
    expect(names("jdbc:postgresql://db:5432/shop?ssl=true")).toEqual(["db:5432"]);
    expect(names("mongodb+srv://user:secret@mongo/app")).toEqual(["mongo:"]);
    expect(names("kafka-0:9092,kafka-1:9092;zk:2181")).toEqual(["kafka-0:9092", "kafka-1:9092", "zk:2181"]);
    expect(names("--cache=redis:6379")).toContain("redis:6379");
  });
  test("F3: a bare name is of the own namespace; qualified names say theirs", () => {
    const of = (host: string): number => world(...db, deployment("ops/a", env(host))).flows("ops/a").length;
    expect(
      ["db:5432", "db.shop:5432", "db.shop.svc:5432", "db.shop.svc.cluster.local:5432", "db.shop.svc.cluster.local.:5432"].map(of),
    ).toEqual([0, 1, 1, 1, 1]);
  });
  test("F4: a port or a namespace is strong evidence, a key that sounds like an address is some, a bare word is none", () => {
    const of = (value: string, key: string): readonly string[] => world(...db, deployment("shop/a", env(value, key))).flows("shop/a");
    expect([of("db:5432", "X"), of("db", "DB_HOST"), of("db", "MODE")]).toEqual([["shop/db:5432 high"], ["shop/db:5432 medium"], []]);
  });
  test("F5: the port of the Service leads to that of the pods, by number, by name, by scheme, or all of them", () => {
    const web = [
      deployment("shop/web", "ports: [{name: http, containerPort: 8080}, {name: admin, containerPort: 9000}]"),
      service("shop/web", "[{port: 80, targetPort: http}, {port: 9000, targetPort: admin}]"),
    ];
    const of = (host: string): readonly string[] => world(...web, deployment("shop/a", env(host))).flows("shop/a");
    expect([of("web:9000"), of("http://web"), of("web"), of("web:81")]).toEqual([
      ["shop/web:9000 high"],
      ["shop/web:8080 medium"],
      ["shop/web:8080+9000 medium"],
      [],
    ]);
  });
  test("F6: the variables that Kubernetes sets for a Service name it", () => {
    const of = (arg: string): readonly string[] => world(...db, deployment("shop/a", `args: ['${arg}']`)).flows("shop/a");
    expect([of("--db=$(DB_SERVICE_HOST):$(DB_SERVICE_PORT)"), of("exec app ${DB_SERVICE_HOST}"), of("$(OTHER_SERVICE_HOST)")]).toEqual([
      ["shop/db:5432 high"],
      ["shop/db:5432 high"],
      [],
    ]);
  });

  const web = [
    deployment("shop/web", "ports: [{name: http, containerPort: 8080}]"),
    service("shop/web", "[{name: http, port: 80, targetPort: 8080}]"),
  ];
  const needs = (...more: readonly string[]): readonly string[] => world(...web, ...more).needs("shop/web");
  test("F7: backends of ingresses, routes and gateways, webhooks, API services and monitors are reached", () => {
    const backend = "backend: {service: {name: web, port: {name: http}}}";
    expect(
      needs(
        object(
          "Ingress",
          "shop/i",
          `spec: {ingressClassName: nginx, rules: [{http: {paths: [{path: /, ${backend}}]}}]}`,
          "networking.k8s.io/v1",
        ),
      ),
    ).toEqual(["gateway ingress-nginx/*:8080"]);
    const route = "spec: {parentRefs: [{name: g, namespace: edge}], rules: [{backendRefs: [{name: web, port: 80}]}]}";
    const gateway = "spec: {gatewayClassName: istio, listeners: []}";
    const version = "gateway.networking.k8s.io/v1";
    expect(needs(object("HTTPRoute", "shop/r", route, version), object("Gateway", "edge/g", gateway, version))).toEqual([
      "gateway edge/*:8080",
    ]);
    expect(
      needs(
        object(
          "VirtualService",
          "shop/v",
          "spec: {gateways: [edge/g], http: [{route: [{destination: {host: web, port: {number: 80}}}]}]}",
          "networking.istio.io/v1",
        ),
      ),
    ).toEqual(["gateway istio-system/*:8080"]);
    expect(needs(object("Route", "shop/o", "spec: {to: {kind: Service, name: web}}", "route.openshift.io/v1"))).toEqual([
      "gateway openshift-ingress/*:8080",
    ]);
    const client = "clientConfig: {service: {name: web, namespace: shop, port: 80}}";
    expect(
      needs(
        `apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: w}\nwebhooks: [{name: w, ${client}}]`,
      ),
    ).toEqual(["webhook server:8080"]);
    expect(
      needs(
        "apiVersion: apiregistration.k8s.io/v1\nkind: APIService\nmetadata: {name: v1.x}\nspec: {service: {name: web, namespace: shop, port: 80}}",
      ),
    ).toEqual(["webhook server:8080"]);
    const labelled = `${service("shop/web").replace("namespace: shop}", "namespace: shop, labels: {app: web}}").replace("name: web, n", "name: scraped, n").replace("[{port: 80", "[{name: m, port: 80")}`;
    expect(
      needs(
        labelled,
        object(
          "ServiceMonitor",
          "shop/m",
          "spec: {selector: {matchLabels: {app: web}}, endpoints: [{port: m}]}",
          "monitoring.coreos.com/v1",
        ),
      ),
    ).toEqual(["scrape monitoring/*:8080"]);
    expect(
      needs(
        object(
          "PodMonitor",
          "shop/m",
          "spec: {selector: {matchLabels: {app: web}}, podMetricsEndpoints: [{port: http}]}",
          "monitoring.coreos.com/v1",
        ),
      ),
    ).toEqual(["scrape monitoring/*:8080"]);
    const annotated = deployment("shop/web").replace(
      "labels: {app: web}}",
      "labels: {app: web}, annotations: {prometheus.io/scrape: 'true', prometheus.io/port: '9102'}}",
    );
    expect(world(annotated).needs("shop/web")).toEqual(["scrape monitoring/*:9102"]);
  });
  test("F7: a VirtualService of the mesh alone opens no way in", () => {
    expect(
      needs(object("VirtualService", "shop/v", "spec: {http: [{route: [{destination: {host: web}}]}]}", "networking.istio.io/v1")),
    ).toEqual([]);
  });
  test("F8: a controller in view is the peer, else the namespace of its manifests, else nobody knows", () => {
    const ingress = (name: string): string =>
      object(
        "Ingress",
        "shop/i",
        `spec: {${name}rules: [{http: {paths: [{backend: {service: {name: web, port: {number: 80}}}}]}}]}`,
        "networking.k8s.io/v1",
      );
    expect(needs(ingress("ingressClassName: nginx, "), deployment("edge/ingress-nginx-controller"))).toEqual([
      "gateway edge/ingress-nginx-controller:8080",
    ]);
    expect(needs(ingress("ingressClassName: traefik, "))).toEqual(["gateway traefik/*:8080"]);
    expect(needs(ingress("ingressClassName: own, "))).toEqual(["gateway ?:8080"]);
    expect(needs(ingress(""))).toEqual(["gateway ?:8080"]);
  });
  test("F9: a load balancer lets the outside in, its source ranges only where the client's address is seen", () => {
    const of = (spec: string): readonly string[] => world(deployment("shop/web"), service("shop/web", undefined, spec)).needs("shop/web");
    expect(of("type: LoadBalancer")).toEqual(["outside anybody:8080"]);
    expect(of("type: NodePort")).toEqual(["outside anybody:8080"]);
    expect(of("type: LoadBalancer, externalTrafficPolicy: Local, loadBalancerSourceRanges: [203.0.113.0/24]")).toEqual([
      "outside 203.0.113.0/24:8080",
    ]);
    expect(of("type: LoadBalancer, loadBalancerSourceRanges: [203.0.113.0/24]")).toEqual(["outside anybody:8080"]);
    expect(of("type: ClusterIP")).toEqual([]);
  });
  test("F10: replicas of a StatefulSet behind a headless Service talk to each other, and so do known clusters", () => {
    const headless = service("shop/q", "[{port: 7000}]", "clusterIP: None");
    const set = (replicas: number, image = "i"): string =>
      deployment("shop/q", "ports: [{containerPort: 7000}]", "", "StatefulSet", `replicas: ${replicas}`).replace(
        "image: i@",
        `image: ${image}@`,
      );
    expect(world(headless, set(3)).needs("shop/q")).toEqual(["replicas shop/q:7000"]);
    expect(world(headless, set(3)).needs("shop/q", "egress")).toEqual(["replicas shop/q:7000"]);
    expect(world(headless, set(1)).needs("shop/q")).toEqual([]);
    expect(world(set(1, "quay.io/rabbitmq")).needs("shop/q")).toEqual(["replicas shop/q:7000+4369+25672"]);
  });
  test("F11: an account with rights of its own calls the API server", () => {
    const binding = object(
      "RoleBinding",
      "shop/b",
      "roleRef: {kind: Role, name: r}\nsubjects: [{kind: ServiceAccount, name: op, namespace: shop}]",
      "rbac.authorization.k8s.io/v1",
    );
    const of = (account: string, ...more: readonly string[]): readonly string[] =>
      world(deployment("shop/a", "", `serviceAccountName: ${account}`), ...more).needs("shop/a", "egress");
    expect([of("op", binding), of("op"), of("other", binding)]).toEqual([["api server:"], [], []]);
    expect(world(deployment("shop/a", "args: ['--server=https://kubernetes.default.svc']")).needs("shop/a", "egress")).toEqual([
      "api server:",
    ]);
  });
  test("F12: hosts under a public suffix are outside, addresses are themselves, names of the cluster are neither", () => {
    const of = (value: string): readonly string[] => world(deployment("shop/a", env(value))).needs("shop/a", "egress");
    expect(of("https://api.stripe.com/v1")).toEqual(["host internet:443"]);
    expect(of("203.0.113.7:8443")).toEqual(["host 203.0.113.7/32:8443"]);
    for (const inside of ["http://db.shop.svc.cluster.local", "10.0.0.7:80", "http://localhost:80", "version.1.2.3", "a.b.c"])
      expect(of(inside)).toEqual([]);
  });
  test("F13: who isolates egress allows DNS", () => {
    const engine = createEngine();
    engine.change([["a.yaml", [namespace("shop"), ...db].join("\n---\n")]]);
    const [finding] = engine.findings("a.yaml").filter((it) => it.rule === "segmentation/no-default-deny");
    const fixes = finding
      ? engine.fixes(finding).map((it) => it.edits.flatMap((one) => one.edits.map((edit) => edit.newText)).join(""))
      : [];
    const closing = fixes.filter((it) => it.includes("- Egress"));
    expect(closing.length).toBeGreaterThan(0);
    for (const it of closing) expect(it).toContain("name: allow-dns");
  });
  test("F14: what the policy of one side allows, the other side needs", () => {
    const out =
      "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: shop}\nspec: {podSelector: {matchLabels: {app: a}}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: db}}}], ports: [{port: 5432}]}]}";
    const it = world(...db, deployment("shop/a"), out);
    expect([it.needs("shop/db"), it.needs("shop/a", "egress"), it.needs("shop/db", "egress")]).toEqual([["policy shop/a:5432"], [], []]);
    expect(world(...db, deployment("shop/a"), out.replace("{matchLabels: {app: db}}", "{}")).needs("shop/db")).toEqual([]);
  });
  test("F15: a need without an allowance is blocked, an allowance without a need is unused", () => {
    const policy = (labels: string): string =>
      `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: shop}\nspec: {podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {${labels}}}}], ports: [{port: 5432}]}]}`;
    const rules = (labels: string): readonly string[] => {
      const engine = createEngine();
      const idle = deployment("shop/idle", env("info", "LEVEL"));
      engine.change([
        ["a.yaml", [namespace("shop"), ...db, deployment("shop/a", env("db.shop:5432")), idle, policy(labels)].join("\n---\n")],
      ]);
      return engine.findings("a.yaml").flatMap((it) => (/blocked-flow|unused-allowance/.test(it.rule) ? [it.rule] : []));
    };
    expect([rules("app: a"), rules("app: idle")]).toEqual([[], ["segmentation/unused-allowance", "segmentation/blocked-flow"].sort()]);
  });
  test("F16: what comes from where nobody sees leaves the list open", () => {
    const complete = (container: string): boolean => world(deployment("shop/a", container)).complete("shop/a");
    expect([
      complete(env("db")),
      complete("env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}]"),
      complete("envFrom: [{configMapRef: {name: elsewhere}}]"),
    ]).toEqual([true, false, false]);
  });
  test("F17: workloads of one name in two namespaces are two", () => {
    const it = world(...db, deployment("ops/db"), deployment("ops/a", env("db.shop:5432")));
    expect([it.flows("ops/a"), it.callers("ops/db")]).toEqual([["shop/db:5432 high"], []]);
  });
  test("F18: init containers are part of the workload", () => {
    expect(world(...db, deployment("shop/a", "", `initContainers: [{name: wait, image: i, ${env("db:5432")}}]`)).flows("shop/a")).toEqual([
      "shop/db:5432 high",
    ]);
  });
  test("F19: jobs are clients, too", () => {
    const job = `apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a, namespace: shop}\nspec: {jobTemplate: {spec: {template: {metadata: {labels: {app: a}}, spec: {containers: [{name: c, image: i, ${env("db:5432")}}]}}}}}`;
    expect(world(...db, job).callers("shop/db")).toEqual(["shop/a"]);
  });
});

/** The new text of `a.yaml` after the first fix of a rule whose title matches. */
function fixed(text: string, rule: string, title: RegExp): string {
  const engine = createEngine();
  engine.change([["a.yaml", text]]);
  for (const finding of engine.findings("a.yaml").filter((it) => it.rule === rule))
    for (const fix of engine.fixes(finding))
      if (title.test(fix.title)) return applyEdits(text, fix.edits.find((it) => it.file === "a.yaml")?.edits ?? []);
  throw new Error(`no fix of ${rule} like ${title}`);
}

const shop = [
  namespace("shop"),
  ...db,
  deployment("shop/a", env("db:5432")),
  deployment("shop/b", env("postgres://me:hunter2@db/shop")),
].join("\n---\n");
const denied = (text: string): readonly string[] => {
  const engine = createEngine();
  engine.change([["a.yaml", text]]);
  return engine.findings("a.yaml").flatMap((it) => (it.rule === "segmentation/blocked-flow" ? [it.resource] : []));
};

describe("synthesis", () => {
  const closed = fixed(shop, "segmentation/no-default-deny", /^Deny all traffic/);
  test("F20: the target's own selector, one rule for each set of ports, the callers by their own labels", () => {
    expect(closed).toContain(
      "  name: db-ingress\n  namespace: shop\nspec:\n  podSelector:\n    matchLabels:\n      app: db\n  policyTypes:\n    - Ingress\n  ingress:\n    - from:\n        - podSelector:\n            matchLabels:\n              app: a\n        - podSelector:\n            matchLabels:\n              app: b\n      ports:\n        - protocol: TCP\n          port: 5432\n",
    );
  });
  test("F21: the source gets the other half, unless ingress alone was chosen", () => {
    expect(closed).toMatch(/name: a-egress[\s\S]*?egress:\n {4}- to:\n {8}- podSelector:\n {12}matchLabels:\n {14}app: db/);
    expect(denied(closed)).toEqual([]);
  });
  test("F22: probes need no rule, scrapes need the monitoring namespace", () => {
    const probed = deployment("shop/web", "ports: [{containerPort: 8080}], livenessProbe: {httpGet: {port: 8080}}");
    const scraped = deployment("shop/job").replace(
      "labels: {app: job}}",
      "labels: {app: job}, annotations: {prometheus.io/scrape: 'true', prometheus.io/port: '9102'}}",
    );
    const text = fixed([namespace("shop"), probed, scraped].join("\n---\n"), "segmentation/no-default-deny", /^Deny all/);
    expect(text).not.toContain("web-ingress");
    expect(text).toMatch(
      /name: job-ingress[\s\S]*?kubernetes.io\/metadata.name: monitoring\n {6}ports:\n {8}- protocol: TCP\n {10}port: 9102/,
    );
  });
  test("F23: the controller is let in, not all namespaces; a load balancer's ranges by address", () => {
    const ingress = object(
      "Ingress",
      "shop/i",
      "spec: {ingressClassName: nginx, tls: [{hosts: [a.example.com]}], rules: [{host: a.example.com, http: {paths: [{path: /, backend: {service: {name: web, port: {number: 80}}}}]}}]}",
      "networking.k8s.io/v1",
    );
    const behind = fixed(
      [namespace("shop"), deployment("shop/web"), service("shop/web"), ingress].join("\n---\n"),
      "segmentation/no-default-deny",
      /^Deny all/,
    );
    expect(behind).toMatch(
      /name: web-ingress[\s\S]*?namespaceSelector:\n {12}matchLabels:\n {14}kubernetes.io\/metadata.name: ingress-nginx\n {6}ports:/,
    );
    const local = service(
      "shop/web",
      undefined,
      "type: LoadBalancer, externalTrafficPolicy: Local, loadBalancerSourceRanges: [203.0.113.0/24]",
    );
    const ranged = fixed([namespace("shop"), deployment("shop/web"), local].join("\n---\n"), "segmentation/no-default-deny", /^Deny all/);
    expect(ranged).toMatch(/name: web-ingress[\s\S]*?ipBlock:\n {12}cidr: 203.0.113.0\/24/);
  });
});

describe("the contract of fixes", () => {
  test("X1: what cannot be written as a policy is not lost: then no isolation is offered", () => {
    const engine = createEngine();
    const hook =
      "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: w}\nwebhooks: [{name: w, clientConfig: {service: {name: db, namespace: shop, port: 5432}}}]";
    engine.change([["a.yaml", [shop, hook].join("\n---\n")]]);
    const [finding] = engine.findings("a.yaml").filter((it) => it.rule === "segmentation/no-default-deny");
    expect(finding && engine.fixes(finding)).toEqual([]);
  });
  test("X1: safe fixes leave every needed connection", () => {
    const policies =
      "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: shop}\nspec: {podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {}}], ports: [{port: 5432}]}], egress: [{to: [{podSelector: {}}]}]}";
    const engine = createEngine();
    engine.change([["a.yaml", `${shop}\n---\n${policies}`]]);
    const changed = engine.fixAll({ level: "safe" });
    engine.change(changed);
    expect(denied(engine.text("a.yaml") ?? "")).toEqual([]);
  });
  test("X2: fix-all takes safe fixes only, and settles", () => {
    const engine = createEngine();
    engine.change([["a.yaml", shop]]);
    const changed = engine.fixAll({ level: "safe" });
    expect([...changed.values()].join("")).not.toContain("NetworkPolicy");
    engine.change(changed);
    expect(engine.fixAll({ level: "safe" }).size).toBe(0);
  });
  test("X3: what is there stays as it is", () => {
    const text = `# kept\n${shop} # and this\n`;
    const after = fixed(text, "segmentation/no-default-deny", /^Deny all/);
    const kept = after.split("\n").filter((line) => text.split("\n").includes(line));
    expect(text.split("\n").every((line) => kept.includes(line))).toBe(true);
  });
  test("X4: a new policy stands behind those of its namespace, else behind what lacks it", () => {
    const some =
      "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: some, namespace: shop}\nspec: {podSelector: {matchLabels: {app: db}}, policyTypes: [Egress]}";
    const engine = createEngine();
    engine.change([
      ["a.yaml", shop],
      ["policies.yaml", `${some}\n`],
    ]);
    const fixes = engine.findings("a.yaml").flatMap((it) => (/no-default-deny/.test(it.rule) ? engine.fixes(it) : []));
    expect(fixes.length).toBeGreaterThan(0);
    expect([...new Set(fixes.flatMap((it) => it.edits.map((one) => one.file)))]).toEqual(["policies.yaml"]);
    expect(fixed(shop, "segmentation/no-default-deny", /^Deny all/).indexOf("kind: NetworkPolicy")).toBeLessThan(
      shop.indexOf("kind: Deployment") + 200,
    );
  });
  test("X5: secrets are not copied", () => {
    const after = fixed(shop, "segmentation/no-default-deny", /^Deny all/);
    expect(after.split("hunter2").length).toBe(shop.split("hunter2").length);
  });
  test("X6: the title says who is let in", () => {
    const engine = createEngine();
    engine.change([["a.yaml", shop]]);
    const titles = engine
      .findings("a.yaml")
      .flatMap((it) => (it.rule === "segmentation/no-default-deny" ? engine.fixes(it).map((one) => one.title) : []));
    expect(titles).toContain("Deny all traffic by default, DNS allowed, one workload's callers let in");
  });
  test("X7: a suppression names its rule, by comment or annotation", () => {
    const rules = (text: string): readonly (false | object)[] => {
      const engine = createEngine();
      engine.change([["a.yaml", text]]);
      return engine.findings("a.yaml").flatMap((it) => (it.rule === "segmentation/no-default-deny" ? [it.suppressed] : []));
    };
    expect(rules(shop)).toEqual([false]);
    expect(
      rules(
        shop.replace(
          "metadata: {name: shop}",
          "# ztlint:ignore segmentation/no-default-deny -- closed by the platform\nmetadata: {name: shop}",
        ),
      )[0],
    ).toBeTruthy();
    expect(
      rules(
        shop.replace(
          "metadata: {name: shop}",
          "metadata: {name: shop, annotations: {ztlint.dev/ignore: 'segmentation/no-default-deny: closed by the platform'}}",
        ),
      )[0],
    ).toBeTruthy();
  });
});
