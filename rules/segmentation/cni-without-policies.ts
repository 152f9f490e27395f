/** Network plugins that enforce no policy. */
import { rule } from "../api.js";
import { entries, get, text } from "../lib/value.js";

export default rule({
  id: "segmentation/cni-without-policies",
  title: "Network plugin that enforces no policy",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "none",
  on: "kube.object",
  of: ["/ConfigMap"],
  refs: ["kics:CNI Plugin Does Not Support Network Policies"],

  *check(map) {
    for (const it of entries(get(map.body, "data"))) {
      const config = /^cni-conf|\.conf(?:list)?$/.test(it.key) ? text(it.value) : undefined;
      if (
        config === undefined ||
        !/"type"\s*:\s*"flannel"/.test(config) ||
        /"(?:calico|cilium-cni|antrea|weave-net|kube-router)"/.test(config)
      )
        continue;
      yield {
        at: it.keyAt,
        what: "Flannel enforces no network policy: every policy of the cluster is accepted and has no effect",
      };
    }
  },
});
