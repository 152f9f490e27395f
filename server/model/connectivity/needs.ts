/** Connections that other objects show to be needed: gateways, webhooks, scrapes, load balancers, clusters, the API (SEMANTICS F7-F12, F14). */
import type { KubeObject, Need, Place, Value, Workload } from "../../../rules/api.js";
import { dicts, entries, get, items, number, text, texts } from "../../../rules/lib/value.js";
import type { Kubernetes } from "../../kubernetes/index.js";

/** A way in that an object opens: to a Service of a namespace, or to the pods that a selector picks there. */
export interface Entrance {
  readonly way: Need["way"];
  readonly source: Source;
  /** By key where the object's own namespace is meant, else by name. undefined: every namespace. */
  readonly space: { readonly key: string } | { readonly name: string } | undefined;
  readonly service: string | { readonly labels: Value } | undefined;
  /** Instead of a Service: labels of pods. */
  readonly pods: Value | undefined;
  /** A port of the Service, or of the pods, by number or name; undefined: all of them. */
  readonly port: number | string | undefined;
  readonly at: Place;
}

/** Who uses an entrance. */
export type Source =
  | { readonly kind: "controller"; readonly name: string | undefined }
  | { readonly kind: "gateway"; readonly labels: Value | undefined; readonly space: string | undefined; readonly name: string | undefined }
  | { readonly kind: "server" }
  | { readonly kind: "prometheus" };

type Objects = (kind: string) => readonly KubeObject[];

const routes: readonly string[] = ["HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute"];

/** F7: what the objects of a world let in. */
export function entrancesOf(objects: Objects): readonly Entrance[] {
  return [
    ...objects("Ingress").flatMap(ofIngress),
    ...routes.flatMap((kind) => objects(kind).flatMap((it) => ofRoute(it, objects))),
    ...objects("VirtualService").flatMap((it) => ofVirtualService(it, objects)),
    ...objects("Route").flatMap(ofOpenShift),
    ...objects("APIService").flatMap((it) => ofServer(get(it.body, "spec.service"))),
    ...["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"].flatMap((kind) =>
      objects(kind).flatMap((it) => dicts(get(it.body, "webhooks")).flatMap((one) => ofServer(get(one, "clientConfig.service")))),
    ),
    ...objects("ServiceMonitor").flatMap((it) => ofMonitor(it, "endpoints")),
    ...objects("PodMonitor").flatMap((it) => ofMonitor(it, "podMetricsEndpoints")),
  ];
}

function ofIngress(it: KubeObject): readonly Entrance[] {
  const name = text(get(it.body, "spec.ingressClassName")) ?? it.annotations.get("kubernetes.io/ingress.class");
  const paths = dicts(get(it.body, "spec.rules")).flatMap((rule) => items(get(rule, "http.paths")));
  return [get(it.body, "spec.defaultBackend"), ...paths.map((path) => get(path, "backend"))].flatMap((backend): readonly Entrance[] => {
    const service = get(backend, "service.name");
    const known = text(service);
    if (service === undefined || known === undefined) return [];
    const port = portOf(get(backend, "service.port.number")) ?? text(get(backend, "service.port.name"));
    return [entrance("gateway", { kind: "controller", name }, { key: it.namespaceKey }, known, port, service.at)];
  });
}

function ofRoute(it: KubeObject, objects: Objects): readonly Entrance[] {
  const [parent] = dicts(get(it.body, "spec.parentRefs"));
  const space = text(get(parent, "namespace")) ?? it.namespace;
  const gateway = objects("Gateway").find((one) => one.name === text(get(parent, "name")) && one.namespace === space);
  const className = text(get(gateway?.body, "spec.gatewayClassName"));
  const source: Source =
    className === "istio" ? { kind: "gateway", labels: undefined, space, name: undefined } : { kind: "controller", name: className };
  return dicts(get(it.body, "spec.rules"))
    .flatMap((rule) => dicts(get(rule, "backendRefs")))
    .flatMap((ref): readonly Entrance[] => {
      const service = get(ref, "name");
      const known = text(service);
      if (service === undefined || known === undefined || (text(get(ref, "kind")) ?? "Service") !== "Service") return [];
      return [entrance("gateway", source, spaceOf(get(ref, "namespace"), it), known, portOf(get(ref, "port")), service.at)];
    });
}

