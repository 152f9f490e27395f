/** Traefik transports, options and routes that give up TLS or its checks. */
import { type Fix, type KubeObject, type Problem, rule } from "../api.js";
import { flag, get, isComplete, items, text, texts } from "../lib/value.js";

export default rule({
  id: "transit/traefik-insecure",
  title: "Traefik without TLS or its checks",
  pillar: "networks",
  tenet: ["T2", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["ServersTransport", "ServersTransportTCP", "TLSOption", "IngressRoute", "IngressRouteTCP"].flatMap((it) => [
    `traefik.io/${it}`,
    `traefik.containo.us/${it}`,
  ]),
  refs: [],

  *check(object) {
    yield* transport(object);
    yield* option(object);
    yield* route(object);
  },
});

function* transport(object: KubeObject): Iterable<Problem> {
  const skip = get(object.body, "spec.insecureSkipVerify") ?? get(object.body, "spec.tls.insecureSkipVerify");
  if (skip && flag(skip) === true)
    yield {
      at: skip,
      what: "The backend's certificate is not verified: whoever answers in its place gets the traffic",
      fix: { title: "Verify the backend", edit: (it) => it.replace(skip, false) },
    };
}

function* option(object: KubeObject): Iterable<Problem> {
  if (object.kind !== "TLSOption") return;
  const version = get(object.body, "spec.minVersion");
  if (version && /^VersionTLS1[01]$/.test(text(version) ?? ""))
    yield {
      at: version,
      what: `\`${text(version)}\` has known breaks, and a client that offers it is accepted`,
      fix: { title: "Require TLS 1.2", edit: (it) => it.replace(version, "VersionTLS12") },
    };
  const client = get(object.body, "spec.clientAuth.clientAuthType");
  const fix: Fix = {
    title: "Require a valid client certificate",
    edit: (it) => client && it.replace(client, "RequireAndVerifyClientCert"),
  };
  if (client && /^(?:RequestClientCert|VerifyClientCertIfGiven|RequireAnyClientCert)$/.test(text(client) ?? ""))
    yield { at: client, what: `\`${text(client)}\` lets clients in that present no valid certificate`, fix };
}

function* route(object: KubeObject): Iterable<Problem> {
  const points = get(object.body, "spec.entryPoints");
  const spec = get(object.body, "spec");
  if (
    object.kind === "IngressRoute" &&
    points &&
    isComplete(points) &&
    spec?.kind === "dict" &&
    spec.complete &&
    get(spec, "tls") === undefined
  ) {
    const names = texts(points);
    if (names.length > 0 && names.every((it) => it === "web") && !redirects(object))
      yield { at: points, what: "This route is served over plain HTTP only: tokens and cookies cross the network readable" };
    if (names.includes("websecure"))
      yield {
        at: points,
        what: "`websecure` without `tls` answers in plaintext on the port for HTTPS",
        fix: { title: "Serve TLS", edit: (it) => it.set(spec, "tls", {}) },
      };
  }
  for (const it of items(get(object.body, "spec.routes"))) {
    const api = items(get(it, "services")).find((one) => text(get(one, "name")) === "api@internal");
    const name = get(api, "name");
    if (name && it.kind === "dict" && it.complete && get(it, "middlewares") === undefined)
      yield { at: name, what: "Traefik's own dashboard and API are published, and no middleware asks who comes" };
  }
}

/** A route whose middlewares may be the redirect to HTTPS. */
function redirects(object: KubeObject): boolean {
  return items(get(object.body, "spec.routes")).some((it) => it.kind !== "dict" || !it.complete || get(it, "middlewares") !== undefined);
}
