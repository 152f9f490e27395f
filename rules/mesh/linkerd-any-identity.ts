/** Linkerd authentications that any meshed client meets. */
import { type Entry, type Fix, rule } from "../api.js";
import { entry, flag, get, items, text } from "../lib/value.js";

export default rule({
  id: "mesh/linkerd-any-identity",
  title: "Any meshed client is authorized",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["policy.linkerd.io/MeshTLSAuthentication", "policy.linkerd.io/ServerAuthorization"],
  refs: [],

  *check(object, { kubernetes }) {
    const client = object.kind === "ServerAuthorization" ? get(object.body, "spec.client.meshTLS") : get(object.body, "spec");
    const identities = entry(client, "identities");
    const accounts = kubernetes.workloadsBeside(object).filter((it) => it.serviceAccountName !== "default");
    const names = [...new Set(accounts.flatMap((it) => it.serviceAccountName ?? []))].sort().slice(0, 3);
    for (const it of items(identities?.value))
      if (/^\*(?:\.|$)/.test(text(it) ?? ""))
        yield {
          at: it,
          what: `\`${text(it)}\` is met by every workload of ${reach(text(it) ?? "")}: authentication without authorization. Name the ServiceAccounts that call`,
          fix: identities ? names.map((name) => named(identities, name)) : [],
        };
    const unauthenticated = get(client, "unauthenticatedTLS");
    if (unauthenticated && flag(unauthenticated) === true)
      yield { at: unauthenticated, what: "TLS without a client identity is admitted: nobody is asked who they are" };
  },
});

/** What a pattern in front of an identity spans: `*.shop.serviceaccount...` is one namespace. */
function reach(identity: string): string {
  const namespace = /^\*\.([\w-]+)\.serviceaccount\./.exec(identity)?.[1];
  return namespace === undefined ? "the mesh" : `\`${namespace}\``;
}

function named(identities: Entry, name: string): Fix {
  return {
    title: `Authorize the ServiceAccount ${name} only`,
    edit: (it) => {
      it.rename(identities.keyAt, "identityRefs");
      it.replace(identities.value, [{ kind: "ServiceAccount", name }]);
    },
  };
}
