/** Kubelets that sign a serving certificate for themselves. */
import { rule } from "../api.js";
import { flag, get } from "../lib/value.js";

export default rule({
  id: "transit/kubelet-without-certificate",
  title: "Kubelet without a certificate",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "review",
  on: "kube.object",
  of: ["kubelet.config.k8s.io/KubeletConfiguration"],
  refs: ["kics:TSL Connection Certificate Not Setup", "cis-k8s:4.2.9"],

  *check(configuration) {
    const bootstrap = get(configuration.body, "serverTLSBootstrap");
    if (!configuration.body.complete || (bootstrap !== undefined && flag(bootstrap) !== false)) return;
    if (get(configuration.body, "tlsCertFile") !== undefined && get(configuration.body, "tlsPrivateKeyFile") !== undefined) return;
    yield {
      at: configuration,
      what: "The kubelet signs a certificate for itself: the API server cannot verify it, and sends `exec` and `logs` to whoever answers",
      fix: {
        title: "Ask the cluster for a certificate (serverTLSBootstrap)",
        edit: (it) => it.set(configuration.body, "serverTLSBootstrap", true),
      },
    };
  },
});
