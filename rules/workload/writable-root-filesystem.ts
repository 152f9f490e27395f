/** Containers that can change their own image, in pods that somebody has begun to limit. */
import { type Container, type Dict, type Editor, rule } from "../api.js";
import { names } from "../lib/pod-security.js";
import { flag, get, items, text } from "../lib/value.js";

export default rule({
  id: "workload/writable-root-filesystem",
  title: "Writable root file system",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "kube.workload",
  needs: ["securityContext", "annotations"],
  refs: [
    "checkov:CKV_K8S_22",
    "kube-linter:no-read-only-root-fs",
    "kubescape:C-0017",
    "trivy:KSV-0014",
    "kics:Root Container Not Mounted Read-only",
    "kics:Root Container Not Mounted As Read-only",
    "polaris:notReadOnlyRootFilesystem",
    "kyverno:best-practices-require-ro-rootfs",
    "kube-score:container-security-context-readonlyrootfilesystem",
  ],

  *check(workload, project) {
    const os = get(workload.pod, "os.name");
    if (os !== undefined && text(os) !== "linux") return;
    const { hardened } = project.pods.security(workload);
    const open = workload.containers.filter((it) => {
      const value = get(it.body, field);
      return value === undefined ? hardened === true : flag(value) === false;
    });
    const [first] = open;
    if (first === undefined) return;
    const scratch = open.filter((it) => !items(get(it.body, "volumeMounts")).some((mount) => text(get(mount, "mountPath")) === "/tmp"));
    yield {
      at: get(first.body, field) ?? first,
      what: `${names(open)} can write to ${open.length === 1 ? "its own image" : "their own images"}: an intruder may leave tools there`,
      related: open.slice(1).map((it) => ({ at: get(it.body, field) ?? it, what: "and here" })),
      fix: [
        {
          title: "Make the root file system read-only",
          edit: (it) => {
            for (const one of open) it.set(one.body, field, true);
          },
        },
        ...(scratch.length === open.length && get(workload.pod, "volumes") === undefined
          ? [
              {
                title: "Make it read-only, with an empty /tmp to write to",
                edit: (it: Editor) => withScratch(it, open, workload.pod),
              },
            ]
          : []),
      ],
    };
  },
});

const field = "securityContext.readOnlyRootFilesystem";

function withScratch(it: Editor, open: readonly Container[], pod: Dict): void {
  for (const one of open) {
    it.set(one.body, field, true);
    const mounts = get(one.body, "volumeMounts");
    if (mounts === undefined) it.set(one.body, "volumeMounts", [{ name: "tmp", mountPath: "/tmp" }]);
    else it.append(mounts, { name: "tmp", mountPath: "/tmp" });
  }
  it.set(pod, "volumes", [{ name: "tmp", emptyDir: {} }]);
}
