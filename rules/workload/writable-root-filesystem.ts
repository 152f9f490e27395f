/** Containers that can change their own image. */
import { rule } from "../api.js";
import { flag, get } from "../lib/value.js";

export default rule({
  id: "workload/writable-root-filesystem",
  title: "Writable root file system",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  strict: true,
  fixes: "review",
  on: "kube.workload",
  refs: [
    "checkov:CKV_K8S_22",
    "kube-linter:no-read-only-root-fs",
    "kubescape:C-0017",
    "trivy:KSV-0014",
    "kics:Root Container Not Mounted Read-only",
    "polaris:notReadOnlyRootFilesystem",
  ],

  *check(workload) {
    const open = workload.containers.filter((it) => {
      const value = get(it.body, "securityContext.readOnlyRootFilesystem");
      return value === undefined || flag(value) === false;
    });
    const [first] = open;
    if (first === undefined) return;
    yield {
      at: get(first.body, "securityContext.readOnlyRootFilesystem") ?? first,
      what: `${open.map((it) => `\`${it.name ?? "?"}\``).join(", ")} can write to its own image: an intruder may leave tools there`,
      related: open.slice(1).map((it) => ({ at: it, what: "and here" })),
      fix: {
        title: "Make the root file system read-only",
        edit: (it) => {
          for (const one of open) it.set(one.body, "securityContext.readOnlyRootFilesystem", true);
        },
      },
    };
  },
});
