/** Linkerd workloads that admit callers without an identity. */
import { rule } from "../api.js";
import { listed } from "../lib/mesh.js";
import { get, text } from "../lib/value.js";

const key = "config.linkerd.io/default-inbound-policy";
const open: ReadonlySet<string> = new Set(["all-unauthenticated", "cluster-unauthenticated", "audit"]);

export default rule({
  id: "mesh/linkerd-default-open",
  title: "Linkerd admits callers without identity",
  pillar: "identity",
  tenet: ["T2", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["Namespace"],
  refs: [],

  *check(namespace, { mesh, kubernetes }) {
    const annotations = get(namespace.body, "metadata.annotations");
    const inject = get(annotations, ["linkerd.io/inject"]);
    if (inject === undefined || text(inject) !== "enabled" || namespace.name === undefined) return;
    const written = get(annotations, [key]);
    const policy = written === undefined ? "all-unauthenticated" : text(written);
    if (policy === undefined || !open.has(policy)) return;
    // Workloads that say otherwise for themselves need nothing from the namespace.
    const workloads = kubernetes.workloadsBeside(namespace).filter((it) => mesh.inLinkerd(it) !== false);
    const exposed = workloads.filter((it) => open.has(mesh.linkerdDefault(it)?.policy ?? ""));
    if (workloads.length > 0 && exposed.length === 0) return;
    yield {
      at: written ?? namespace,
      what: `${exposed.length > 0 ? listed(exposed.flatMap((it) => it.name ?? [])) : "Workloads here"} in \`${namespace.name}\` admit callers that present no identity (\`${policy}\`): Linkerd encrypts where it can, and asks nobody who they are`,
      fix: {
        title: "Admit authenticated callers only",
        edit: (it) => it.set(namespace.body, ["metadata", "annotations", key], "all-authenticated"),
      },
    };
  },
});
