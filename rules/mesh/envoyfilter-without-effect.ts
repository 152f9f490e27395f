/** EnvoyFilters whose operation is refused or ignored where they apply it. */
import { rule } from "../api.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "mesh/envoyfilter-without-effect",
  title: "EnvoyFilter that changes nothing",
  pillar: "networks",
  tenet: ["T6"],
  severity: "warning",
  fixes: "none",
  on: "kube.object",
  of: ["networking.istio.io/EnvoyFilter"],
  refs: [
    "istio:IST0152-EnvoyFilterUsesReplaceOperationIncorrectly",
    "istio:IST0153-EnvoyFilterUsesAddOperationIncorrectly",
    "istio:IST0154-EnvoyFilterUsesRemoveOperationIncorrectly",
  ],

  *check(filter) {
    for (const patch of items(get(filter.body, "spec.configPatches"))) {
      const operation = get(patch, "patch.operation");
      const place = text(get(patch, "applyTo"));
      const known = text(operation);
      if (operation === undefined || known === undefined || place === undefined) continue;
      const ignored =
        known === "REPLACE"
          ? !["HTTP_FILTER", "NETWORK_FILTER"].includes(place)
          : (known === "ADD" || known === "REMOVE") && ["ROUTE_CONFIGURATION", "HTTP_ROUTE"].includes(place);
      if (!ignored) continue;
      yield {
        at: operation,
        what: `\`${known}\` does nothing at \`${place}\`: what this filter is to enforce is not enforced, and no error says so`,
      };
    }
  },
});
