/** Flags of the control plane that are given twice, so that the first value is not the one in force. */
import { rule } from "../api.js";
import { commandLine, writtenFlags } from "../lib/control-plane.js";

const programs = ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet", "etcd"];

/** Flags that hold one value: of the others, several are taken together. */
const single = new Set(
  [
    "allow-privileged anonymous-auth audit-log-maxage audit-log-maxbackup audit-log-maxsize audit-log-path audit-policy-file",
    "authentication-config authentication-token-webhook-config-file authorization-config authorization-webhook-config-file auto-tls",
    "basic-auth-file bind-address cert-file client-ca-file client-cert-auth encryption-provider-config etcd-cafile etcd-certfile etcd-keyfile",
    "event-qps insecure-bind-address insecure-port key-file kubelet-certificate-authority kubelet-client-certificate kubelet-client-key",
    "kubelet-https make-iptables-util-chains oidc-client-id oidc-issuer-url peer-auto-tls peer-cert-file peer-client-cert-auth peer-key-file",
    "peer-trusted-ca-file profiling protect-kernel-defaults read-only-port requestheader-client-ca-file root-ca-file rotate-certificates",
    "rotate-server-certificates secure-port service-account-lookup service-account-private-key-file service-account-signing-key-file",
    "streaming-connection-idle-timeout tls-cert-file tls-min-version tls-private-key-file token-auth-file trusted-ca-file",
    "use-service-account-credentials",
  ].flatMap((it) => it.split(" ")),
);

export default rule({
  id: "exposure/overridden-flag",
  title: "Control plane flag given twice",
  pillar: "networks",
  tenet: ["T7"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  needs: programs,
  refs: [],

  *check(workload) {
    for (const container of workload.containers)
      for (const program of programs) {
        const line = commandLine(container, program);
        for (const [name, flag] of line === undefined ? [] : writtenFlags(line.words)) {
          const last = line?.flags.get(name);
          if (!single.has(name) || last === undefined || last.word === flag.word) continue;
          if (flag.value === undefined || last.value === undefined || flag.value === last.value) continue;
          yield {
            at: flag.at,
            what: `\`--${name}\` is given again with \`${last.value}\`, and the last one counts: \`${flag.value}\` is not in force, whatever this line says`,
            related: [{ at: last.at, what: "In force" }],
            fix: flag.prefix === "" ? undefined : { title: "Remove what is not in force", edit: (it) => it.remove(flag.word) },
          };
        }
      }
  },
});
