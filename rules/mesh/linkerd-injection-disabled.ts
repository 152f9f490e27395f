/** Workloads and namespaces that Linkerd leaves alone. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "mesh/linkerd-injection-disabled",
  title: "Workload out of Linkerd's mesh",
  pillar: "networks",
  tenet: ["T2", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  needs: ["linkerd.io/inject"],
  refs: ["kyverno:linkerd-require-linkerd-mesh-injection"],

  *check(workload) {
    const inject = get(workload.podMetadata, ["annotations", "linkerd.io/inject"]);
    if (
      inject === undefined ||
      text(inject) !== "disabled" ||
      workload.kind === "Job" ||
      workload.kind === "CronJob" ||
      get(workload.pod, "hostNetwork") !== undefined
    )
      return;
    yield {
      at: inject,
      what: `\`${workload.name ?? ""}\` opts out of the mesh: its traffic is plaintext, it has no identity, and no policy holds for it`,
      fix: { title: "Bring the workload into the mesh", edit: (it) => it.replace(inject, "enabled") },
    };
  },
});
