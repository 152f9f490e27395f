/** Policies whose name says deny, and that leave a direction open. */
import { type Direction, rule } from "../api.js";
import { allowDns } from "../lib/connectivity.js";
import { entries, get, isComplete, items, texts } from "../lib/value.js";

export default rule({
  id: "segmentation/deny-that-allows",
  title: "Policy named deny that does not deny",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["networking.k8s.io/NetworkPolicy"],
  refs: [],

  *check(policy, { connectivity }) {
    const name = policy.name?.toLowerCase() ?? "";
    if (!/(?:^|[-_.])(?:deny|isolate|lockdown)(?:[-_.]|$)/.test(name) || /except|allow|from|\bto\b|namespaces/.test(name)) return;
    // "Deny all" of some pods is mostly said of who may come in.
    const all = connectivity.selectsAll(policy) !== false && /(?:^|[-_.])all(?:[-_.]|$)/.test(name) && !/ingress|egress/.test(name);
    const promised: readonly Direction[] = [
      ...(all || /ingress/.test(name) ? (["ingress"] as const) : []),
      ...(all || /egress/.test(name) ? (["egress"] as const) : []),
    ];
    const missing = promised.filter((it) => connectivity.enforces(policy, it) === false);
    const open = connectivity
      .rules(policy)
      .find((it) => it.enforced === true && it.anyPeer === true && it.anyPort === true && promised.includes(it.direction));
    if (missing.length === 0 && open === undefined) return;
    const types = get(policy.body, "spec.policyTypes");
    const spec = get(policy.body, "spec");
    const wanted = [
      ...new Set([
        ...texts(types),
        ...(connectivity.enforces(policy, "ingress") ? ["Ingress"] : []),
        ...promised.map((it) => (it === "ingress" ? "Ingress" : "Egress")),
      ]),
    ]
      .sort()
      .reverse();
    const bare = connectivity.rules(policy).length === 0 && connectivity.selectsAll(policy) === true;
    yield {
      at: policy,
      what: open
        ? `\`${policy.name}\` allows every ${open.direction}: one rule without peers and ports admits all`
        : `\`${policy.name}\` leaves ${missing.join(" and ")} open: ${types === undefined ? "without `policyTypes` and rules only ingress is isolated" : "`policyTypes` does not list it"}`,
      fix:
        open || spec?.kind !== "dict" || !isComplete(types)
          ? undefined
          : {
              title: missing.includes("egress") && bare ? "Isolate it too, and allow DNS" : "Isolate it too",
              edit: (edit) => {
                if (items(types).length > 0 && types) edit.replace(types, wanted);
                else if (entries(spec).some((it) => it.key === "policyTypes") && types) edit.replace(types, wanted);
                else edit.set(spec, ["policyTypes"], wanted);
                if (missing.includes("egress") && bare) edit.createObject(policy, allowDns(policy.namespace));
              },
            },
    };
  },
});
