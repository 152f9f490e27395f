/** Containers that may write to a directory of their node. */
import { rule } from "../api.js";
import { classify, volumesOfNode } from "../lib/host-path.js";
import { maybeSystem } from "../lib/kubernetes.js";
import { mountsOf } from "../lib/pod-security.js";
import { flag, get, text } from "../lib/value.js";

export default rule({
  id: "workload/writable-host-path",
  title: "Directory of the node that a container writes to",
  pillar: "workloads",
  tenet: ["T3", "T5"],
  severity: "info",
  fixes: "review",
  on: "kube.workload",
  needs: ["hostPath"],
  refs: ["kubescape:C-0045", "kube-linter:writable-host-mount", "kyverno:other-ensure-readonly-hostpath", "kubescape:alert-rw-hostpath"],

  *check(workload) {
    if (maybeSystem(workload)) return;
    const mounts = volumesOfNode(workload).flatMap(({ volume, path, writable }) => {
      // Whoever reaches the runtime's socket has no need to write to its file.
      if (writable !== true || classify(text(path), writable) === "socket") return [];
      return mountsOf(workload, text(get(volume, "name")) ?? "").flatMap((mount) => {
        const readOnly = get(mount, "readOnly");
        return readOnly === undefined ? [{ mount, path }] : flag(readOnly) === false ? [{ mount, path }] : [];
      });
    });
    const [first] = mounts;
    if (first === undefined) return;
    yield {
      at: get(first.mount, "mountPath") ?? first.mount,
      what: `The container may change \`${text(first.path)}\` of the node: what it leaves there outlives the pod, and whatever else reads it believes it`,
      related: mounts.slice(1).map((it) => ({ at: get(it.mount, "mountPath") ?? it.mount, what: "and here" })),
      fix: {
        title: "Mount it read-only",
        edit: (it) => {
          for (const { mount } of mounts) it.set(mount, "readOnly", true);
        },
      },
    };
  },
});
