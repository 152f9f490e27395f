/** Port ranges of a thousand ports and more. */
import { rule } from "../api.js";
import { get } from "../lib/value.js";

export default rule({
  id: "segmentation/wide-port-range",
  title: "Wide range of ports",
  pillar: "networks",
  tenet: ["T3"],
  severity: "info",
  fixes: "none",
  on: "policy.rule",
  of: ["kubernetes"],
  refs: [],

  *check(it) {
    for (const entry of it.ports) {
      const end = get(entry.value, "endPort");
      if (!entry.known || entry.end === undefined || end === undefined) continue;
      if (typeof entry.port !== "number" || entry.end < entry.port) {
        yield { at: end, what: "The API server refuses a range without a number below its end: the policy is never applied" };
        continue;
      }
      if (entry.end - entry.port < 1000) continue;
      yield {
        at: end,
        what: `${(entry.end - entry.port + 1).toLocaleString("en")} ports are opened: whatever starts to listen there is in reach`,
      };
    }
  },
});
