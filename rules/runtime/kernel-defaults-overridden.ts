/** Kubelets that change the kernel's settings to what they like. */
import { rule } from "../api.js";
import { commandLine } from "../lib/control-plane.js";
import { flag, get } from "../lib/value.js";

export default rule({
  id: "runtime/kernel-defaults-overridden",
  title: "Kubelet that overrides the kernel's settings",
  pillar: "devices",
  tenet: ["T5"],
  severity: "info",
  fixes: "review",
  on: "kube.object",
  of: ["kubelet.config.k8s.io/KubeletConfiguration", "/Pod"],
  refs: ["checkov:CKV_K8S_144", "kics:Kubelet Protect Kernel Defaults Set To False", "cis-k8s:4.2.6"],

  *check(object, { kubernetes }) {
    if (object.kind === "Pod") {
      const pod = kubernetes.workloadOf(object);
      for (const container of pod?.containers ?? []) {
        const written = commandLine(container, "kubelet")?.flags.get("protect-kernel-defaults");
        if (written?.value === "false")
          yield { at: written, what: why, fix: { title, edit: (it) => it.replace(written.word, `${written.prefix}true`) } };
      }
      return;
    }
    const value = get(object.body, "protectKernelDefaults");
    if (value !== undefined ? flag(value) !== false : !object.body.complete) return;
    yield {
      at: value ?? object,
      what: why,
      fix: { title, edit: (it) => it.set(object.body, "protectKernelDefaults", true) },
    };
  },
});

const title = "Refuse to run on other settings";
const why = "The kubelet sets the kernel's parameters to its own liking: what the node was hardened to is lost without a word";
