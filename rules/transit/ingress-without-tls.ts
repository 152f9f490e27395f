/** Ingress hosts that are served in plaintext. */
import { type KubeObject, rule } from "../api.js";
import { entries, get, isComplete, items, text, texts } from "../lib/value.js";

export default rule({
  id: "transit/ingress-without-tls",
  title: "Ingress host without TLS",
  pillar: "networks",
  tenet: ["T2"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: ["networking.k8s.io/Ingress", "extensions/Ingress"],
  refs: [
    "kubescape:C-0263",
    "kubescape:ingress-no-tls",
    "polaris:tlsSettingsMissing",
    "gatekeeper:general-httpsonly",
    "gatekeeper:httpsonly",
    "kubescape:encrypt-traffic-to-https-load-balancers-with-tls-certificates",
  ],

  *check(ingress, { kubernetes }) {
    const spec = get(ingress.body, "spec");
    const tls = get(spec, "tls");
    if (spec?.kind !== "dict" || !spec.complete || !isComplete(tls) || endsElsewhere(ingress)) return;
    const rules = items(get(spec, "rules"));
    const covered = items(tls).flatMap((it) => (it.kind === "dict" ? texts(get(it, "hosts")) : ["*"]));
    // An entry without hosts is the controller's default certificate, for every host.
    if (items(tls).some((it) => it.kind !== "dict" || get(it, "hosts") === undefined || !isComplete(get(it, "hosts")))) return;
    const bare = rules
      .map((it) => get(it, "host"))
      .filter((it) => it !== undefined && text(it) !== undefined && !covered.some((one) => covers(one, text(it) ?? "")));
    const [host] = bare;
    const withoutHost = rules.length > 0 && rules.every((it) => it.kind === "dict" && it.complete && get(it, "host") === undefined);
    if (host === undefined && (!withoutHost || items(tls).length > 0)) return;
    const issuer = kubernetes
      .objects(ingress, "cert-manager.io/ClusterIssuer")
      .find((it) => get(it.body, "spec.selfSigned") === undefined)?.name;
    const names = bare.flatMap((it) => text(it) ?? []);
    yield {
      at: host ?? rules[0] ?? ingress,
      what: `${host ? `\`${text(host)}\`` : "Every host"} is served in plaintext: tokens, cookies and forms cross the network readable`,
      fix:
        names.length === 0 || names.some((it) => it.startsWith("*"))
          ? []
          : {
              title: issuer === undefined ? "Serve the host with a certificate" : `Serve the host with a certificate of ${issuer}`,
              edit: (it) => {
                const entry = { hosts: names, secretName: `${ingress.name ?? "ingress"}-tls` };
                if (tls && items(tls).length > 0) it.append(tls, entry);
                else it.set(spec, "tls", [entry]);
                if (issuer !== undefined && !ingress.annotations.has("cert-manager.io/issuer"))
                  it.set(ingress.body, ["metadata", "annotations", "cert-manager.io/cluster-issuer"], issuer);
              },
            },
    };
  },
});

function covers(pattern: string, host: string): boolean {
  return pattern === host || pattern === "*" || (pattern.startsWith("*.") && host.split(".").slice(1).join(".") === pattern.slice(2));
}

/** TLS at a cloud's load balancer, or a controller that always ends it. */
function endsElsewhere(ingress: KubeObject): boolean {
  if (get(ingress.body, "spec.ingressClassName")?.kind === "unknown") return true;
  const written = new Set(entries(get(ingress.body, "metadata.annotations")).map((it) => it.key));
  const className = text(get(ingress.body, "spec.ingressClassName")) ?? ingress.annotations.get("kubernetes.io/ingress.class") ?? "";
  const { annotations } = ingress;
  const notes = get(ingress.body, "metadata.annotations");
  if (!isComplete(notes) || entries(notes).some((it) => it.value.kind === "unknown")) return true;
  return (
    className === "tailscale" ||
    /internal|private/i.test(className) ||
    [
      "alb.ingress.kubernetes.io/certificate-arn",
      "networking.gke.io/managed-certificates",
      "ingress.gcp.kubernetes.io/pre-shared-cert",
      "appgw.ingress.kubernetes.io/appgw-ssl-certificate",
    ].some((it) => written.has(it)) ||
    annotations.get("alb.ingress.kubernetes.io/scheme") === "internal" ||
    annotations.get("kubernetes.io/ingress.allow-http") === "false" ||
    annotations.get("traefik.ingress.kubernetes.io/router.tls") === "true" ||
    annotations.get("nginx.ingress.kubernetes.io/ssl-passthrough") === "true"
  );
}
