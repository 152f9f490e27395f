/** Consul meshes that accept TLS versions with known breaks. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "transit/consul-weak-tls",
  title: "Consul mesh that accepts old TLS",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["consul.hashicorp.com/Mesh", "consul.hashicorp.com/IngressGateway", "consul.hashicorp.com/APIGateway"],
  refs: ["kyverno:consul-enforce-min-tls-version"],

  *check(mesh) {
    for (const path of ["spec.tls.incoming.tlsMinVersion", "spec.tls.outgoing.tlsMinVersion", "spec.tls.tlsMinVersion"]) {
      const version = get(mesh.body, path);
      if (version === undefined || !/^TLSv1_[01]$/.test(text(version) ?? "")) continue;
      yield {
        at: version,
        what: `\`${text(version)}\` has known breaks, and a caller that offers it is accepted`,
        fix: { title: "Ask for TLS 1.2", edit: (it) => it.replace(version, "TLSv1_2") },
      };
    }
  },
});
