/** Target groups, and endpoints of Verified Access, of plain HTTP behind a listener with TLS. */
import { rule } from "../api.js";
import { backends, behindTls, plainHttp, problem } from "../lib/target-group.js";

export default rule({
  id: "transit/tls-ends-at-balancer",
  title: "TLS ends at the load balancer",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: backends,
  refs: [],

  *check(block, project) {
    const protocol = plainHttp(block);
    if (protocol === undefined || behindTls(block, project) !== true) return;
    yield problem(protocol, "TLS ends at the load balancer: the last hop to the workload is readable and nobody proves there who answers");
  },
});
