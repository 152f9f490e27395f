/** HostProcess containers of Windows. */
import { rule } from "../api.js";
import { breaches, names } from "../lib/pod-security.js";
import { flag, get } from "../lib/value.js";

export default rule({
  id: "workload/windows-host-process",
  title: "Windows process on the host",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "error",
  fixes: "review",
  on: "kube.workload",
  needs: ["hostProcess"],
  refs: ["trivy:KSV-0103", "kubescape:C-0202", "polaris:hostProcess", "pss-baseline", "cis-k8s:5.2.11"],

  *check(workload, project) {
    for (const { value, container } of breaches(project, workload, "host-process")) {
      if (value === undefined) continue;
      const network = get(workload.pod, "hostNetwork");
      yield {
        at: value,
        what: `A HostProcess container is no container: ${names([container])} runs on the node itself, with its files and its accounts`,
        fix: {
          title: "Run it in a container",
          edit: (it) => {
            it.replace(value, false);
            // A HostProcess pod has to be on the host's network; nothing else needs to.
            if (network !== undefined && flag(network) === true) it.replace(network, false);
          },
        },
      };
    }
  },
});
