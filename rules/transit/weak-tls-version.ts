/** Endpoints that still speak TLS 1.0 or 1.1. One row for each kind: where the version is chosen, what an absent one means, and a better one. */
import { type Dict, rule, type TerraformBlock, type Value } from "../api.js";
import { flag, get, text } from "../lib/value.js";

export default rule({
  id: "transit/weak-tls-version",
  title: "TLS 1.0 or 1.1 accepted",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_lb_listener", "aws_alb_listener", "aws_cloudfront_distribution", "aws_api_gateway_domain_name", "aws_transfer_server"],
  refs: [
    "checkov:CKV_AWS_103",
    "checkov:CKV2_AWS_74",
    "checkov:CKV_AWS_174",
    "checkov:CKV_AWS_206",
    "checkov:CKV_AWS_380",
    "trivy:AWS-0047",
    "trivy:AWS-0013",
    "trivy:AWS-0005",
    "tfsec:aws-elbv2-use-secure-tls-policy",
    "kics:API Gateway Without Security Policy",
    "kics:CloudFront Without Minimum Protocol TLS 1.2",
  ],

  *check(block) {
    const row = rows.get(block.type);
    if (row === undefined || !block.body.complete || row.unless?.(block)) return;
    const value = get(block.body, row.path);
    if (value === undefined ? row.absent === undefined : !row.weak.test(text(value) ?? "")) return;
    yield {
      at: value ?? holder(block, row.path),
      what:
        value === undefined
          ? `${row.absent}: versions of TLS with known weaknesses are accepted`
          : `\`${text(value)}\` accepts versions of TLS with known weaknesses`,
      fix: { title: `Accept TLS 1.2 and newer (\`${row.better}\`)`, edit: (it) => it.set(block.body, row.path, row.better) },
    };
  },
});

interface Row {
  readonly path: string;
  readonly weak: RegExp;
  /** What happens when nothing is written; undefined where the service then is safe, or its choice is not documented. */
  readonly absent?: string;
  readonly better: string;
  readonly unless?: (block: TerraformBlock) => boolean;
}

const listener: Row = {
  path: "ssl_policy",
  weak: /^ELBSecurityPolicy-(?:20\d\d-\d\d$|TLS-1-[01]-|TLS13-1-[01]-|FS-2018-06$|FS-1-1-)/,
  absent: "Without a policy the listener uses `ELBSecurityPolicy-2016-08`",
  better: "ELBSecurityPolicy-TLS13-1-2-2021-06",
  unless: (it) => !["HTTPS", "TLS"].includes(text(get(it.body, "protocol"))?.toUpperCase() ?? ""),
};

const rows: ReadonlyMap<string, Row> = new Map([
  ["aws_lb_listener", listener],
  ["aws_alb_listener", listener],
  [
    "aws_cloudfront_distribution",
    {
      path: "viewer_certificate.minimum_protocol_version",
      weak: /^(?:SSLv3|TLSv1|TLSv1_2016|TLSv1\.1_2016)$/,
      absent: "Without a minimum the distribution accepts `TLSv1`",
      better: "TLSv1.2_2021",
      unless: usesDefaultCertificate,
    },
  ],
  [
    "aws_api_gateway_domain_name",
    {
      path: "security_policy",
      weak: /^TLS_1_0$/,
      absent: "Without a policy API Gateway chooses `TLS_1_0` for an edge-optimised domain",
      better: "TLS_1_2",
      // A regional domain starts at TLS 1.2.
      unless: (it) => get(it.body, "security_policy") === undefined && get(it.body, "endpoint_configuration") !== undefined,
    },
  ],
  [
    "aws_transfer_server",
    {
      path: "security_policy_name",
      weak: /^TransferSecurityPolicy-(?:2018-11|2020-06)$/,
      absent: "Without a policy the server uses `TransferSecurityPolicy-2018-11`",
      better: "TransferSecurityPolicy-2024-01",
    },
  ],
] satisfies readonly (readonly [string, Row])[]);

/** CloudFront's own certificate comes with its own minimum, which cannot be set. */
function usesDefaultCertificate(block: TerraformBlock): boolean {
  const own = get(block.body, "viewer_certificate.cloudfront_default_certificate");
  return (own !== undefined && flag(own) !== false) || get(block.body, "viewer_certificate") === undefined;
}

/** The nested block that lacks the setting, else the resource. */
function holder(block: TerraformBlock, path: string): Dict | TerraformBlock {
  const [outer] = path.split(".");
  const value: Value | undefined = path.includes(".") && outer ? get(block.body, outer) : undefined;
  const only = value?.kind === "list" && value.items.length === 1 ? value.items[0] : value;
  return only?.kind === "dict" ? only : block;
}
