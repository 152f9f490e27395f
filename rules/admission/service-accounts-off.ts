/** API servers that give pods no identity of their own. */
import { rule } from "../api.js";
import { namesIn, pieceWith, setNames } from "../lib/control-plane.js";

export default rule({
  id: "admission/service-accounts-off",
  title: "Pods without a checked identity",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "error",
  fixes: "review",
  on: "kube.apiserver",
  refs: [
    "trivy:KCV-0014",
    "kics:Service Account Admission Control Plugin Disabled",
    "kubescape:C-0125",
    "kubescape:ensure-that-the-admission-control-plugin-ServiceAccount-is-set",
    "cis-k8s:1.2.12",
  ],

  *check(server) {
    const disabled = server.flags.get("disable-admission-plugins");
    const names = namesIn(disabled) ?? [];
    if (disabled === undefined || !names.includes("ServiceAccount")) return;
    const rest = names.filter((it) => it !== "ServiceAccount");
    yield {
      at: pieceWith(disabled, ["ServiceAccount"]).at,
      what: "Without `ServiceAccount` a pod may name an account that does not exist, and gets no token of its own: workloads have no identity to decide on",
      fix: {
        title: "Leave `ServiceAccount` on",
        edit: (it) => setNames(it, disabled, rest, server.spelling),
      },
    };
  },
});
