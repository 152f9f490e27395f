/** Gateway API listeners that take plain HTTP or TCP. */
import { type Editor, type KubeObject, rule, type Value } from "../api.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "transit/listener-without-tls",
  title: "Gateway listener without TLS",
  pillar: "networks",
  tenet: ["T2"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: ["gateway.networking.k8s.io/Gateway"],
  refs: [],

  *check(gateway, { kubernetes }) {
    const name = text(get(gateway.body, "spec.gatewayClassName"));
    // Waypoints and gateways of the mesh carry mutual TLS below.
    if (name === undefined || /waypoint|internal|mesh|east-?west/i.test(name) || /internal|private/i.test(gateway.name ?? "")) return;
    if (kubernetes.mayHide(gateway, "gateway.networking.k8s.io/HTTPRoute")) return;
    if (gateway.name === undefined) return;
    const taken = items(get(gateway.body, "spec.listeners")).some(
      (it) => text(get(it, "port")) === "443" || get(it, "port")?.kind === "unknown",
    );
    const routes = kubernetes.objects(gateway, "gateway.networking.k8s.io/HTTPRoute");
    for (const listener of items(get(gateway.body, "spec.listeners"))) {
      const protocol = get(listener, "protocol");
      if (protocol === undefined || text(protocol) !== "HTTP") continue;
      const name = get(listener, "name");
      const section = text(name);
      const attached = routes.map((route) => ({ route, attaches: attaches(route, gateway, name) })).filter((it) => it.attaches !== false);
      if (attached.some((it) => redirects(it.route)) && !attached.some((it) => it.attaches === true && !redirects(it.route))) continue;
      yield {
        at: protocol,
        what: `Listener \`${section ?? ""}\` takes plain HTTP: tokens and cookies cross the network readable. An HTTPS listener serves, and a route with a redirect sends the others there`,
        fix: taken ? [] : { title: "Serve HTTPS on port 443", edit: (it) => secure(it, listener, gateway) },
      };
    }
  },
});

/** Whether a route hangs on a listener; undefined when unknown. */
function attaches(route: KubeObject, gateway: KubeObject, listener: Value | undefined): boolean | undefined {
  const verdicts = items(get(route.body, "spec.parentRefs")).map((it): boolean | undefined => {
    const namespace = get(it, "namespace");
    const here = namespace === undefined ? same(route.namespace, gateway.namespace) : same(text(namespace), gateway.namespace);
    const section = get(it, "sectionName");
    const checks = [same(text(get(it, "name")), gateway.name), here, section === undefined ? true : same(text(section), text(listener))];
    return checks.includes(false) ? false : checks.includes(undefined) ? undefined : true;
  });
  return verdicts.includes(true) ? true : verdicts.includes(undefined) ? undefined : false;
}

function same(a: string | undefined, b: string | undefined): boolean | undefined {
  return a === undefined || b === undefined ? undefined : a === b;
}

/** Whether every rule of a route sends clients to HTTPS. */
function redirects(route: KubeObject): boolean {
  const rules = items(get(route.body, "spec.rules"));
  return (
    rules.length === 0 ||
    rules.every(
      (it) =>
        it.kind === "unknown" ||
        items(get(it, "filters")).some((filter) => filter.kind === "unknown" || get(filter, "requestRedirect.scheme") !== undefined),
    )
  );
}

/** The listener with TLS: everything else as it was. */
function secure(it: Editor, listener: Value, gateway: KubeObject): void {
  it.set(listener, ["protocol"], "HTTPS");
  it.set(listener, ["port"], 443);
  it.set(listener, ["tls"], { mode: "Terminate", certificateRefs: [{ name: `${gateway.name ?? "gateway"}-tls` }] });
}
