/** Linkerd policies that name what does not exist, or in a form that never matches. */
import { type Fix, rule } from "../api.js";
import { get, items, text } from "../lib/value.js";

const kinds: ReadonlySet<string> = new Set(["Server", "MeshTLSAuthentication", "NetworkAuthentication"]);

export default rule({
  id: "mesh/linkerd-dangling-reference",
  title: "Linkerd policy for something that is not there",
  pillar: "identity",
  tenet: ["T5", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["policy.linkerd.io/AuthorizationPolicy", "policy.linkerd.io/MeshTLSAuthentication"],
  refs: [],

  *check(policy, { kubernetes }) {
    for (const it of items(get(policy.body, "spec.identities"))) {
      const known = text(it);
      if (known === undefined || known.startsWith("*") || /^[\w-]+\.[\w-]+\.serviceaccount\.identity\.[\w-]+\.[\w.-]+$/.test(known))
        continue;
      const [account, namespace] = known.split(".");
      const whole = `${account}.${namespace}.serviceaccount.identity.linkerd.cluster.local`;
      const fix: Fix = { title: `Write it as ${whole}`, edit: (edit) => edit.replace(it, whole) };
      // Identities of external workloads are SPIFFE URIs.
      if (known.includes("://")) continue;
      yield {
        at: it,
        what: `Linkerd's identities are \`account.namespace.serviceaccount.identity.linkerd.trust-domain\`: \`${known}\` matches nobody`,
        fix: known.split(".").length > 1 && /^[\w-]+$/.test(account ?? "") ? fix : [],
      };
    }
    if (policy.kind !== "AuthorizationPolicy" || !kubernetes.closedWorld(policy)) return;
    for (const ref of [get(policy.body, "spec.targetRef"), ...items(get(policy.body, "spec.requiredAuthenticationRefs"))]) {
      const kind = text(get(ref, "kind"));
      const name = get(ref, "name");
      const known = text(name);
      if (name === undefined || known === undefined || kind === undefined || !kinds.has(kind) || get(ref, "namespace") !== undefined)
        continue;
      const pick = `policy.linkerd.io/${kind}`;
      const all = kubernetes.objects(policy, pick);
      if (kubernetes.mayHide(policy, pick) || all.some((it) => it.name === undefined || it.namespace === undefined)) continue;
      const here = all.filter((it) => it.namespaceKey === policy.namespaceKey);
      if (here.some((it) => it.name === known)) continue;
      yield {
        at: name,
        what: `No ${kind} \`${known}\` is in \`${policy.namespace ?? ""}\`: ${ref === get(policy.body, "spec.targetRef") ? "this policy opens nothing" : "this requirement is never met"}`,
        fix: here
          .slice(0, 3)
          .flatMap((it): readonly Fix[] =>
            it.name === undefined ? [] : [{ title: `Name ${it.name}`, edit: (edit) => edit.replace(name, it.name ?? "") }],
          ),
      };
    }
  },
});
