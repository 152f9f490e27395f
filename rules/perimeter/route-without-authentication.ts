/** Services that an Istio gateway publishes while nothing on the way asks who calls. */
import { type KubeObject, type Project, rule, type Workload } from "../api.js";
import { servicesOf } from "../lib/mesh.js";
import { get, items, text, texts } from "../lib/value.js";

export default rule({
  id: "perimeter/route-without-authentication",
  title: "Published without authentication",
  pillar: "identity",
  tenet: ["T1", "T6"],
  severity: "info",
  fixes: "none",
  on: "kube.object",
  of: ["networking.istio.io/VirtualService"],
  refs: [],

  *check(route, project) {
    const { kubernetes, mesh } = project;
    if (
      ["security.istio.io/AuthorizationPolicy", "security.istio.io/RequestAuthentication", "Service"].some((it) =>
        kubernetes.mayHide(route, it),
      )
    )
      return;
    const gateway = gatewayOf(route, project);
    const entrance = gateway && kubernetes.workloads(route).find((it) => serves(gateway, it));
    if (gateway === undefined || entrance === undefined) return;
    const servers = items(get(gateway.body, "spec.servers"));
    if (servers.some((it) => !/^(?:SIMPLE)$/.test(text(get(it, "tls.mode")) ?? "SIMPLE") || get(it, "tls.mode")?.kind === "unknown"))
      return;
    if (kubernetes.objects(route, "EnvoyFilter").length > 0 || policed(entrance, project)) return;
    const destinations = items(get(route.body, "spec.http")).flatMap((it) =>
      items(get(it, "route")).map((one) => get(one, "destination.host")),
    );
    for (const host of destinations) {
      const [name, namespace = route.namespace] = text(host)?.split(".") ?? [];
      const services = kubernetes.objects(route, "Service").filter((it) => it.name === name && it.namespace === namespace);
      const target = kubernetes.workloads(route).find((it) => servicesOf(it, services).length > 0);
      if (host === undefined || target === undefined || mesh.membership(target) !== "sidecar" || policed(target, project)) continue;
      yield {
        at: host,
        what: `\`${target.name ?? ""}\` is published by \`${gateway.name ?? ""}\`, and neither of them asks who calls: no token, no client certificate, no external authorizer`,
      };
      return;
    }
  },
});

function gatewayOf(route: KubeObject, { kubernetes }: Project): KubeObject | undefined {
  const names = texts(get(route.body, "spec.gateways"));
  return kubernetes
    .objects(route, "networking.istio.io/Gateway")
    .find(
      (it) =>
        names.includes(`${it.namespace}/${it.name}`) ||
        (it.namespaceKey === route.namespaceKey && it.name !== undefined && names.includes(it.name)),
    );
}

function serves(gateway: KubeObject, workload: Workload): boolean {
  const wanted = get(gateway.body, "spec.selector");
  return (
    wanted?.kind === "dict" &&
    wanted.complete &&
    wanted.entries.length > 0 &&
    wanted.entries.every((it) => workload.podLabels.get(it.key) === text(it.value))
  );
}

/** Whether a policy that looks at tokens or asks an authorizer may apply. */
function policed(workload: Workload, { mesh }: Project): boolean {
  const applied = mesh
    .authorizations(workload)
    .filter((it) => mesh.applies(it, workload) !== false || it.scope === "target" || it.scope === undefined);
  return applied.some(
    (it) =>
      it.action === "CUSTOM" ||
      it.action === undefined ||
      !it.rulesComplete ||
      it.rules.some(
        (one) =>
          !one.complete ||
          [...(one.from ?? []), ...(one.to ?? [])]
            .flatMap((group) => group.matches)
            .concat(one.when)
            .some((match) => match.attribute === undefined || match.attribute.startsWith("request.auth.")),
      ),
  );
}
