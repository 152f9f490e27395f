/** Connections that a workload's own configuration needs and policies forbid. */
import { type Data, type Direction, type Flow, type KubeObject, rule, type Workload } from "../api.js";
import { allowances, besidePolicies, networkPolicy, stableLabels } from "../lib/connectivity.js";

export default rule({
  id: "segmentation/blocked-flow",
  title: "Needed connection that policies block",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  refs: [],

  *check(workload, { connectivity }) {
    if (!connectivity.used(workload)) return;
    for (const flow of connectivity.flowsFrom(workload)) {
      if (flow.confidence !== "high") continue;
      const out = connectivity.passes(flow.from, flow.to, "egress");
      const into = connectivity.passes(flow.to, flow.from, "ingress");
      const blocked = (allowed: Flow["ports"]): boolean =>
        flow.ports.every(([from, to]) => !allowed.some(([start, end]) => start < to && from < end));
      const sides: readonly Direction[] = [
        ...(blocked(out.maybe) ? (["egress"] as const) : []),
        ...(blocked(into.maybe) ? (["ingress"] as const) : []),
      ];
      if (sides.length === 0) continue;
      const policies = sides.flatMap((side) => {
        const pod = side === "egress" ? flow.from : flow.to;
        return connectivity.bearing(pod).filter((it) => connectivity.enforces(it, side) === true && connectivity.selects(it, pod) === true);
      });
      // A policy for the whole cluster in another folder may belong to another cluster.
      if (!policies.some((it) => it.namespaced || it.world !== "" || sameFolder(it, workload))) continue;
      const created = sides.map((side) => missing(flow, side));
      const at = inside(workload, flow) ? flow.at : workload.at;
      yield {
        at,
        what: `\`${flow.service.name}\` is configured here, and no policy lets ${connectivity.describe(flow.ports)} ${sides.length === 2 ? "out of these pods nor into its own" : sides[0] === "egress" ? "out of these pods" : `into \`${flow.to.label}\``}`,
        related: policies.slice(0, 3).map((it) => ({ at: it, what: "Isolates without allowing it" })),
        fix: created.every((it) => it !== undefined)
          ? {
              title:
                sides.length === 2
                  ? "Allow it on both sides"
                  : sides[0] === "egress"
                    ? "Allow it out of these pods"
                    : "Allow it into those pods",
              edit: (it) => {
                sides.forEach((side, i) => {
                  const object = created[i];
                  if (object !== undefined) it.createObject(besidePolicies(side === "egress" ? flow.from : flow.to, connectivity), object);
                });
              },
            }
          : undefined,
      };
    }
  },
});

/** The half that is missing, as a policy of its own (F20, F21). */
function missing(flow: Flow, side: Direction): { readonly [key: string]: Data } | undefined {
  const pod = side === "egress" ? flow.from : flow.to;
  const labels = stableLabels(pod);
  const rules = allowances([flow], side, pod);
  if (labels === undefined || rules === undefined || pod.name === undefined) return undefined;
  const name = side === "egress" ? `${pod.name}-to-${flow.to.name}` : `${pod.name}-from-${flow.from.name}`;
  return networkPolicy(name, pod.namespace, {
    podSelector: { matchLabels: labels },
    policyTypes: [side === "egress" ? "Egress" : "Ingress"],
    [side]: rules,
  });
}

function inside({ full }: Workload, { at }: Flow): boolean {
  return at.unit === full.unit && at.start >= full.start && at.end <= full.end;
}

function sameFolder(a: KubeObject, b: KubeObject): boolean {
  const folder = ({ full }: KubeObject): string => full.unit.replace(/[^/]*$/, "");
  return folder(a) === folder(b);
}
