/** Sidecars that see every service of the mesh. */
import { rule } from "../api.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "mesh/sidecar-scope-open",
  title: "Sidecar that sees the whole mesh",
  pillar: "networks",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "kube.object",
  of: ["networking.istio.io/Sidecar"],
  refs: [],

  *check(sidecar) {
    for (const it of items(get(sidecar.body, "spec.egress"))) {
      const hosts = get(it, "hosts");
      for (const host of items(hosts))
        if (text(host) === "*/*")
          yield {
            at: host,
            what: "`*/*` makes every service of the mesh known to these workloads: a scope that names what they call also limits what an intruder finds",
            fix:
              items(hosts).length === 1
                ? {
                    title: "Limit the scope to the own namespace and istio-system",
                    edit: (edit) => hosts && edit.replace(hosts, ["./*", "istio-system/*"]),
                  }
                : [],
          };
    }
  },
});
