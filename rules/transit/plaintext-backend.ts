/** Target groups, and endpoints of Verified Access, that speak plain HTTP to the workload behind them. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "transit/plaintext-backend",
  title: "Plain HTTP to the backend",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_lb_target_group", "aws_alb_target_group", "aws_verifiedaccess_endpoint"],
  refs: [],

  *check(block) {
    const path = block.type === "aws_verifiedaccess_endpoint" ? "load_balancer_options.protocol" : "protocol";
    const protocol = get(block.body, path);
    const type = get(block.body, "target_type");
    // A function is called, not connected to.
    if (protocol === undefined || text(protocol)?.toUpperCase() !== "HTTP" || text(type) === "lambda" || type?.kind === "unknown") return;
    yield {
      at: protocol,
      what: "TLS ends at the load balancer: the last hop to the workload is readable and nobody proves there who answers",
      fix: {
        title: "Speak HTTPS to the backend",
        edit: (it) => {
          it.replace(protocol, text(protocol) === "http" ? "https" : "HTTPS");
        },
      },
    };
  },
});
