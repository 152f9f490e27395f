/** Routes that go on in plaintext from the gateway to the backend. */
import { type Data, rule } from "../api.js";
import { servicesOf } from "../lib/mesh.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "transit/gateway-backend-plaintext",
  title: "Gateway to backend in plaintext",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "review",
  on: "kube.object",
  of: ["gateway.networking.k8s.io/HTTPRoute"],
  refs: [],

  *check(route, { kubernetes, mesh }) {
    const parents = items(get(route.body, "spec.parentRefs"));
    if (parents.length === 0 || parents.some((it) => (text(get(it, "kind")) ?? "Gateway") !== "Gateway")) return;
    if (kubernetes.mayHide(route, "gateway.networking.k8s.io/BackendTLSPolicy") || !kubernetes.closedWorld(route)) return;
    const covered = kubernetes
      .objects(route, "gateway.networking.k8s.io/BackendTLSPolicy")
      .flatMap((it) => items(get(it.body, "spec.targetRefs")).map((target) => text(get(target, "name"))));
    for (const name of items(get(route.body, "spec.rules")).flatMap((it) =>
      items(get(it, "backendRefs")).map((ref) => (get(ref, "namespace") === undefined ? get(ref, "name") : undefined)),
    )) {
      const known = text(name);
      if (name === undefined || known === undefined || covered.includes(known) || covered.includes(undefined)) continue;
      const services = kubernetes.objects(route, "Service").filter((it) => it.namespaceKey === route.namespaceKey && it.name === known);
      const workloads = kubernetes.workloads(route).filter((it) => servicesOf(it, services).length > 0);
      // A mesh on both ends would encrypt; where that is not known nothing is said.
      if (workloads.length === 0 || workloads.some((it) => mesh.membership(it) !== "outside" || mesh.inLinkerd(it) !== false)) continue;
      const [authority, ...more] = kubernetes
        .objects(route, "ConfigMap")
        .filter((it) => it.namespaceKey === route.namespaceKey && get(it.body, ["data", "ca.crt"]) !== undefined);
      const [service] = services;
      const speaksTls = items(get(service?.body, "spec.ports")).some(
        (it) => /^https/.test(text(get(it, "appProtocol")) ?? text(get(it, "name")) ?? "") || /443$/.test(text(get(it, "port")) ?? ""),
      );
      yield {
        at: name,
        what: `TLS ends at the gateway: the way on to \`${known}\` is plaintext, to whoever answers there. A BackendTLSPolicy or a mesh carries it on`,
        fix:
          service === undefined || authority?.name === undefined || more.length > 0 || !speaksTls || route.namespace === undefined
            ? undefined
            : {
                title: `Create a BackendTLSPolicy with the authority of \`${authority.name}\``,
                edit: (edit) => edit.createObject(service, backendTls(known, route.namespace ?? "", authority.name ?? "")),
              },
      };
    }
  },
});

function backendTls(service: string, namespace: string, authority: string): { readonly [key: string]: Data } {
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "BackendTLSPolicy",
    metadata: { name: service, namespace },
    spec: {
      targetRefs: [{ group: "", kind: "Service", name: service }],
      validation: {
        caCertificateRefs: [{ group: "", kind: "ConfigMap", name: authority }],
        hostname: `${service}.${namespace}.svc.cluster.local`,
      },
    },
  };
}
