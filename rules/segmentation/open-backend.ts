/** Workloads behind a gateway that also let everybody else in. */
import { type KubeObject, type Project, rule, type Value, type Workload } from "../api.js";
import { isAnyNamespace, isEdge, worldBlocks } from "../lib/connectivity.js";
import { dicts, get, items, text } from "../lib/value.js";

export default rule({
  id: "segmentation/open-backend",
  title: "Backend reachable around its gateway",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "policy.rule",
  of: ["kubernetes.ingress"],
  refs: [],

  *check(it, project) {
    const { connectivity, kubernetes } = project;
    if (it.enforced !== true || it.body.kind !== "dict" || connectivity.blurred(it.policy)) return;
    const wide = it.peers.find(
      (peer) =>
        peer.kind === "pods" &&
        isAnyNamespace(peer.namespaceSelector) &&
        (peer.podSelector?.requirements.length ?? 0) === 0 &&
        peer.podSelector?.complete !== false,
    );
    const [world] = worldBlocks(it.peers);
    if (wide === undefined && world === undefined && it.anyPeer !== true) return;
    const pods = connectivity
      .candidates(it.policy)
      .filter((one) => connectivity.selects(it.policy, one) === true && !isEdge(one, connectivity));
    for (const route of routes(it.policy, project)) {
      const found = route.services.flatMap((name) =>
        kubernetes.objects(route.object, "Service").filter((one) => one.name === name && one.namespaceKey === it.policy.namespaceKey),
      );
      const behind = found.flatMap((one) => connectivity.backends(one)).find((one) => pods.some((pod) => pod.label === one.label));
      if (behind === undefined) continue;
      const controller = controllerOf(route, kubernetes.workloads(it.policy));
      const peer = wide?.value;
      yield {
        at: wide?.at ?? world?.at ?? it.at,
        what: `\`${behind.label}\` is behind \`${route.object.label}\`, and this lets everybody reach it directly: TLS, login and filters of the gateway can be left out`,
        related: [{ at: route.object, what: "The way in that was meant" }],
        fix:
          peer !== undefined && controller !== undefined
            ? {
                title: `Let in the controller in \`${controller}\` only`,
                edit: (edit) => edit.replace(peer, { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": controller } } }),
              }
            : undefined,
      };
      return;
    }
  },
});

interface Route {
  readonly object: KubeObject;
  readonly services: readonly string[];
  readonly className: string | undefined;
}

function routes(near: KubeObject, { kubernetes }: Project): readonly Route[] {
  const names = (value: Value | undefined): readonly string[] => {
    const name = text(get(value, "name"));
    return name === undefined ? [] : [name];
  };
  const inside = (kind: string): readonly KubeObject[] =>
    kubernetes.objects(near, kind).filter((it) => it.namespaceKey === near.namespaceKey);
  return [
    ...inside("networking.k8s.io/Ingress").map((object) => ({
      object,
      className: text(get(object.body, "spec.ingressClassName")) ?? object.annotations.get("kubernetes.io/ingress.class"),
      services: [
        ...names(get(object.body, "spec.defaultBackend.service")),
        ...dicts(get(object.body, "spec.rules")).flatMap((it) =>
          items(get(it, "http.paths")).flatMap((path) => names(get(path, "backend.service"))),
        ),
      ],
    })),
    ...["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute"].flatMap((kind) =>
      inside(kind).map((object) => ({
        object,
        className: undefined,
        services: dicts(get(object.body, "spec.rules")).flatMap((it) => items(get(it, "backendRefs")).flatMap(names)),
      })),
    ),
  ];
}

const wellKnown: Readonly<Record<string, string>> = {
  nginx: "ingress-nginx",
  traefik: "traefik",
  istio: "istio-system",
  haproxy: "haproxy-controller",
  kong: "kong",
};

/** The namespace of the controller: where a workload of that name is in view, else where its manifests put it. */
function controllerOf(route: Route, workloads: readonly Workload[]): string | undefined {
  const name = route.className;
  if (name === undefined) return undefined;
  return workloads.find((it) => it.name?.includes(name) && it.name.includes("ingress"))?.namespace ?? wellKnown[name];
}
