/** Load balancers of AWS that pass HTTP on without a certificate. */
import { rule } from "../api.js";
import { get, items, text } from "../lib/value.js";

const prefix = "service.beta.kubernetes.io/aws-load-balancer-";

export default rule({
  id: "transit/load-balancer-plain-http",
  title: "Load balancer without a certificate",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "none",
  on: "kube.object",
  of: ["Service"],
  refs: ["kubescape:ensure-https-loadbalancers-encrypted-with-tls-aws"],

  *check(service) {
    if (text(get(service.body, "spec.type")) !== "LoadBalancer") return;
    const annotations = get(service.body, "metadata.annotations");
    const protocol = get(annotations, [`${prefix}backend-protocol`]);
    if (protocol === undefined || !/^https?$/.test(text(protocol) ?? "") || get(annotations, [`${prefix}ssl-cert`]) !== undefined) return;
    if (["internal", "scheme"].some((it) => get(annotations, [`${prefix}${it}`]) !== undefined)) return;
    // What is named HTTPS by its port and is none; plain HTTP on port 80 is as it says.
    const port = items(get(service.body, "spec.ports"))
      .map((it) => get(it, "port"))
      .find((it) => text(it) === "443");
    if (port === undefined) return;
    yield {
      at: protocol,
      what: `No certificate is named: the load balancer takes port 443 in plaintext, on the internet`,
    };
  },
});
