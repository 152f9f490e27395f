/** Pod Security Standards as one table of controls, applied to every container of a pod (SEMANTICS P1-P4). */
import type { Breach, Container, KubeObject, PodControl, PodLevel, PodSecurity, PodsProject, Value, Workload } from "../../../rules/api.js";
import { remembered } from "../../../rules/lib/remembered.js";
import { entries, flag, get, isComplete, items, number, text, texts } from "../../../rules/lib/value.js";

/** What the controls read of a pod, looked up once for all of them. */
interface Pod {
  readonly workload: Workload;
  readonly context: Value | undefined;
  readonly containers: readonly { readonly container: Container; readonly context: Value | undefined }[];
  readonly volumes: readonly Value[];
}

/** What a control finds: values or containers that break it, and whether something unknown may break it, too. */
interface Verdict {
  readonly broken: Omit<Breach, "control" | "level">[];
  unknown: boolean;
}

type Judge = (pod: Pod, verdict: Verdict) => void;

interface Control {
  readonly name: PodControl;
  readonly level: Breach["level"];
  /** Waived for pods of Windows (P3). */
  readonly linux: boolean;
  /** Adds to a verdict: there are many pods, and most of them break few controls. */
  readonly judge: Judge;
}

/** How a value stands to a control: undefined is unknown. */
type Test = (value: Value | undefined) => boolean | undefined;

function podOf(workload: Workload): Pod {
  const containers = workload.containers.map((container) => ({ container, context: get(container.body, "securityContext") }));
  return { workload, context: get(workload.pod, "securityContext"), containers, volumes: items(get(workload.pod, "volumes")) };
}

/** A container's effective value, else the pod's (P1). */
export function effective(workload: Workload, container: Container, path: readonly string[]): Value | undefined {
  return get(container.body, ["securityContext", ...path]) ?? get(workload.pod, ["securityContext", ...path]);
}

/** Each container's own value. */
function ownValue(path: string, breaks: Test): Judge {
  const steps = path.split(".");
  return ({ containers }, verdict) => {
    for (const { container, context } of containers) judgeValue(get(context, steps), container, breaks, verdict);
  };
}

/** Each container's effective value; what stands at the pod is said once. */
function effectiveValue(path: string, breaks: Test): Judge {
  const steps = path.split(".");
  return (pod, verdict) => {
    const ofPod = get(pod.context, steps);
    const { length } = verdict.broken;
    for (const { container, context } of pod.containers) {
      const value = get(context, steps) ?? ofPod;
      if (value !== undefined && verdict.broken.some((it, i) => it.value === value && i >= length)) continue;
      judgeValue(value, container, breaks, verdict);
    }
  };
}

function judgeValue(value: Value | undefined, container: Container, breaks: Test, verdict: Verdict): void {
  const broken = breaks(value);
  if (broken) verdict.broken.push({ at: value ?? container, value, container });
  else if (broken === undefined) verdict.unknown = true;
}

/** Values of the pod spec or its volumes. */
function podValues(read: (pod: Pod) => readonly (Value | undefined)[], breaks: Test): Judge {
  return (pod, verdict) => {
    for (const value of read(pod)) {
      const broken = breaks(value);
      if (broken && value !== undefined) verdict.broken.push({ at: value, value, container: undefined });
      if (broken === undefined || value?.kind === "unknown") verdict.unknown = true;
    }
  };
}

const isTrue: Test = (value) => (value === undefined ? false : flag(value));
const isNotTrue: Test = (value) => (value === undefined ? true : invert(flag(value)));
const isNotFalse: Test = (value) => (value === undefined ? true : flag(value));

function invert(it: boolean | undefined): boolean | undefined {
  return it === undefined ? undefined : !it;
}

/** A text outside a set; absent is content. */
function outside(allowed: ReadonlySet<string>): Test {
  return (value) => (value === undefined ? false : text(value) === undefined ? undefined : !allowed.has(text(value) ?? ""));
}

/** What the API calls a capability: runtimes also take the kernel's own prefix. */
export function capability(name: string): string {
  return name.toUpperCase().replace(/^CAP_/, "");
}

function added(allowed: ReadonlySet<string>): Judge {
  const isForbidden: Test = (value) => (text(value) === undefined ? undefined : !allowed.has(capability(text(value) ?? "")));
  return ({ containers }, verdict) => {
    for (const { container, context } of containers) {
      const add = get(context, ["capabilities", "add"]);
      if (!isComplete(add)) verdict.unknown = true;
      for (const it of items(add)) judgeValue(it, container, isForbidden, verdict);
    }
  };
}

const baselineCapabilities: ReadonlySet<string> = new Set([
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
]);

