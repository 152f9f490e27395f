/** Linkerd authentications that any meshed client meets. */
import { rule } from "../api.js";
import { flag, get, items, text } from "../lib/value.js";

export default rule({
  id: "mesh/linkerd-any-identity",
  title: "Any meshed client is authorized",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "none",
  on: "kube.object",
  of: ["policy.linkerd.io/MeshTLSAuthentication", "policy.linkerd.io/ServerAuthorization"],
  refs: [],

  *check(object) {
    const client = object.kind === "ServerAuthorization" ? get(object.body, "spec.client.meshTLS") : get(object.body, "spec");
    for (const it of items(get(client, "identities")))
      if (/^\*(?:\.|$)/.test(text(it) ?? ""))
        yield {
          at: it,
          what: `\`${text(it)}\` is met by every workload of the mesh: authentication without authorization. Name the ServiceAccounts that call`,
        };
    const unauthenticated = get(client, "unauthenticatedTLS");
    if (unauthenticated && flag(unauthenticated) === true)
      yield { at: unauthenticated, what: "TLS without a client identity is admitted: nobody is asked who they are" };
  },
});
