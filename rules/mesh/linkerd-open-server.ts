/** Linkerd Servers that fall back to admitting everybody. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "mesh/linkerd-open-server",
  title: "Server open by default",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["policy.linkerd.io/Server"],
  refs: [],

  *check(server) {
    const access = get(server.body, "spec.accessPolicy");
    const known = text(access);
    if (access === undefined || known === undefined || !/^(?:all-unauthenticated|cluster-unauthenticated|audit)$/.test(known)) return;
    yield {
      at: access,
      what: `What no AuthorizationPolicy admits falls back to \`${known}\`: the policies of this Server keep nobody out`,
      fix: { title: "Deny what no policy admits", edit: (it) => it.replace(access, "deny") },
    };
  },
});
