/** API servers with the plugin that admits everything. */
import { rule } from "../api.js";
import { namesIn, pieceWith, setNames } from "../lib/control-plane.js";

export default rule({
  id: "admission/always-admit",
  title: "Admission plugin that admits everything",
  pillar: "workloads",
  tenet: ["T6"],
  severity: "error",
  fixes: "review",
  on: "kube.apiserver",
  refs: [
    "checkov:CKV_K8S_79",
    "trivy:KCV-0011",
    "kics:Always Admit Admission Control Plugin Set",
    "kubescape:C-0122",
    "kubescape:ensure-that-the-admission-control-plugin-AlwaysAdmit-is-not-set",
    "cis-k8s:1.2.10",
  ],

  *check(server) {
    const enabled = server.flags.get("enable-admission-plugins");
    const names = namesIn(enabled) ?? [];
    if (enabled === undefined || !names.includes("AlwaysAdmit")) return;
    const rest = names.filter((it) => it !== "AlwaysAdmit");
    yield {
      at: pieceWith(enabled, ["AlwaysAdmit"]).at,
      what: "`AlwaysAdmit` lets every request pass: admission decides nothing",
      fix: {
        title: "Enable `NodeRestriction` in place of `AlwaysAdmit`",
        edit: (it) => setNames(it, enabled, [...new Set([...rest, "NodeRestriction"])], server.spelling),
      },
    };
  },
});
