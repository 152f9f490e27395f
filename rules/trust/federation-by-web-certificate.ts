/** Federated trust domains whose keys any web certificate vouches for. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "trust/federation-by-web-certificate",
  title: "Trust domain that a web certificate vouches for",
  pillar: "identity",
  tenet: ["T6"],
  severity: "info",
  fixes: "review",
  on: "kube.object",
  of: ["spire.spiffe.io/ClusterFederatedTrustDomain"],
  refs: [],

  *check(federation) {
    const domain = text(get(federation.body, "spec.trustDomain"));
    const type = get(federation.body, "spec.bundleEndpointProfile.type");
    const profile = get(federation.body, "spec.bundleEndpointProfile");
    const url = get(federation.body, "spec.bundleEndpointURL");
    if (type !== undefined && text(type) === "https_web")
      yield {
        at: type,
        what: "The partner's keys come from whoever has a web certificate for the host: one false issue or DNS entry, and others speak for the domain",
        fix:
          profile === undefined || domain === undefined
            ? []
            : {
                title: "Authenticate the endpoint by its SPIFFE identity",
                edit: (it) => {
                  it.replace(type, "https_spiffe");
                  it.set(profile, "endpointSPIFFEID", `spiffe://${domain}/spire/server`);
                },
              },
      };
    if (url !== undefined && /^http:|^https:\/\/\d+\.\d+\.\d+\.\d+/.test(text(url) ?? ""))
      yield { at: url, what: "Keys from this address cannot be told from those of somebody in between" };
  },
});
