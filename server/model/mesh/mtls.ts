/** Resolves the server's mTLS mode for a workload port (SEMANTICS I1-I5, I9). */
import type { MeshScope, Mtls, MtlsMode, PeerAuthentication } from "../../../rules/api.js";

type Mode = MtlsMode | "unknown";
const strength: readonly MtlsMode[] = ["DISABLE", "PERMISSIVE", "STRICT"];

/** `policies` are those that may apply; `open` says that others may exist out of view, `ambient` that ztunnel ignores DISABLE (I9). */
export function resolveMtls(
  policies: readonly { readonly policy: PeerAuthentication; readonly applies: boolean | undefined }[],
  port: number | undefined,
  { open, ambient }: { readonly open: boolean; readonly ambient: boolean },
): Mtls {
  const heard = (mode: PeerAuthentication["mode"]): PeerAuthentication["mode"] => (ambient && mode === "DISABLE" ? "UNSET" : mode);
  let modes = new Set<Mode>(["PERMISSIVE"]);
  let by: readonly PeerAuthentication[] = [];
  const scopes: readonly MeshScope[] = ["mesh", "namespace", "workload"];
  for (const scope of scopes) {
    const here = policies.filter((it) => it.applies !== false && (it.policy.scope === scope || it.policy.scope === undefined));
    if (here.length === 0) continue;
    const certain = here.some((it) => it.applies === true && it.policy.scope !== undefined);
    const next = new Set<Mode>(certain ? [] : modes);
    let deciders = certain ? [] : by;
    // One of them wins, by an age that no file tells (I4); a port's own entry comes with the policy that selects the workload (I5).
    for (const { policy } of here) {
      const entry = scope === "workload" && port !== undefined ? policy.ports.find((it) => it.port === port) : undefined;
      const own = entry === undefined || heard(entry.mode) === "UNSET" ? heard(policy.mode) : entry.mode;
      for (const it of own === "UNSET" ? modes : [own ?? ("unknown" as const)]) next.add(it);
      deciders = [...deciders, ...(own === "UNSET" ? by : [policy])];
    }
    modes = next;
    by = [...new Set(deciders)];
  }
  if (open || modes.has("unknown")) return { weakest: undefined, strictest: undefined, by };
  const order = strength.filter((it) => modes.has(it));
  return { weakest: order[0], strictest: order[order.length - 1], by };
}
