/** Kubelets that change the kernel's settings to what they like. */
import { type KubeObject, type Problem, rule } from "../api.js";
import { flag, get, items, text } from "../lib/value.js";

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

  *check(object) {
    if (object.kind === "Pod") {
      yield* commandLine(object);
      return;
    }
    const value = get(object.body, "protectKernelDefaults");
    if (value !== undefined ? flag(value) !== false : !object.body.complete) return;
    yield {
      at: value ?? object,
      what: why,
      fix: { title: "Refuse to run on other settings", edit: (it) => it.set(object.body, "protectKernelDefaults", true) },
    };
  },
});

const why = "The kubelet sets the kernel's parameters to its own liking: what the node was hardened to is lost without a word";

function* commandLine(pod: KubeObject): Iterable<Problem> {
  for (const container of items(get(pod.body, "spec.containers"))) {
    const words = [...items(get(container, "command")), ...items(get(container, "args"))];
    if (!/(?:^|\/)kubelet$/.test(text(words[0]) ?? "")) continue;
    for (const it of words)
      if (text(it) === "--protect-kernel-defaults=false")
        yield {
          at: it,
          what: why,
          fix: { title: "Refuse to run on other settings", edit: (edit) => edit.replace(it, "--protect-kernel-defaults=true") },
        };
  }
}
