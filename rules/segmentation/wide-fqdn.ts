/** Patterns of DNS names that anybody can have a host under. */
import { rule } from "../api.js";
import { dnsNames } from "../lib/cilium.js";
import { dicts, get, items, text } from "../lib/value.js";

/** Suffixes under which strangers get names of their own. */
const shared =
  /^\*{1,2}\.(?:com|net|org|io|dev|app|cloud|amazonaws\.com|cloudfront\.net|elb\.amazonaws\.com|s3\.amazonaws\.com|azureedge\.net|azurewebsites\.net|blob\.core\.windows\.net|windows\.net|googleapis\.com|appspot\.com|run\.app|web\.app|firebaseapp\.com|github\.io|githubusercontent\.com|herokuapp\.com|netlify\.app|vercel\.app|pages\.dev|workers\.dev|digitaloceanspaces\.com|fastly\.net|akamaihd\.net)$/;

export default rule({
  id: "segmentation/wide-fqdn",
  title: "DNS pattern that strangers match",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "policy.rule",
  of: ["cilium.egress", "admin.egress", "calico.egress"],
  refs: [],

  *check(it) {
    if (it.action !== "allow") return;
    const patterns = [
      ...dicts(get(it.body, "toFQDNs")).flatMap((one) => get(one, "matchPattern") ?? []),
      ...items(get(it.body, "destination.domains")),
      ...dicts(get(it.body, "to")).flatMap((one) => items(get(one, "domainNames"))),
    ];
    for (const pattern of patterns) {
      const known = text(pattern);
      if (known === undefined) continue;
      const everything = /^[*.]+$/.test(known);
      if (!everything && !shared.test(known)) continue;
      const hosts = dnsNames(it.policy).filter((name) => !everything && name.endsWith(known.replace(/^\*+/, "")));
      const [host] = hosts;
      const list = get(it.body, "toFQDNs");
      const item = dicts(list).find((one) => get(one, "matchPattern") === pattern);
      yield {
        at: pattern,
        what: everything
          ? `\`${known}\` is every name there is`
          : `Anybody can get a name that matches \`${known}\`, and receive what these pods send`,
        fix:
          host === undefined || list?.kind !== "list" || item?.entries.length !== 1
            ? undefined
            : {
                title: `Allow the ${hosts.length === 1 ? "host" : `${hosts.length} hosts`} that the DNS rule names`,
                edit: (edit) => {
                  const named = hosts.map((name) => ({ matchName: name }));
                  if (list.items.length === 1) edit.replace(list, named);
                  else {
                    edit.replace(item, { matchName: host });
                    if (hosts.length > 1) edit.append(list, ...named.slice(1));
                  }
                },
              },
      };
    }
  },
});
