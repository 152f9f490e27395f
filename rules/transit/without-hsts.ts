/** Response header policies that do not keep browsers on HTTPS. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";
import { get } from "../lib/value.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_cloudfront_response_headers_policy"],
    path: "security_headers_config.strict_transport_security",
    needs: [],
    absent: true,
    // Headers may be set by hand.
    when: (block) => get(block.body, "custom_headers_config") === undefined,
    what: "Browsers are not told to stay on HTTPS: the first request of every visit may be plain HTTP, and whoever is on the way answers it",
    repair: {
      title: "Keep browsers on HTTPS for a year",
      value: {
        type: "strict_transport_security",
        labels: [],
        body: { access_control_max_age_sec: 31536000, include_subdomains: true, override: true },
      },
    },
  },
];

export default rule({
  id: "transit/without-hsts",
  title: "Browsers not kept on HTTPS",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: typesOf(facts),
  refs: ["checkov:CKV_AWS_259"],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