const seLinuxTypes: ReadonlySet<string> = new Set(["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"]);
const restrictedVolumes: ReadonlySet<string> = new Set([
  "name",
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "persistentVolumeClaim",
  "projected",
  "secret",
  "image",
]);

const safeSysctls: ReadonlySet<string> = new Set([
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.ip_unprivileged_port_start",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.ping_group_range",
  "net.ipv4.ip_local_reserved_ports",
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
  "net.ipv4.tcp_rmem",
  "net.ipv4.tcp_wmem",
]);

const appArmorPrefix = "container.apparmor.security.beta.kubernetes.io/";

const isUnconfined: Test = (value) => (value === undefined ? false : text(value) === undefined ? undefined : text(value) === "Unconfined");
const appArmorField = effectiveValue("appArmorProfile.type", isUnconfined);

/** The fields, and the annotations that came before them; a field wins over the annotation of its container. */
function appArmor(pod: Pod, verdict: Verdict): void {
  appArmorField(pod, verdict);
  const { workload } = pod;
  for (const it of entries(get(workload.podMetadata, "annotations"))) {
    if (!it.key.startsWith(appArmorPrefix)) continue;
    const container = workload.containers.find((one) => one.name === it.key.slice(appArmorPrefix.length));
    const known = text(it.value);
    if (container === undefined || effective(workload, container, ["appArmorProfile"]) !== undefined) continue;
    const valid = known === "" || known === "runtime/default" || known?.startsWith("localhost/");
    if (known === undefined) verdict.unknown = true;
    else if (!valid) verdict.broken.push({ at: it.value, value: it.value, container });
  }
}

const isContent: Test = (value) => (value === undefined ? false : text(value) === undefined ? undefined : text(value) !== "");
const seLinuxFields = [
  effectiveValue("seLinuxOptions.type", outside(seLinuxTypes)),
  effectiveValue("seLinuxOptions.user", isContent),
  effectiveValue("seLinuxOptions.role", isContent),
];

function seLinux(pod: Pod, verdict: Verdict): void {
  for (const field of seLinuxFields) field(pod, verdict);
}

const handlers: readonly (readonly string[])[] = [
  ["livenessProbe"],
  ["readinessProbe"],
  ["startupProbe"],
  ["lifecycle", "postStart"],
  ["lifecycle", "preStop"],
];

function probeHosts({ containers }: Pod, verdict: Verdict): void {
  for (const { container } of containers)
    for (const it of handlers) {
      const handler = get(container.body, it);
      if (handler === undefined) continue;
      for (const action of ["httpGet", "tcpSocket"]) judgeValue(get(handler, [action, "host"]), container, isContent, verdict);
    }
}

const isPort: Test = (value) => (value === undefined ? false : number(value) === undefined ? undefined : number(value) !== 0);

function hostPorts({ containers }: Pod, verdict: Verdict): void {
  for (const { container } of containers)
    for (const port of items(get(container.body, "ports"))) judgeValue(get(port, "hostPort"), container, isPort, verdict);
}

/** A volume's source: whatever it holds besides its name. */
function volumeTypes({ volumes }: Pod, verdict: Verdict): void {
  for (const volume of volumes) {
    for (const it of entries(volume))
      if (!restrictedVolumes.has(it.key) && it.key !== "hostPath" && it.value.kind !== "null")
        verdict.broken.push({ at: { at: it.keyAt }, value: it.value, container: undefined });
    if (volume.kind !== "dict" || !volume.complete) verdict.unknown = true;
  }
}

function dropsAll(value: Value | undefined): boolean | undefined {
  if (texts(value).some((it) => capability(it) === "ALL")) return false;
  return isComplete(value) ? true : undefined;
}

const hostNamespaces = ["hostNetwork", "hostPID", "hostIPC"];

function control(name: PodControl, level: Breach["level"], linux: boolean, judge: Control["judge"]): Control {
  return { name, level, linux, judge };
}

