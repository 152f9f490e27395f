/** A network and an identity required by two policies of one target, where either is enough. */
import { type KubeObject, rule } from "../api.js";
import { dataOf, get, items, text, texts } from "../lib/value.js";

export default rule({
  id: "mesh/linkerd-authorization-split",
  title: "Identity and network in separate policies",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["policy.linkerd.io/AuthorizationPolicy"],
  refs: [],

  *check(policy, { kubernetes }) {
    const target = get(policy.body, "spec.targetRef");
    if (target === undefined || !only(policy, "NetworkAuthentication")) return;
    const other = kubernetes
      .objects(policy, "policy.linkerd.io/AuthorizationPolicy")
      .find(
        (it) =>
          it !== policy &&
          it.namespaceKey === policy.namespaceKey &&
          same(it, policy) &&
          !only(it, "NetworkAuthentication") &&
          items(get(it.body, "spec.requiredAuthenticationRefs")).length > 0,
      );
    const mine = get(policy.body, "spec.requiredAuthenticationRefs");
    const theirs = get(other?.body, "spec.requiredAuthenticationRefs");
    if (other === undefined || mine === undefined || theirs === undefined) return;
    yield {
      at: target,
      what: `Policies of one target are OR: who comes from this network needs no identity, although \`${other.name ?? ""}\` asks for one. Within one policy the references are AND`,
      related: [{ at: other, what: "asks for an identity" }],
      fix: {
        title: `Require the identity of ${other.name ?? "the other policy"} here, too`,
        edit: (it) => it.append(mine, ...items(theirs).map(dataOf)),
      },
    };
  },
});

function only(policy: KubeObject, kind: string): boolean {
  const refs = items(get(policy.body, "spec.requiredAuthenticationRefs"));
  return refs.length > 0 && refs.every((it) => text(get(it, "kind")) === kind);
}

function same(a: KubeObject, b: KubeObject): boolean {
  const key = (it: KubeObject): string => ["kind", "name"].flatMap((field) => texts(get(it.body, `spec.targetRef.${field}`))).join("/");
  return key(a).includes("/") && key(a) === key(b);
}
