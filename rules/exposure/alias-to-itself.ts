/** ExternalName Services that lead to the node, the metadata service, or a guarded name. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "exposure/alias-to-itself",
  title: "Alias for a local or guarded address",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "none",
  on: "kube.object",
  of: ["/Service"],
  refs: ["kyverno:other-no-localhost-service"],

  *check(service) {
    const name = get(service.body, "spec.externalName");
    const known = text(name)?.toLowerCase();
    if (name === undefined || known === undefined || text(get(service.body, "spec.type")) !== "ExternalName") return;
    if (!/^(?:localhost|127\.|169\.254\.|metadata\.google\.internal|0\.0\.0\.0)/.test(known) && !/(?:^|\.)169\.254\.169\.254\./.test(known))
      return;
    yield {
      at: name,
      what: /localhost|127\.|0\.0\.0\.0/.test(known)
        ? `\`${known}\` is whoever resolves it: a controller that follows the alias connects to itself, past its own access checks`
        : `\`${known}\` is the metadata service: a proxy that follows the alias hands out the credentials of its node`,
    };
  },
});
