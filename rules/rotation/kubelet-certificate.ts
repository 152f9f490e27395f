/** Kubelets whose certificates are not renewed. */
import { type CommandFlag, type Problem, rule } from "../api.js";
import { commandLine, isOfKubeadm } from "../lib/control-plane.js";
import { flag, get } from "../lib/value.js";

export default rule({
  id: "rotation/kubelet-certificate",
  title: "Kubelet certificate not rotated",
  pillar: "identity",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["Pod", "kubelet.config.k8s.io/KubeletConfiguration"],
  refs: [
    "checkov:CKV_K8S_149",
    "kics:Kubelet Client Periodic Certificate Switch Disabled",
    "trivy:KCV-0038",
    "cis-k8s:4.2.11",
    "cis-k8s:1.3.6",
    "checkov:CKV_K8S_112",
  ],

  *check(object, { kubernetes }) {
    if (object.kind === "KubeletConfiguration") {
      const rotate = get(object.body, "rotateCertificates");
      if (rotate ? flag(rotate) !== false : !object.body.complete || isOfKubeadm(object, kubernetes)) return;
      yield {
        at: rotate ?? object,
        what: `${rotate ? "`rotateCertificates: false`" : "Without `rotateCertificates`"} the kubelet keeps its first certificate until it expires: a copied one is good for a year`,
        fix: { title: "Rotate the kubelet's certificate", edit: (it) => it.set(object.body, "rotateCertificates", true) },
      };
      return;
    }
    const pod = kubernetes.workloadOf(object);
    for (const container of pod?.containers ?? []) {
      const kubelet = commandLine(container, "kubelet")?.flags.get("rotate-certificates");
      if (kubelet && kubelet.value === "false")
        yield problem(
          kubelet,
          "The kubelet keeps its first certificate until it expires: a copied one is good for a year",
          `${kubelet.prefix}true`,
        );
      const gates = commandLine(container, "kube-controller-manager")?.flags.get("feature-gates");
      if (gates?.value && /(?:^|,)RotateKubeletServerCertificate=false/.test(gates.value))
        yield problem(
          gates,
          "Kubelets keep their serving certificates until they expire",
          `${gates.prefix}${gates.value.replace("RotateKubeletServerCertificate=false", "RotateKubeletServerCertificate=true")}`,
        );
    }
  },
});

function problem(flag: CommandFlag, what: string, text: string): Problem {
  return { at: flag.at, what, fix: { title: "Rotate certificates", edit: (it) => it.replace(flag.word, text) } };
}