const controls: readonly Control[] = [
  control("host-process", "baseline", false, effectiveValue("windowsOptions.hostProcess", isTrue)),
  control(
    "host-namespace",
    "baseline",
    false,
    podValues(({ workload }) => hostNamespaces.map((it) => get(workload.pod, it)), isTrue),
  ),
  control("privileged", "baseline", true, ownValue("privileged", isTrue)),
  control("capability", "baseline", true, added(baselineCapabilities)),
  control(
    "host-path",
    "baseline",
    false,
    podValues(
      ({ volumes }) => volumes.map((it) => get(it, "hostPath")),
      (value) => (value === undefined ? false : value.kind === "unknown" ? undefined : true),
    ),
  ),
  control("host-port", "baseline", false, hostPorts),
  control("probe-host", "baseline", false, probeHosts),
  control("apparmor", "baseline", true, appArmor),
  control("selinux", "baseline", true, seLinux),
  control("proc-mount", "baseline", true, ownValue("procMount", outside(new Set(["", "Default"])))),
  control("seccomp-off", "baseline", true, effectiveValue("seccompProfile.type", isUnconfined)),
  control(
    "sysctl",
    "baseline",
    true,
    podValues(({ context }) => items(get(context, "sysctls")).map((it) => get(it, "name")), outside(safeSysctls)),
  ),
  control("volume-type", "restricted", false, volumeTypes),
  control("privilege-escalation", "restricted", true, ownValue("allowPrivilegeEscalation", isNotFalse)),
  control("root", "restricted", false, effectiveValue("runAsNonRoot", isNotTrue)),
  control(
    "root-user",
    "restricted",
    false,
    effectiveValue("runAsUser", (value) => (value === undefined ? false : number(value) === undefined ? undefined : number(value) === 0)),
  ),
  control(
    "seccomp",
    "restricted",
    true,
    effectiveValue(
      "seccompProfile.type",
      (value) => value === undefined || (text(value) === undefined ? undefined : text(value) === "Unconfined"),
    ),
  ),
  control("capabilities", "restricted", true, ownValue("capabilities.drop", dropsAll)),
  control("extra-capability", "restricted", true, added(new Set(["NET_BIND_SERVICE"]))),
];

/** Fields by which somebody limits a container: one of them set shows that the rest was thought of. */
const limits: readonly (readonly string[])[] = [
  ["allowPrivilegeEscalation"],
  ["capabilities", "drop"],
  ["runAsNonRoot"],
  ["runAsUser"],
  ["runAsGroup"],
  ["seccompProfile"],
  ["readOnlyRootFilesystem"],
  ["seLinuxOptions"],
  ["appArmorProfile"],
];

/** Where profiles stood before there were fields for them. */
const profiles = /^(?:container\.)?(?:seccomp\.security\.alpha|apparmor\.security\.beta)\.kubernetes\.io\//;

export function podSecurity(workload: Workload): PodSecurity {
  const os = get(workload.pod, "os.name");
  const windows = text(os) === "windows";
  const pod = podOf(workload);
  const breaches: Breach[] = [];
  let level: PodLevel | undefined = "restricted";
  for (const it of controls) {
    if (it.linux && windows) continue;
    const verdict: Verdict = { broken: [], unknown: false };
    it.judge(pod, verdict);
    const { broken, unknown } = verdict;
    // Whether a control of Linux counts may itself be unknown: then only what is written is held against the pod.
    const certain = it.linux && os?.kind === "unknown" ? broken.filter((one) => one.value !== undefined) : broken;
    for (const { at, value, container } of certain) breaches.push({ at, value, container, control: it.name, level: it.level });
    level = lower(
      level,
      certain.length > 0 ? (it.level === "baseline" ? "privileged" : "baseline") : "restricted",
      unknown || certain.length < broken.length,
    );
  }
  const complete = workload.pod.complete && isComplete(get(workload.pod, "containers"));
  return {
    breaches,
    level: complete || level === "privileged" ? level : undefined,
    hardened: os === undefined || text(os) === "linux" ? isHardened(pod) : undefined,
  };
}

/** The lower of two levels; undefined where an unknown may lower it further. */
function lower(a: PodLevel | undefined, b: PodLevel, unknown: boolean): PodLevel | undefined {
  if (a === "privileged" || b === "privileged") return "privileged";
  if (a === undefined || unknown) return undefined;
  return a === "baseline" || b === "baseline" ? "baseline" : "restricted";
}

function isHardened({ workload, context, containers }: Pod): boolean | undefined {
  let unknown = false;
  for (const one of [context, ...containers.map((it) => it.context)]) {
    if (one === undefined) continue;
    for (const it of limits) {
      const value = get(one, it);
      if (value === undefined) continue;
      if (value.kind !== "unknown") return true;
      unknown = true;
    }
  }
  if (entries(get(workload.podMetadata ?? get(workload.body, "metadata"), "annotations")).some((it) => profiles.test(it.key))) return true;
  return unknown || containers.length === 0 ? undefined : false;
}

export function createPods(workloadsAt: (key: string) => readonly Workload[]): PodsProject {
  const workloadsIn = (near: KubeObject): readonly Workload[] => {
    const key = near.kind === "Namespace" && near.group === "" ? `${near.world}|${near.name}` : near.namespaceKey;
    return workloadsAt(key);
  };
  const security = remembered(podSecurity);
  return {
    security,
    workloadsIn,
    levelOf: (namespace) => {
      const levels = workloadsIn(namespace).map((it) => security(it).level);
      if (levels.includes("privileged")) return "privileged";
      if (levels.length === 0 || levels.includes(undefined)) return undefined;
      return levels.includes("baseline") ? "baseline" : "restricted";
    },
  };
}
