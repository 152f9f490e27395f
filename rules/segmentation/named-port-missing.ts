/** Ports by a name that no pod declares. */
import { rule, type Workload } from "../api.js";
import { get, isComplete, items, text } from "../lib/value.js";

export default rule({
  id: "segmentation/named-port-missing",
  title: "Port name that no pod declares",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "policy.rule",
  of: ["kubernetes.ingress"],
  refs: [],

  *check(it, { connectivity }) {
    if (it.enforced !== true || !it.ports.some((one) => typeof one.port === "string") || !connectivity.inventoried(it.policy)) return;
    const pods = connectivity.candidates(it.policy).filter((one) => connectivity.selects(it.policy, one) !== false);
    if (pods.length === 0 || !pods.every(isWhole)) return;
    const names = new Set(pods.flatMap(namesOf));
    for (const entry of it.ports) {
      const port = entry.portAt;
      if (!entry.known || typeof entry.port !== "string" || port === undefined || names.has(`${entry.port} ${entry.protocol}`)) continue;
      const near = [...names].map((one) => one.split(" ")[0] ?? "").find((one) => isNear(one, String(entry.port)));
      yield {
        at: port,
        what: `No selected pod declares a ${entry.protocol} port named \`${entry.port}\`: the entry allows nothing`,
        fix: near === undefined ? undefined : { title: `Use \`${near}\``, edit: (edit) => edit.replace(port, near) },
      };
    }
  },
});

function namesOf(workload: Workload): readonly string[] {
  return workload.containers.flatMap((it) =>
    items(get(it.body, "ports")).flatMap((port) => {
      const name = text(get(port, "name"));
      return name === undefined ? [] : [`${name} ${text(get(port, "protocol")) ?? "TCP"}`];
    }),
  );
}

function isWhole(workload: Workload): boolean {
  return workload.containers.every(
    (it) =>
      it.body.complete &&
      isComplete(get(it.body, "ports")) &&
      items(get(it.body, "ports")).every((port) => get(port, "name")?.kind !== "unknown" && get(port, "protocol")?.kind !== "unknown"),
  );
}

/** The same letters, one changed, one more, one less or two swapped. */
function isNear(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  if (a.length === b.length) {
    const different = [...a].flatMap((it, i) => (it === b[i] ? [] : [i]));
    const [first, second] = different;
    return (
      different.length === 1 ||
      (different.length === 2 && first !== undefined && second === first + 1 && a[first] === b[second] && a[second] === b[first])
    );
  }
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return [...long].some((_, i) => long.slice(0, i) + long.slice(i + 1) === short);
}
