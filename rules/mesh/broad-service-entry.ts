/** ServiceEntries that open more of the outside than a host. */
import { type ConnectivityProject, type KubeObject, rule } from "../api.js";
import { parseCidr } from "../lib/network.js";
import { get, items, text } from "../lib/value.js";

const suffixes =
  /^\*\.(?:com|org|net|io|dev|app|cloud|eu|de|uk|co\.uk|amazonaws\.com|windows\.net|cloudfront\.net|github\.io|herokuapp\.com|appspot\.com|run\.app|workers\.dev|pages\.dev)$/i;

export default rule({
  id: "mesh/broad-service-entry",
  title: "ServiceEntry for a whole domain",
  pillar: "networks",
  tenet: ["T2", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["networking.istio.io/ServiceEntry"],
  refs: [],

  *check(entry, { connectivity }) {
    for (const host of items(get(entry.body, "spec.hosts"))) {
      const known = text(host) ?? "";
      if (known !== "*" && !suffixes.test(known)) continue;
      const hosts = hostsIn(entry, connectivity).filter((it) => it.endsWith(known.slice(1)));
      const list = get(entry.body, "spec.hosts");
      yield {
        at: host,
        what: `\`${known}\` is where anybody can put a server: the egress list no longer says what may be called`,
        fix:
          hosts.length === 0 || list?.kind !== "list" || list.items.length !== 1
            ? undefined
            : {
                title: `Name the ${hosts.length === 1 ? "host" : `${hosts.length} hosts`} that the workloads of this namespace are configured with`,
                edit: (edit) => edit.replace(list, hosts),
              },
      };
    }
    for (const address of items(get(entry.body, "spec.addresses"))) {
      const cidr = parseCidr(text(address) ?? "");
      if (cidr && cidr.length <= 8)
        yield {
          at: address,
          what: `\`${text(address)}\` takes in a good part of all addresses: the egress list no longer says what may be called`,
        };
    }
  },
});

/** The hosts outside that the workloads of the entry's namespace name (SEMANTICS F12). */
function hostsIn(entry: KubeObject, connectivity: ConnectivityProject): readonly string[] {
  const named = connectivity.workloads(entry).flatMap((it) => connectivity.needs(it, "egress").flatMap((need) => need.host ?? []));
  return [...new Set(named)].sort();
}
