/** Annotations and labels of a mesh that are misspelt, so that nobody reads them. */
import { type Entry, rule } from "../api.js";
import { dicts, entries, get, misspelt } from "../lib/value.js";

/** Settings of Istio and Linkerd on pods, Services and namespaces, by their prefix. */
const names: { readonly [prefix: string]: readonly string[] } = {
  "sidecar.istio.io":
    "inject interceptionMode proxyImage proxyImageType proxyCPU proxyCPULimit proxyMemory proxyMemoryLimit rewriteAppHTTPProbers bootstrapOverride logLevel componentLogLevel agentLogLevel discoveryAddress nativeSidecar capNetBindService extraStatTags statsInclusionPrefixes statsInclusionSuffixes statsInclusionRegexps statsHistogramBuckets statsHistogramBins statsFlushInterval statsEvictionInterval statsCompression status userVolume userVolumeMount enableCoreDump controlPlaneAuthPolicy".split(
      " ",
    ),
  "traffic.sidecar.istio.io":
    "includeInboundPorts excludeInboundPorts includeOutboundPorts excludeOutboundPorts includeOutboundIPRanges excludeOutboundIPRanges excludeInterfaces kubevirtInterfaces".split(
      " ",
    ),
  "proxy.istio.io": ["config", "overrides"],
  "istio.io": ["rev", "dataplane-mode", "use-waypoint", "use-waypoint-namespace", "ingress-use-waypoint", "waypoint-for", "dry-run", "tag"],
  "linkerd.io": ["inject", "control-plane-ns", "created-by", "proxy-version"],
  "config.linkerd.io":
    "default-inbound-policy skip-inbound-ports skip-outbound-ports skip-subnets opaque-ports proxy-require-identity-inbound-ports inbound-port outbound-port admin-port control-port enable-external-profiles enable-debug-sidecar proxy-uid proxy-gid proxy-version proxy-image proxy-log-level proxy-log-format proxy-await".split(
      " ",
    ),
};

export default rule({
  id: "mesh/misspelt-annotation",
  title: "Mesh setting that is misspelt",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  refs: ["istio:IST0108-UnknownAnnotation"],

  *check(object) {
    const template = get(object.body, "spec.template.metadata");
    for (const metadata of [...dicts(get(object.body, "metadata")), ...dicts(template)])
      for (const place of ["annotations", "labels"])
        for (const it of entries(get(metadata, place))) {
          const meant = meantBy(it);
          if (meant === undefined || entries(get(metadata, place)).some((one) => one.key === meant)) continue;
          yield {
            at: it.keyAt,
            what: `Nobody reads \`${it.key}\`: the setting is called \`${meant}\`, and without it the default holds`,
            fix: { title: `Call it \`${meant}\``, edit: (edit) => edit.rename(it.keyAt, meant) },
          };
        }
  },
});

/** The setting that a key is a slip of; undefined when it is one, or is far from all of them. */
function meantBy({ key }: Entry): string | undefined {
  if (!key.includes(".io/")) return undefined;
  const [prefix = "", name, ...more] = key.split("/");
  if (name === undefined || more.length > 0 || !/(?:istio|linkerd)\.io$/.test(prefix)) return undefined;
  const known = names[prefix];
  if (known?.includes(name)) return undefined;
  const slip = known?.find((it) => it.toLowerCase() === name.toLowerCase() || misspelt(it, name) || isStem(it, name));
  if (slip !== undefined) return `${prefix}/${slip}`;
  // The right name under the wrong prefix.
  const owners = Object.entries(names).filter(([other, list]) => list.includes(name) && misspelt(other, prefix));
  return known === undefined && owners.length === 1 ? `${owners[0]?.[0]}/${name}` : undefined;
}

/** `injected`, `includeInboundPort`: a word with another ending. */
function isStem(name: string, written: string): boolean {
  return written === `${name}ed` || written === `${name}s` || written === `${name}ion` || `${written}s` === name;
}
