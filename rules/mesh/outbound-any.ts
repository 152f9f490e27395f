/** Meshes whose workloads may call any host outside. */
import { type MeshConfig, rule } from "../api.js";
import { entry, get, text } from "../lib/value.js";

export default rule({
  id: "mesh/outbound-any",
  title: "Any outbound host allowed",
  pillar: "networks",
  tenet: ["T2", "T7"],
  severity: "warning",
  fixes: "review",
  on: "mesh.config",
  refs: [],

  *check(config) {
    const policy = get(config.config, "outboundTrafficPolicy");
    const mode = get(policy, "mode");
    if (policy === undefined ? config.config.kind !== "dict" || !config.config.complete : mode !== undefined && text(mode) !== "ALLOW_ANY")
      return;
    if (mode?.kind === "unknown" || policy?.kind === "unknown") return;
    const at = mode ?? policy ?? (config.config.kind === "dict" ? (config.config.entries[0]?.keyAt ?? config) : config);
    yield {
      at,
      what: "Workloads may call any address outside the mesh (`ALLOW_ANY`): what an intruder sends out goes unnoticed. `REGISTRY_ONLY` with ServiceEntries, and a NetworkPolicy on egress, name what is needed",
      fix: {
        title: "Allow registered hosts only (REGISTRY_ONLY)",
        edit: (it) =>
          registryOnly(
            config,
            (text) => config.text && it.replace(config.text, text),
            () => it.set(config.config, "outboundTrafficPolicy.mode", "REGISTRY_ONLY"),
          ),
      },
    };
  },
});

/** In a ConfigMap the configuration is a text: the fix writes the text anew. */
function registryOnly(config: MeshConfig, write: (text: string) => void, set: () => void): void {
  const whole = text(config.text);
  if (whole === undefined) return set();
  const has = entry(config.config, "outboundTrafficPolicy") !== undefined;
  write(
    has
      ? whole.replace(/(outboundTrafficPolicy:\s*\n\s+mode:\s*)\w+/, "$1REGISTRY_ONLY")
      : `${whole.trimEnd()}\noutboundTrafficPolicy:\n  mode: REGISTRY_ONLY`,
  );
}
