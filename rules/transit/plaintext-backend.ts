/** Target groups of plain HTTP that no listener with TLS stands before. */
import { rule } from "../api.js";
import { backends, behindTls, plainHttp, problem } from "../lib/target-group.js";

export default rule({
  id: "transit/plaintext-backend",
  title: "Plain HTTP to the backend",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: backends,
  refs: ["checkov:CKV_AWS_378"],

  *check(block, project) {
    const protocol = plainHttp(block);
    if (protocol === undefined || behindTls(block, project) !== false) return;
    yield problem(
      protocol,
      "The way to the workload is plain HTTP: whoever is in the network reads it, and nobody proves there who answers",
    );
  },
});
