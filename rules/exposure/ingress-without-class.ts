/** Ingresses that leave it to the cluster who publishes them, beside others that do not. */
import { type KubeObject, type Problem, rule, type Value } from "../api.js";
import { inOneFolder } from "../lib/kubernetes.js";
import { get, isComplete, text } from "../lib/value.js";

const annotation = "kubernetes.io/ingress.class";
const ingresses = ["networking.k8s.io/Ingress", "extensions/Ingress"];

export default rule({
  id: "exposure/ingress-without-class",
  title: "Ingress without a class",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "review",
  on: "kube.object",
  of: ingresses,
  refs: ["kyverno:other-restrict-ingress-classes"],

  *check(ingress, { kubernetes }): Iterable<Problem> {
    if (get(ingress.body, "spec")?.kind !== "dict" || !isComplete(get(ingress.body, "metadata.annotations")) || classOf(ingress)) return;
    const others = ingresses
      .flatMap((it) => kubernetes.objectsBeside(ingress, it))
      .filter((it) => classOf(it) !== undefined && inOneFolder(it, ingress));
    const [first] = others;
    if (first === undefined || kubernetes.mayHide(ingress, "IngressClass")) return;
    // A class that the workspace makes the default one is as good as named.
    if (kubernetes.objects(ingress, "IngressClass").some((it) => maybeDefault(it))) return;
    const name = text(classOf(first));
    yield {
      at: ingress,
      what: `No class, beside ${name === undefined ? "others that name one" : `others of \`${name}\``}: the cluster's default controller publishes it, or every one that takes what has no class, and that one may face the internet`,
      related: [{ at: classOf(first) ?? first, what: "named here" }],
      fix:
        name === undefined || others.some((it) => text(classOf(it)) !== name)
          ? undefined
          : {
              title: `Use \`${name}\``,
              edit: (it) =>
                it.set(ingress.body, isAnnotated(first) ? ["metadata", "annotations", annotation] : "spec.ingressClassName", name),
            },
    };
  },
});

function classOf(ingress: KubeObject): Value | undefined {
  return get(ingress.body, "spec.ingressClassName") ?? get(ingress.body, ["metadata", "annotations", annotation]);
}

function isAnnotated(ingress: KubeObject): boolean {
  return get(ingress.body, "spec.ingressClassName") === undefined;
}

function maybeDefault(ingressClass: KubeObject): boolean {
  const written = get(ingressClass.body, ["metadata", "annotations", "ingressclass.kubernetes.io/is-default-class"]);
  return written !== undefined && text(written) !== "false";
}
