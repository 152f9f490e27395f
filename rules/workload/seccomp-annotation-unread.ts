/** Pods whose seccomp profile is set by an annotation alone. */
import { rule } from "../api.js";
import { seccompAnnotation } from "../lib/seccomp.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "workload/seccomp-annotation-unread",
  title: "Seccomp profile that is no longer read",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "safe",
  on: "kube.workload",
  needs: ["annotations"],
  refs: [],

  *check(workload) {
    for (const container of workload.containers) {
      const written = seccompAnnotation(workload, container);
      const profile = profileOf(text(written));
      if (container.name === undefined || written === undefined || profile === undefined) continue;
      const pod = get(workload.pod, "securityContext.seccompProfile");
      if (pod !== undefined || workload.containers.some((it) => get(it.body, "securityContext.seccompProfile") !== undefined)) return;
      yield {
        at: written,
        what: `Kubernetes reads this annotation no longer since 1.27: \`${container.name}\` may make every system call`,
        fix: { title: "Set the field", edit: (it) => it.set(workload.pod, "securityContext.seccompProfile", profile) },
      };
      // One annotation of the pod says it for all of them.
      return;
    }
  },
});

function profileOf(value: string | undefined): { readonly [field: string]: string } | undefined {
  if (value === "runtime/default" || value === "docker/default") return { type: "RuntimeDefault" };
  return value?.startsWith("localhost/") ? { type: "Localhost", localhostProfile: value.slice("localhost/".length) } : undefined;
}
