/** Traffic that goes past Linkerd's proxy. */
import { type Problem, rule, type Value, type Workload } from "../api.js";
import { containerPorts } from "../lib/mesh.js";
import { flag, get, text } from "../lib/value.js";

const prefix = "config.linkerd.io/";

export default rule({
  id: "mesh/linkerd-port-skipped",
  title: "Traffic past Linkerd's proxy",
  pillar: "networks",
  tenet: ["T2", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  needs: [`${prefix}skip-inbound-ports`, `${prefix}disable-identity`, `${prefix}enable-debug-sidecar`],
  refs: ["kyverno:linkerd-prevent-linkerd-port-skipping"],

  *check(workload) {
    const annotation = (name: string): Value | undefined => get(workload.podMetadata, ["annotations", name]);
    const inbound = annotation(`${prefix}skip-inbound-ports`);
    if (inbound) yield* skipped(workload, inbound);
    const identity = annotation(`${prefix}disable-identity`);
    if (identity && flag(identity) === true)
      yield {
        at: identity,
        what: "Without an identity nothing to and from this pod is encrypted, and no policy can name it",
        fix: { title: "Give the pod its identity", edit: (it) => it.remove(identity) },
      };
    const debug = annotation(`${prefix}enable-debug-sidecar`);
    if (debug && flag(debug) === true)
      yield {
        at: debug,
        what: "The debug sidecar may record all traffic of the pod, decrypted: it is for an afternoon, not for a manifest",
        fix: { title: "Remove the debug sidecar", edit: (it) => it.remove(debug) },
      };
  },
});

function* skipped(workload: Workload, annotation: Value): Iterable<Problem> {
  const words = text(annotation)
    ?.split(",")
    .map((it) => it.trim());
  const ports = containerPorts(workload);
  if (words === undefined || ports === undefined) return;
  const open = ports.filter((port) => port.tcp && words.some((it) => within(it, port.port)));
  // Ports need not be declared: then nobody knows that the skipped ones are not served.
  const named = ports.length === 0 ? words.filter((it) => it !== "") : open.map((it) => `${it.port}`);
  if (named.length === 0) return;
  const { podMetadata } = workload;
  const opaque = get(podMetadata, ["annotations", `${prefix}opaque-ports`]);
  yield {
    at: annotation,
    what: `Port ${named.join(", ")} of \`${workload.name ?? ""}\` is served past the proxy: in plaintext, to anybody, under no policy`,
    fix:
      opaque === undefined && podMetadata !== undefined
        ? {
            title: "Treat the port as opaque, which keeps mTLS and policies",
            edit: (it) => {
              const key = podMetadata.entries
                .flatMap((one) => (one.value.kind === "dict" ? one.value.entries : []))
                .find((one) => one.value === annotation);
              if (key) it.rename(key.keyAt, `${prefix}opaque-ports`);
            },
          }
        : [],
  };
}

/** Whether a port is one of `5432` or in a range `4000-5000`. */
function within(word: string, port: number): boolean {
  const [from, to] = word.split("-").map(Number);
  return from !== undefined && from <= port && port <= (to ?? from);
}
