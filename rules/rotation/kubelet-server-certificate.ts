/** Kubelets that are told not to renew the certificate that they serve with. */
import { type Problem, rule } from "../api.js";
import { commandLine } from "../lib/control-plane.js";
import { flag, get } from "../lib/value.js";
import type { Workload } from "../vocabulary/kubernetes.js";

export default rule({
  id: "rotation/kubelet-server-certificate",
  title: "Serving certificate of a kubelet not rotated",
  pillar: "identity",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "kube.object",
  of: ["/Pod", "apps/DaemonSet", "kubelet.config.k8s.io/KubeletConfiguration"],
  refs: ["kics:Rotate Kubelet Server Certificate Not Active", "kubescape:C-0183", "cis-k8s:4.2.11"],

  *check(object, { kubernetes }) {
    if (object.kind !== "KubeletConfiguration") {
      const workload = kubernetes.workloadOf(object);
      if (workload) yield* flags(workload);
      return;
    }
    const gate = get(object.body, `featureGates.${feature}`);
    if (gate !== undefined && flag(gate) === false)
      yield { at: gate, what: `\`${feature}: false\`: ${why}`, fix: { title, edit: (it) => it.replace(gate, true) } };
  },
});

const feature = "RotateKubeletServerCertificate";
const title = "Rotate the serving certificate";
const why = "the kubelet keeps the certificate that it serves logs and shells with until it expires, and a copied one lets others do so";

function* flags(workload: Workload): Iterable<Problem> {
  for (const container of workload.containers) {
    const kubelet = commandLine(container, "kubelet");
    const gates = kubelet?.flags.get("feature-gates");
    const off = new RegExp(`(^|,)${feature}=false(?=,|$)`);
    const value = gates?.value;
    if (gates && value !== undefined && off.test(value))
      yield {
        at: gates,
        what: `\`${feature}=false\`: ${why}`,
        fix: { title, edit: (it) => it.replace(gates.word, `${gates.prefix}${value.replace(off, `$1${feature}=true`)}`) },
      };
    const rotate = kubelet?.flags.get("rotate-server-certificates");
    if (rotate?.value === "false")
      yield {
        at: rotate,
        what: `\`--rotate-server-certificates=false\`: ${why}`,
        fix: { title, edit: (it) => it.replace(rotate.word, `${rotate.prefix}true`) },
      };
  }
}
