/** Linkerd authorizations that ask for no identity. */
import { type Fix, type KubeObject, type KubernetesProject, rule, type Value } from "../api.js";
import { isProbePath } from "../lib/mesh.js";
import { parseCidr } from "../lib/network.js";
import { flag, get, isEmpty, items, text } from "../lib/value.js";

export default rule({
  id: "mesh/linkerd-unauthenticated-client",
  title: "Authorization without identity",
  pillar: "identity",
  tenet: ["T2", "T6"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: ["policy.linkerd.io/AuthorizationPolicy", "policy.linkerd.io/ServerAuthorization", "policy.linkerd.io/NetworkAuthentication"],
  refs: [],

  *check(object, { kubernetes }) {
    const refs = get(object.body, "spec.requiredAuthenticationRefs");
    if (object.kind === "AuthorizationPolicy" && refs?.kind === "list" && refs.complete && refs.items.length === 0) {
      const known = kubernetes
        .objects(object, "policy.linkerd.io/MeshTLSAuthentication")
        .filter((it) => it.namespaceKey === object.namespaceKey);
      yield {
        at: refs,
        what: "An empty list asks for nothing: everybody is admitted, in the mesh or not",
        fix: known.slice(0, 3).flatMap(({ name }): readonly Fix[] =>
          name === undefined
            ? []
            : [
                {
                  title: `Require ${name}`,
                  edit: (it) => it.replace(refs, [{ group: "policy.linkerd.io", kind: "MeshTLSAuthentication", name }]),
                },
              ],
        ),
      };
    }
    const client = get(object.body, "spec.client.unauthenticated");
    if (object.kind === "ServerAuthorization" && client && flag(client) === true)
      yield {
        at: client,
        what: "`unauthenticated` admits everybody, in the mesh or not",
        fix: { title: "Ask for an identity", edit: (it) => it.replace(client, false) },
      };
    if (object.kind !== "NetworkAuthentication" || mayBeForProbes(object, kubernetes)) return;
    for (const network of items(get(object.body, "spec.networks"))) {
      const cidr = get(network, "cidr");
      if (cidr === undefined || parseCidr(text(cidr) ?? "")?.length !== 0) continue;
      const excepted = !isEmpty(get(network, "except"));
      yield {
        at: cidr,
        what: excepted
          ? `\`${text(cidr)}\` is every address but those in \`except\`: the rest of the world needs no identity`
          : `\`${text(cidr)}\` is every address: this authentication is met by everybody`,
      };
    }
  },
});

/** Whether it may admit to routes for probes alone: with a route attached the kubelet needs a policy, and has an address only (L7). */
function mayBeForProbes(authentication: KubeObject, kubernetes: KubernetesProject): boolean {
  if (["policy.linkerd.io/AuthorizationPolicy", "HTTPRoute"].some((it) => kubernetes.mayHide(authentication, it))) return true;
  const users = kubernetes
    .objects(authentication, "policy.linkerd.io/AuthorizationPolicy")
    .filter((it) => items(get(it.body, "spec.requiredAuthenticationRefs")).some((ref) => mayBe(get(ref, "name"), authentication.name)));
  return users.length > 0 && users.every((it) => mayOpenProbes(it, kubernetes));
}

function mayOpenProbes(policy: KubeObject, kubernetes: KubernetesProject): boolean {
  const target = get(policy.body, "spec.targetRef");
  if (!mayBe(get(target, "kind"), "HTTPRoute")) return false;
  const routes = kubernetes
    .objects(policy, "HTTPRoute")
    .filter((it) => it.namespace === policy.namespace || it.namespace === undefined || policy.namespace === undefined)
    .filter((it) => mayBe(get(target, "name"), it.name));
  return routes.some((route) => {
    const rules = items(get(route.body, "spec.rules"));
    // A rule without matches takes every request.
    return rules.length > 0 && rules.map((it) => items(get(it, "matches"))).every((it) => it.length > 0 && it.every(isProbe));
  });
}

function isProbe(match: Value): boolean {
  const path = get(match, "path.value");
  return path !== undefined && (path.kind === "unknown" || isProbePath(text(path) ?? ""));
}

function mayBe(value: Value | undefined, name: string | undefined): boolean {
  return value !== undefined && (name === undefined || value.kind === "unknown" || text(value) === name);
}
