/** API servers that make the tokens of pods last a year. */
import { rule } from "../api.js";
import { setFlag } from "../lib/control-plane.js";

export default rule({
  id: "rotation/extended-account-token",
  title: "Tokens of pods that last a year",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "info",
  fixes: "review",
  on: "kube.apiserver",
  refs: ["kubescape:C-0290", "cis-k8s:1.2.30"],

  *check(server) {
    const written = server.flags.get("service-account-extend-token-expiration");
    // Earlier releases have no such default.
    const byDefault = server.spelling === "command" && server.complete && server.minor !== undefined && server.minor >= 21;
    if (written === undefined ? !byDefault : written.value !== "true") return;
    yield {
      at: written ?? server,
      what: `${written ? "With `--service-account-extend-token-expiration`" : "Unless `--service-account-extend-token-expiration` is false,"} the tokens that pods are given last a year instead of an hour: a copied one is good as long as its pod runs`,
      fix: {
        title: "Let tokens end after an hour",
        edit: (it) => setFlag(it, server, "service-account-extend-token-expiration", "false"),
      },
    };
  },
});
