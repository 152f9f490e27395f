/** Pods whose old annotation switches the filter of system calls off. */
import { rule } from "../api.js";
import { entries, get, text } from "../lib/value.js";

export default rule({
  id: "workload/seccomp-annotation",
  title: "Filter of system calls switched off by annotation",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  needs: ["annotations"],
  refs: ["trivy:KSV-0104", "kics:Seccomp Profile Is Not Configured", "pss-baseline"],

  *check(workload) {
    const metadata = workload.podMetadata ?? get(workload.body, "metadata");
    for (const { key, value } of entries(get(metadata, "annotations"))) {
      const container = key === `${prefix}/pod` ? undefined : key.startsWith(`container.${prefix}/`) ? key.slice(prefix.length + 11) : "";
      if (container === "" || text(value) !== "unconfined" || fielded(container)) continue;
      yield {
        at: value,
        what: `${container === undefined ? "Every container" : `\`${container}\``} makes every system call: the kernel of the node is exposed to it in full`,
        fix: {
          title: "Use the runtime's default profile",
          // The field wins over the annotation, and is all that Kubernetes reads since 1.27.
          edit: (it) => {
            const one = container === undefined ? undefined : workload.containers.find((each) => each.name === container);
            it.set(one?.body ?? workload.pod, "securityContext.seccompProfile", { type: "RuntimeDefault" });
          },
        },
      };
    }

    /** The field, of the container or of the pod, is what counts. */
    function fielded(name: string | undefined): boolean {
      const own = workload.containers.filter((it) => name === undefined || it.name === name).map((it) => it.body);
      return [workload.pod, ...own].some((it) => get(it, "securityContext.seccompProfile") !== undefined);
    }
  },
});

const prefix = "seccomp.security.alpha.kubernetes.io";
