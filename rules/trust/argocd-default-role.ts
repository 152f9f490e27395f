/** Argo CD policies that give broad rights to whoever logs in. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "trust/argocd-default-role",
  title: "Argo CD gives every login broad rights",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: ["/ConfigMap"],
  refs: [],

  *check(map) {
    if (map.name !== "argocd-rbac-cm") return;
    const data = get(map.body, "data");
    const fallback = get(data, ["policy.default"]);
    const csv = get(data, ["policy.csv"]);
    const role = text(fallback);
    const wide = role === "role:admin" || (role !== undefined && role !== "" && grantsAll(text(csv) ?? "", role));
    if (fallback !== undefined && wide)
      yield {
        at: fallback,
        what: `Whoever logs in is \`${role}\`: everybody whom the identity provider knows may deploy anything`,
        fix: { title: "Give no rights by default", edit: (it) => it.replace(fallback, "") },
      };
    const everyone = /^[ \t]*g,[ \t]*(\*|[\w.-]*\*),[ \t]*role:admin[ \t\r]*$/m.exec(text(csv) ?? "")?.[1];
    if (csv !== undefined && everyone !== undefined)
      yield { at: csv, what: `The group \`${everyone}\` is \`role:admin\`: a wildcard names whoever comes` };
  },
});

/** `p, <role>, *, *, *, allow`. */
function grantsAll(csv: string, role: string): boolean {
  return csv.split("\n").some((line) => {
    const [kind, who, resource, action, object, effect = "allow"] = line.split(",").map((it) => it.trim());
    return kind === "p" && who === role && resource === "*" && action === "*" && /^\*(?:\/\*)?$/.test(object ?? "") && effect === "allow";
  });
}
