/** Cilium rules that let pods look up whatever name. */
import { type KubeObject, rule, type Value } from "../api.js";
import { specsOf } from "../lib/cilium.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "segmentation/dns-any-name",
  title: "Lookups of every name",
  pillar: "networks",
  tenet: ["T2", "T7"],
  severity: "info",
  fixes: "review",
  on: "kube.object",
  of: ["cilium.io/CiliumNetworkPolicy", "cilium.io/CiliumClusterwideNetworkPolicy"],
  refs: [],

  *check(policy) {
    const [first, ...others] = patterns(policy);
    if (first === undefined) return;
    const hosts = names(policy);
    yield {
      at: first.pattern,
      what: `\`${text(first.pattern)}\` lets these pods look up every name, and a lookup carries data to whoever serves the name`,
      related: others.slice(0, 3).map((it) => ({ at: it.pattern, what: "Every name here, too" })),
      fix:
        hosts.length === 0 || others.length > 0
          ? undefined
          : {
              title: "Allow lookups of the hosts that the policy names, and of the cluster's own names",
              edit: (edit) => {
                edit.replace(first.item, hosts[0] ?? {});
                edit.append(first.list, ...hosts.slice(1), { matchPattern: "*.svc.cluster.local" });
              },
            },
    };
  },
});

/** The items of `rules.dns` that any name matches. */
function patterns(policy: KubeObject): readonly { readonly pattern: Value; readonly item: Value; readonly list: Value }[] {
  return specsOf(policy)
    .flatMap((spec) => items(get(spec, "egress")))
    .flatMap((one) => items(get(one, "toPorts")))
    .flatMap((ports) => {
      const list = get(ports, "rules.dns");
      return items(list).flatMap((item) => {
        const pattern = get(item, "matchPattern");
        return list?.kind === "list" && pattern && /^[*.]+$/.test(text(pattern) ?? "") ? [{ pattern, item, list }] : [];
      });
    });
}

/** The hosts of `toFQDNs`, as items of a DNS rule; none when one of them is not known. */
function names(policy: KubeObject): readonly { readonly [key: string]: string }[] {
  const hosts = specsOf(policy)
    .flatMap((spec) => items(get(spec, "egress")))
    .flatMap((one) => items(get(one, "toFQDNs")))
    .map((one) => ({ matchName: text(get(one, "matchName")), matchPattern: text(get(one, "matchPattern")) }));
  const known = hosts.flatMap(({ matchName, matchPattern }): readonly { readonly [key: string]: string }[] =>
    matchName !== undefined ? [{ matchName }] : matchPattern !== undefined && !/^[*.]+$/.test(matchPattern) ? [{ matchPattern }] : [],
  );
  return known.length === hosts.length ? known : [];
}
