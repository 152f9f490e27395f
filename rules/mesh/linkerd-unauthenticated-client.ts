/** Linkerd authorizations that ask for no identity. */
import { type Fix, rule } from "../api.js";
import { parseCidr } from "../lib/network.js";
import { flag, get, items, text } from "../lib/value.js";

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
    if (object.kind !== "NetworkAuthentication") return;
    for (const cidr of items(get(object.body, "spec.networks")).map((it) => get(it, "cidr")))
      if (cidr && parseCidr(text(cidr) ?? "")?.length === 0)
        yield { at: cidr, what: `\`${text(cidr)}\` is every address: this authentication is met by everybody` };
  },
});
