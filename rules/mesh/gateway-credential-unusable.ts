/** Gateways whose Secret holds no certificate and key under the names that are read. */
import { type KubeObject, rule } from "../api.js";
import { entries, get, isComplete, items, text } from "../lib/value.js";

export default rule({
  id: "mesh/gateway-credential-unusable",
  title: "Gateway with an unusable certificate",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "none",
  on: "kube.object",
  of: ["networking.istio.io/Gateway"],
  refs: ["istio:IST0161"],

  *check(gateway, { kubernetes }) {
    for (const server of items(get(gateway.body, "spec.servers"))) {
      const credential = get(server, "tls.credentialName");
      const name = text(credential);
      if (credential === undefined || name === undefined) continue;
      // Where the gateway runs is not known here: a name that only one Secret has is that one.
      const secrets = kubernetes.objects(gateway, "/Secret").filter((it) => it.name === name);
      const [secret] = secrets;
      if (secret === undefined || secrets.length > 1) continue;
      const fault = faultOf(secret);
      if (fault === undefined) continue;
      yield {
        at: credential,
        what: `The Secret \`${name}\` ${fault}: the gateway has no certificate to show, and the port is not served with TLS`,
        related: [{ at: secret, what: "the Secret" }],
      };
    }
  },
});

/** What Istio reads: `tls.crt` and `tls.key`, or `cert` and `key`. */
const pairs: readonly (readonly [cert: string, key: string])[] = [
  ["tls.crt", "tls.key"],
  ["cert", "key"],
];

function faultOf(secret: KubeObject): string | undefined {
  const data = get(secret.body, "data");
  const plain = get(secret.body, "stringData");
  if (!isComplete(data) || !isComplete(plain)) return undefined;
  const written = [...entries(data), ...entries(plain)];
  // A Secret without any data is filled by somebody else.
  if (written.length === 0) return undefined;
  const has = (name: string): boolean => written.some((it) => it.key === name);
  const pair = pairs.find(([cert, key]) => has(cert) && has(key));
  if (pair === undefined) return "has neither `tls.crt` and `tls.key` nor `cert` and `key`";
  const cert = text(get(data, [pair[0]]));
  // Base64 of what a certificate begins with.
  if (cert === undefined || cert === "" || cert.replace(/\s/g, "").startsWith("LS0tLS1CRUdJTi") || /[^A-Za-z0-9+/=\s]/.test(cert))
    return undefined;
  return `holds no certificate as \`${pair[0]}\``;
}
