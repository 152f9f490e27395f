/** Services that claim addresses, or stand in for names they do not own. */
import { rule } from "../api.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "exposure/external-ips",
  title: "Service that claims outside addresses",
  pillar: "networks",
  tenet: ["T2"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: ["/Service"],
  refs: ["trivy:KSV-0108", "kubescape:C-0283", "kyverno:best-practices-restrict-external-ips", "kics:Service With External IP"],

  *check(service) {
    const addresses = get(service.body, "spec.externalIPs");
    const [first] = items(addresses);
    if (addresses === undefined || addresses.kind !== "list" || first === undefined || first.kind === "unknown") return;
    yield {
      at: addresses,
      what: `Nodes send traffic for \`${text(first)}\` to these pods, whoever owns the address: the way to listen in on others (CVE-2020-8554)`,
      fix: { title: "Remove the addresses", edit: (it) => it.remove(addresses) },
    };
  },
});
