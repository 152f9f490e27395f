/** Programs of the control plane that hand out profiles of themselves. */
import { rule } from "../api.js";
import { commandLine } from "../lib/control-plane.js";

export default rule({
  id: "exposure/profiling-endpoint",
  title: "Control plane that can be profiled",
  pillar: "networks",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "kube.workload",
  needs: ["kube-apiserver", "kube-controller-manager", "kube-scheduler"],
  refs: [
    "checkov:CKV_K8S_90",
    "checkov:CKV_K8S_107",
    "checkov:CKV_K8S_114",
    "trivy:KCV-0018",
    "trivy:KCV-0034",
    "trivy:KCV-0040",
    "kics:Profiling Not Set To False",
    "kubescape:C-0129",
    "kubescape:C-0145",
    "kubescape:C-0151",
    "cis-k8s:1.2.15",
    "cis-k8s:1.3.2",
    "cis-k8s:1.4.1",
    "kubescape:ensure-that-the-controller-manager-profiling-argument-is-set-to-false",
  ],

  *check(workload) {
    for (const container of workload.containers)
      for (const program of ["kube-apiserver", "kube-controller-manager", "kube-scheduler"]) {
        const line = commandLine(container, program);
        const written = line?.flags.get("profiling");
        if (line === undefined || (written === undefined ? !line.complete : written.value !== "true")) continue;
        yield {
          at: written ?? line,
          what: `\`${program}\` serves profiles of its memory and its calls unless \`--profiling\` is false: they tell what it holds, and taking them slows it down`,
          fix: {
            title: "Set --profiling=false",
            edit: (it) =>
              written === undefined ? it.append(line.list, "--profiling=false") : it.replace(written.word, `${written.prefix}false`),
          },
        };
      }
  },
});
