/** Schedulers and controller managers that listen on every address. */
import { rule } from "../api.js";
import { commandLine } from "../lib/control-plane.js";

export default rule({
  id: "exposure/control-plane-address",
  title: "Control plane listening on every address",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  needs: ["kube-controller-manager", "kube-scheduler"],
  refs: [
    "checkov:CKV_K8S_113",
    "checkov:CKV_K8S_115",
    "trivy:KCV-0039",
    "trivy:KCV-0041",
    "kics:Bind Address Not Properly Set",
    "kubescape:ensure-that-the-controller-manager-bind-address-argument-is-set-to-127.0.0.1",
    "kubescape:ensure-that-the-scheduler-bind-address-argument-is-set-to-127.0.0.1",
  ],

  *check(workload) {
    for (const container of workload.containers)
      for (const program of ["kube-scheduler", "kube-controller-manager"]) {
        const line = commandLine(container, program);
        const flag = line?.flags.get("bind-address");
        if (line === undefined || (flag === undefined ? !line.complete : flag.value === undefined)) continue;
        if (flag?.value !== undefined && /^(?:127\.|::1$|localhost$)/.test(flag.value)) continue;
        yield {
          at: flag?.at ?? line.at,
          what: `\`${program}\` ${flag === undefined ? "listens on every address by default" : `listens on \`${flag.value}\``}: its metrics and profiles are meant for the node itself`,
          fix: {
            title: "Listen on the node itself only",
            edit: (it) => (flag ? it.replace(flag.word, `${flag.prefix}127.0.0.1`) : it.append(line.list, "--bind-address=127.0.0.1")),
          },
        };
      }
  },
});
