/** Kubelets with a setting that weakens what the cluster knows of them, or how long a session to them lasts. */
import { type KubeObject, type Problem, rule, type Workload } from "../api.js";
import { commandLine } from "../lib/control-plane.js";
import { get, text } from "../lib/value.js";

interface Setting {
  readonly field: string;
  readonly flag: string;
  readonly bad: (value: string) => boolean;
  readonly what: string;
}

const settings: readonly Setting[] = [
  {
    field: "streamingConnectionIdleTimeout",
    flag: "streaming-connection-idle-timeout",
    bad: (it) => /^0[a-z]*$/.test(it),
    what: "a shell or a tunnel into a pod stays open for ever, whoever left it",
  },
  {
    field: "hostnameOverride",
    flag: "hostname-override",
    bad: (it) => it !== "",
    what: "the node goes by a name that its certificate was not made for, and that nothing outside confirms",
  },
  {
    field: "makeIPTablesUtilChains",
    flag: "",
    bad: (it) => it === "false",
    what: "the kubelet no longer keeps the packet filter as pods and Services need it",
  },
  {
    field: "eventRecordQPS",
    flag: "event-qps",
    // 0 is without a limit; no release has had a default below 5.
    bad: (it) => Number(it) > 0 && Number(it) < 5,
    what: "events beyond that rate are dropped: what happened on the node in a busy minute is recorded nowhere",
  },
];

export default rule({
  id: "runtime/kubelet-setting",
  title: "Kubelet with a weakening setting",
  pillar: "devices",
  tenet: ["T3", "T5"],
  severity: "info",
  fixes: "none",
  on: "kube.object",
  of: ["kubelet.config.k8s.io/KubeletConfiguration", "/Pod", "apps/DaemonSet"],
  refs: [
    "checkov:CKV_K8S_143",
    "checkov:CKV_K8S_146",
    "kics:Kubelet Streaming Connection Timeout Disabled",
    "kics:Kubelet Hostname Override Is Set",
    "kics:Kubelet Not Managing Ip Tables",
    "kics:Kubelet Event QPS Not Properly Set",
    "kubescape:C-0176",
    "cis-k8s:4.2.5",
    "cis-k8s:4.2.8",
    "kubescape:C-0178",
    "kubescape:C-0179",
  ],

  *check(object, { kubernetes }) {
    if (object.kind !== "KubeletConfiguration") {
      const workload = kubernetes.workloadOf(object);
      if (workload) yield* flags(workload);
      return;
    }
    yield* fields(object);
  },
});

function* fields(configuration: KubeObject): Iterable<Problem> {
  for (const { field, bad, what } of settings) {
    const value = get(configuration.body, field);
    const known = text(value);
    if (value !== undefined && known !== undefined && bad(known)) yield { at: value, what: `\`${field}: ${known}\`: ${what}` };
  }
}

function* flags(workload: Workload): Iterable<Problem> {
  for (const container of workload.containers)
    for (const { flag, bad, what } of settings) {
      const written = commandLine(container, "kubelet")?.flags.get(flag);
      if (written?.value !== undefined && bad(written.value)) yield { at: written.at, what: `\`--${flag}=${written.value}\`: ${what}` };
    }
}
