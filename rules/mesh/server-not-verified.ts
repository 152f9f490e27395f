/** TLS towards servers whose certificate nobody checks. */
import { rule } from "../api.js";
import { flag, get, items, text } from "../lib/value.js";

export default rule({
  id: "mesh/server-not-verified",
  title: "Server certificate not verified",
  pillar: "networks",
  tenet: ["T2", "T6"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: ["networking.istio.io/DestinationRule"],
  refs: [],

  *check(destination) {
    const policies = [
      get(destination.body, "spec.trafficPolicy"),
      ...items(get(destination.body, "spec.subsets")).map((it) => get(it, "trafficPolicy")),
    ];
    for (const holder of policies.flatMap((it) => [it, ...items(get(it, "portLevelSettings"))])) {
      const tls = get(holder, "tls");
      const skip = get(tls, "insecureSkipVerify");
      if (tls === undefined || skip === undefined || flag(skip) !== true) continue;
      const host = text(get(destination.body, "spec.host")) ?? "the server";
      yield {
        at: skip,
        what: `Any certificate passes for \`${host}\`: whoever answers on the way gets the traffic, encrypted for them`,
        fix: {
          title: "Verify the server against the system's certificate authorities",
          edit: (it) => {
            it.rename(keyOf(tls, "insecureSkipVerify"), "caCertificates");
            it.replace(skip, "/etc/ssl/certs/ca-certificates.crt");
          },
        },
      };
    }
  },
});

function keyOf(tls: Parameters<typeof get>[0], key: string) {
  const found = tls?.kind === "dict" ? tls.entries.find((it) => it.key === key) : undefined;
  if (found === undefined) throw new Error("the key was there");
  return found.keyAt;
}
