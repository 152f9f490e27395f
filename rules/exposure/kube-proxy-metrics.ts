/** kube-proxies that answer about themselves on every address of their node. */
import { rule } from "../api.js";
import { commandLine } from "../lib/control-plane.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "exposure/kube-proxy-metrics",
  title: "kube-proxy that tells anybody about the cluster",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "review",
  on: "kube.object",
  of: ["/Pod", "apps/DaemonSet", "kubeproxy.config.k8s.io/KubeProxyConfiguration"],
  refs: ["kubescape:C-0291", "cis-k8s:4.3.1"],

  *check(object, { kubernetes }) {
    if (object.kind === "KubeProxyConfiguration") {
      const address = get(object.body, "metricsBindAddress");
      const known = text(address);
      if (address === undefined || known === undefined || !open(known)) return;
      yield { at: address, what: said(known), fix: { title, edit: (it) => it.replace(address, local) } };
      return;
    }
    const workload = kubernetes.workloadOf(object);
    for (const container of workload?.containers ?? []) {
      const written = commandLine(container, "kube-proxy")?.flags.get("metrics-bind-address");
      if (written?.value === undefined || !open(written.value)) continue;
      yield { at: written, what: said(written.value), fix: { title, edit: (it) => it.replace(written.word, `${written.prefix}${local}`) } };
    }
  },
});

const local = "127.0.0.1:10249";
const title = "Answer on the node alone";

/** Empty is the default, and that is the node alone. */
function open(address: string): boolean {
  return address !== "" && !/^(?:127\.|\[?::1\]?(?::|$)|localhost)/.test(address);
}

function said(address: string): string {
  return `Whoever reaches \`${address}\` reads the Services of the cluster and how they are used, without a login`;
}
