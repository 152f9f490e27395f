/** Namespaces that ask for injection in two ways. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "mesh/conflicting-injection-labels",
  title: "Two injection labels",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["Namespace"],
  refs: ["istio:IST0123"],

  *check(namespace) {
    const injection = get(namespace.body, ["metadata", "labels", "istio-injection"]);
    const revision = get(namespace.body, ["metadata", "labels", "istio.io/rev"]);
    if (text(injection) === undefined || injection === undefined || text(revision) === undefined) return;
    yield {
      at: injection,
      what: `\`istio-injection\` wins over \`istio.io/rev: ${text(revision)}\`: pods get the default revision's proxy, and stay on it when the mesh is upgraded`,
      fix: { title: "Keep the revision label", edit: (it) => it.remove(injection) },
    };
  },
});
