/** What pods send past Linkerd's proxy. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "mesh/linkerd-outbound-skipped",
  title: "Calls past Linkerd's proxy",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "review",
  on: "kube.workload",
  needs: ["config.linkerd.io/skip-outbound-ports"],
  refs: ["kyverno:linkerd-prevent-linkerd-port-skipping"],

  *check(workload) {
    const skipped = get(workload.podMetadata, ["annotations", "config.linkerd.io/skip-outbound-ports"]);
    if (skipped === undefined || (text(skipped) ?? "") === "") return;
    yield {
      at: skipped,
      what: `Calls to ports ${text(skipped)} leave past the proxy: without mutual TLS, without the identity that the other side's policies ask for, and past every EgressNetwork`,
      fix: { title: "Send them through the proxy", edit: (it) => it.remove(skipped) },
    };
  },
});