function ofVirtualService(it: KubeObject, objects: Objects): readonly Entrance[] {
  const names = texts(get(it.body, "spec.gateways")).filter((name) => name !== "mesh");
  const [first] = names;
  if (first === undefined) return [];
  const [space, name] = first.includes("/") ? first.split("/") : [it.namespace, first];
  const gateway = objects("Gateway").find((one) => one.group === "networking.istio.io" && one.name === name && one.namespace === space);
  const source: Source = { kind: "gateway", labels: get(gateway?.body, "spec.selector"), space: undefined, name: "istio" };
  return ["http", "tls", "tcp"]
    .flatMap((kind) => dicts(get(it.body, `spec.${kind}`)))
    .flatMap((rule) => dicts(get(rule, "route")))
    .flatMap((one): readonly Entrance[] => {
      const host = get(one, "destination.host");
      const [service, namespace, kind] = (text(host) ?? "").split(".");
      if (host === undefined || !service || (namespace !== undefined && kind !== undefined && kind !== "svc")) return [];
      const where =
        namespace === undefined ? { key: it.namespaceKey } : namespace === it.namespace ? { key: it.namespaceKey } : { name: namespace };
      return [entrance("gateway", source, where, service, portOf(get(one, "destination.port.number")), host.at)];
    });
}

function ofOpenShift(it: KubeObject): readonly Entrance[] {
  if (it.group !== "route.openshift.io") return [];
  return [get(it.body, "spec.to"), ...items(get(it.body, "spec.alternateBackends"))].flatMap((to): readonly Entrance[] => {
    const service = get(to, "name");
    const known = text(service);
    if (service === undefined || known === undefined) return [];
    return [entrance("gateway", { kind: "controller", name: "openshift" }, { key: it.namespaceKey }, known, undefined, service.at)];
  });
}

function ofServer(written: Value | undefined): readonly Entrance[] {
  const service = get(written, "name");
  const name = text(service);
  const namespace = text(get(written, "namespace"));
  if (service === undefined || name === undefined || namespace === undefined) return [];
  return [entrance("webhook", { kind: "server" }, { name: namespace }, name, portOf(get(written, "port")) ?? 443, service.at)];
}

function ofMonitor(it: KubeObject, field: "endpoints" | "podMetricsEndpoints"): readonly Entrance[] {
  const labels = get(it.body, "spec.selector");
  if (it.group !== "monitoring.coreos.com" || labels === undefined) return [];
  const named = texts(get(it.body, "spec.namespaceSelector.matchNames"));
  const anywhere = get(it.body, "spec.namespaceSelector.any")?.known === true;
  const spaces = anywhere ? [undefined] : named.length > 0 ? named.map((name) => ({ name })) : [{ key: it.namespaceKey }];
  return dicts(get(it.body, `spec.${field}`)).flatMap((one) => {
    const written = get(one, "port") ?? get(one, "targetPort") ?? get(one, "portNumber");
    const port = portOf(written) ?? text(written);
    return spaces.map((space): Entrance => {
      const made = entrance("scrape", { kind: "prometheus" }, space, undefined, port, one.at);
      return field === "endpoints" ? { ...made, service: { labels } } : { ...made, pods: labels };
    });
  });
}

function entrance(
  way: Need["way"],
  source: Source,
  space: Entrance["space"],
  service: string | undefined,
  port: number | string | undefined,
  at: Place,
): Entrance {
  return { way, source, space, service, pods: undefined, port, at };
}

function spaceOf(written: Value | undefined, it: KubeObject): Entrance["space"] {
  const name = text(written);
  return name === undefined || name === it.namespace ? { key: it.namespaceKey } : { name };
}

function portOf(value: Value | undefined): number | undefined {
  return value?.kind === "number" ? value.known : undefined;
}

const wellKnown: Readonly<Record<string, string>> = {
  nginx: "ingress-nginx",
  traefik: "traefik",
  istio: "istio-system",
  haproxy: "haproxy-controller",
  kong: "kong",
  contour: "projectcontour",
  openshift: "openshift-ingress",
};

