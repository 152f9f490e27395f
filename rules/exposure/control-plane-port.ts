/** Flags that open the control plane without TLS or login, or take its guard away. */
import { rule } from "../api.js";
import { commandLine } from "../lib/control-plane.js";

interface Bad {
  readonly program: string;
  readonly flag: string;
  readonly bad: (value: string) => boolean;
  /** What a fix sets; undefined: the flag goes. */
  readonly good: string | undefined;
  readonly what: string;
}

const table: readonly Bad[] = [
  { program: "kube-apiserver", flag: "secure-port", bad: (it) => it === "0", good: "6443", what: "the API is no longer served over TLS" },
  {
    program: "kube-apiserver",
    flag: "insecure-port",
    bad: (it) => it !== "0",
    good: "0",
    what: "this port serves the whole API without TLS, login and permissions",
  },
  {
    program: "kube-apiserver",
    flag: "insecure-bind-address",
    bad: () => true,
    good: undefined,
    what: "the API is served here without TLS, login and permissions",
  },
  {
    program: "kube-apiserver",
    flag: "kubelet-https",
    bad: (it) => it === "false",
    good: "true",
    what: "commands, logs and port forwards go to the kubelets in plaintext",
  },
  {
    program: "kubelet",
    flag: "read-only-port",
    bad: (it) => it !== "0",
    good: "0",
    what: "this port tells anybody what runs on the node, environment of the pods included",
  },
  {
    program: "kubelet",
    flag: "make-iptables-util-chains",
    bad: (it) => it === "false",
    good: "true",
    what: "the kubelet no longer keeps the packet filter as pods and Services need it",
  },
];

export default rule({
  id: "exposure/control-plane-port",
  title: "Control plane without its guard",
  pillar: "networks",
  tenet: ["T2"],
  severity: "error",
  fixes: "review",
  on: "kube.workload",
  needs: ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet"],
  refs: [
    "checkov:CKV_K8S_71",
    "checkov:CKV_K8S_86",
    "checkov:CKV_K8S_88",
    "checkov:CKV_K8S_89",
    "checkov:CKV_K8S_145",
    "trivy:KCV-0004",
    "trivy:KCV-0017",
    "kics:Kubelet Https Set To False",
    "kics:Secure Port Set To Zero",
    "kics:Insecure Port Not Properly Set",
    "kics:Kubelet Read Only Port Is Not Set To Zero",
    "kubescape:ensure-that-the-api-server-secure-port-argument-is-not-set-to-0",
    "kubescape:insecure-port-flag",
    "kics:Insecure Bind Address Set",
  ],

  *check(workload) {
    for (const container of workload.containers)
      for (const { program, flag, bad, good, what } of table) {
        const found = commandLine(container, program)?.flags.get(flag);
        if (found?.value === undefined || !bad(found.value)) continue;
        yield {
          at: found.at,
          what: `\`--${flag}=${found.value}\`: ${what}`,
          fix:
            found.prefix === ""
              ? good === undefined
                ? undefined
                : { title: `Set --${flag}=${good}`, edit: (it) => it.replace(found.word, good) }
              : good === undefined
                ? { title: `Remove --${flag}`, edit: (it) => it.remove(found.word) }
                : { title: `Set --${flag}=${good}`, edit: (it) => it.replace(found.word, `${found.prefix}${good}`) },
        };
      }
  },
});