/** F8: the workloads of a controller in view, else the namespace where its manifests put it; undefined when nobody can tell. */
export function locate(source: Source, world: string, kubernetes: Kubernetes): readonly Need["peer"][] {
  const all = kubernetes.workloadsOf(world);
  switch (source.kind) {
    case "server":
      return ["server"];
    case "prometheus": {
      const found = all.filter((it) => names(it).some((name) => /^(?:kube-)?prometheus(?:-server|-k8s)?$/.test(name)));
      const inNamespace = kubernetes.ofKind(world, "Prometheus").flatMap((it) => it.namespace ?? []);
      return found.length > 0 ? found : [{ namespace: inNamespace[0] ?? "monitoring" }];
    }
    case "gateway": {
      const wanted = entries(source.labels).map((it) => [it.key, text(it.value)] as const);
      const found = wanted.length === 0 ? [] : all.filter((it) => wanted.every(([key, value]) => it.podLabels.get(key) === value));
      if (found.length > 0) return found;
      const namespace = source.space ?? wellKnown[source.name ?? ""];
      return [namespace === undefined ? undefined : { namespace }];
    }
    case "controller": {
      const name = source.name?.toLowerCase();
      if (name === undefined) return [undefined];
      const word = Object.keys(wellKnown).find((it) => name === it || name.startsWith(`${it}-`) || name.endsWith(`-${it}`));
      const found = word === undefined ? [] : all.filter((it) => names(it).some((one) => isController(one, word)));
      const namespace = word === undefined ? undefined : wellKnown[word];
      return found.length > 0 ? found : [namespace === undefined ? undefined : { namespace }];
    }
  }
}

function isController(name: string, word: string): boolean {
  return new RegExp(`(?:^|-)${word}(?:-|$)`).test(name) && /ingress|gateway|router|controller|traefik|kong|haproxy|contour/.test(name);
}

function names(it: Workload): readonly string[] {
  return [it.name, it.podLabels.get("app.kubernetes.io/name"), it.podLabels.get("app"), it.podLabels.get("k8s-app")].flatMap(
    (one) => one ?? [],
  );
}

/** F9: what a Service of type LoadBalancer or NodePort lets in. Behind a node's address the client's own is not seen (N23). */
export function outsideOf(service: KubeObject): Need["peer"] | "none" {
  if (!/^(?:LoadBalancer|NodePort)$/.test(text(get(service.body, "spec.type")) ?? "")) return "none";
  const ranges = items(get(service.body, "spec.loadBalancerSourceRanges")).map((it) => text(it));
  if (ranges.length === 0 || text(get(service.body, "spec.externalTrafficPolicy")) !== "Local") return "anybody";
  return ranges.every((it) => it !== undefined) ? { cidrs: ranges.flatMap((it) => it ?? []) } : undefined;
}

const clusterPorts: readonly (readonly [RegExp, readonly number[]])[] = [
  [/(?:^|\/)etcd\b/, [2379, 2380]],
  [/(?:^|\/)(?:cp-)?kafka\b/, [9092, 9093]],
  [/(?:^|\/)cassandra\b/, [7000, 7001]],
  [/(?:^|\/)(?:elasticsearch|opensearch)\b/, [9300]],
  [/(?:^|\/)rabbitmq\b/, [4369, 25672]],
  [/(?:^|\/)hazelcast\b/, [5701]],
];

/** F10: the ports on which the pods of one workload talk among each other; none when they have no reason to. */
export function clusterPortsOf(workload: Workload, headless: readonly KubeObject[]): readonly number[] {
  if (workload.kind !== "StatefulSet") return [];
  const images = workload.containers.map((it) => text(get(it.body, "image")) ?? "");
  const known = clusterPorts.flatMap(([image, ports]) => (images.some((it) => image.test(it)) ? ports : []));
  const replicas = number(get(workload.body, "spec.replicas")) ?? 1;
  if (known.length === 0 && (headless.length === 0 || replicas < 2)) return [];
  const declared = workload.containers.flatMap((it) =>
    items(get(it.body, "ports")).flatMap((port) => number(get(port, "containerPort")) ?? []),
  );
  return [...new Set([...declared, ...known])];
}

/** F11: the object that shows a workload to use the API: a binding of its own account, or a word to its client. */
export function apiUseOf(workload: Workload, bindings: readonly KubeObject[]): Place | undefined {
  const account = workload.serviceAccountName;
  const bound =
    account === undefined || account === "default"
      ? undefined
      : bindings.find((it) =>
          dicts(get(it.body, "subjects")).some(
            (one) =>
              text(get(one, "kind")) === "ServiceAccount" &&
              text(get(one, "name")) === account &&
              (text(get(one, "namespace")) ?? it.namespace) === workload.namespace,
          ),
        );
  if (bound !== undefined) return bound.at;
  const words = workload.containers.flatMap((it) => [...items(get(it.body, "args")), ...items(get(it.body, "command"))]);
  return words.find((it) => /KUBERNETES_SERVICE_HOST|kubernetes\.default(?:\.svc|\b)/.test(text(it) ?? ""))?.at;
}
