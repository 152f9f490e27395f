/** Pod Security Standards as one table of controls, applied to every container of a pod (SEMANTICS P1-P4). */
import type {
  Breach,
  Container,
  Dict,
  KubeObject,
  PodControl,
  PodLevel,
  PodSecurity,
  PodsProject,
  Value,
  Workload,
} from "../../../rules/api.js";
import { entries, flag, get, isComplete, items, number, text, texts } from "../../../rules/lib/value.js";

/** What a control finds: values or containers that break it, and whether something unknown may break it, too. */
interface Verdict {
  readonly broken: readonly Omit<Breach, "control" | "level">[];
  readonly unknown: boolean;
}

interface Control {
  readonly name: PodControl;
  readonly level: Breach["level"];
  /** Waived for pods of Windows (P3). */
  readonly linux: boolean;
  judge(workload: Workload): Verdict;
}

/** How a value stands to a control: undefined is unknown. */
type Test = (value: Value | undefined) => boolean | undefined;

/** A container's effective value, else the pod's (P1). */
export function effective(workload: Workload, container: Container, path: readonly string[]): Value | undefined {
  return get(container.body, ["securityContext", ...path]) ?? get(workload.pod, ["securityContext", ...path]);
}

/** Each container's own value. */
function ownValue(path: string, breaks: Test): (workload: Workload) => Verdict {
  const steps = ["securityContext", ...path.split(".")];
  return (workload) => join(workload.containers.map((container) => verdict(get(container.body, steps), container, breaks)));
}

/** Each container's effective value; what stands at the pod is said once. */
function effectiveValue(path: string, breaks: Test): (workload: Workload) => Verdict {
  const steps = ["securityContext", ...path.split(".")];
  return (workload) => {
    const ofPod = get(workload.pod, steps);
    const joined = join(workload.containers.map((container) => verdict(get(container.body, steps) ?? ofPod, container, breaks)));
    if (joined.broken.length < 2) return joined;
    return {
      ...joined,
      broken: joined.broken.filter((it, i, all) => it.value === undefined || all.findIndex((other) => other.value === it.value) === i),
    };
  };
}

function verdict(value: Value | undefined, container: Container, breaks: Test): Verdict {
  const broken = breaks(value);
  return { broken: broken ? [{ at: value ?? container, value, container }] : [], unknown: broken === undefined };
}

function join(verdicts: readonly Verdict[]): Verdict {
  return { broken: verdicts.flatMap((it) => it.broken), unknown: verdicts.some((it) => it.unknown) };
}

/** Values of the pod spec or its volumes. */
function podValues(read: (pod: Dict) => readonly (Value | undefined)[], breaks: Test): (workload: Workload) => Verdict {
  return (workload) =>
    join(
      read(workload.pod).map((value) => {
        const broken = breaks(value);
        return {
          broken: broken && value !== undefined ? [{ at: value, value, container: undefined }] : [],
          unknown: broken === undefined || value?.kind === "unknown",
        };
      }),
    );
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

function added(allowed: ReadonlySet<string>): (workload: Workload) => Verdict {
  return (workload) =>
    join(
      workload.containers.flatMap((container) => {
        const add = get(container.body, "securityContext.capabilities.add");
        return [
          { broken: [], unknown: !isComplete(add) },
          ...items(add).map((it) =>
            verdict(it, container, (value) => (text(value) === undefined ? undefined : !allowed.has(capability(text(value) ?? "")))),
          ),
        ];
      }),
    );
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

function volumes(pod: Dict): readonly Value[] {
  return items(get(pod, "volumes"));
}

const appArmorPrefix = "container.apparmor.security.beta.kubernetes.io/";

const isUnconfined: Test = (value) => (value === undefined ? false : text(value) === undefined ? undefined : text(value) === "Unconfined");
const appArmorField = effectiveValue("appArmorProfile.type", isUnconfined);

/** The fields, and the annotations that came before them; a field wins over the annotation of its container. */
function appArmor(workload: Workload): Verdict {
  const fields = appArmorField(workload);
  const annotations = entries(get(workload.podMetadata, "annotations")).flatMap((it): Verdict[] => {
    if (!it.key.startsWith(appArmorPrefix)) return [];
    const container = workload.containers.find((one) => one.name === it.key.slice(appArmorPrefix.length));
    const known = text(it.value);
    if (container === undefined || effective(workload, container, ["appArmorProfile"]) !== undefined) return [];
    const valid = known === "" || known === "runtime/default" || known?.startsWith("localhost/");
    return [{ broken: known === undefined || valid ? [] : [{ at: it.value, value: it.value, container }], unknown: known === undefined }];
  });
  return join([fields, ...annotations]);
}

const isContent: Test = (value) => (value === undefined ? false : text(value) === undefined ? undefined : text(value) !== "");
const seLinuxFields = [
  effectiveValue("seLinuxOptions.type", outside(seLinuxTypes)),
  effectiveValue("seLinuxOptions.user", isContent),
  effectiveValue("seLinuxOptions.role", isContent),
];

function seLinux(workload: Workload): Verdict {
  return join(seLinuxFields.map((it) => it(workload)));
}

const handlers: readonly (readonly string[])[] = [
  ["livenessProbe"],
  ["readinessProbe"],
  ["startupProbe"],
  ["lifecycle", "postStart"],
  ["lifecycle", "preStop"],
];

function probeHosts(workload: Workload): Verdict {
  return join(
    workload.containers.flatMap((container) =>
      handlers.flatMap((it) => {
        const handler = get(container.body, it);
        if (handler === undefined) return [];
        return ["httpGet", "tcpSocket"].map((action) => verdict(get(handler, [action, "host"]), container, isContent));
      }),
    ),
  );
}

function hostPorts(workload: Workload): Verdict {
  return join(
    workload.containers.flatMap((container) =>
      items(get(container.body, "ports")).map((port) =>
        verdict(get(port, "hostPort"), container, (value) =>
          value === undefined ? false : number(value) === undefined ? undefined : number(value) !== 0,
        ),
      ),
    ),
  );
}

/** A volume's source: whatever it holds besides its name. */
function volumeTypes(workload: Workload): Verdict {
  return join(
    volumes(workload.pod).map((volume) => ({
      broken: entries(volume).flatMap((it) =>
        restrictedVolumes.has(it.key) || it.key === "hostPath" || it.value.kind === "null"
          ? []
          : [{ at: { at: it.keyAt }, value: it.value, container: undefined }],
      ),
      unknown: volume.kind !== "dict" || !volume.complete,
    })),
  );
}

function dropsAll(value: Value | undefined): boolean | undefined {
  if (texts(value).some((it) => capability(it) === "ALL")) return false;
  return isComplete(value) ? true : undefined;
}

function control(name: PodControl, level: Breach["level"], linux: boolean, judge: Control["judge"]): Control {
  return { name, level, linux, judge };
}

const controls: readonly Control[] = [
  control("host-process", "baseline", false, effectiveValue("windowsOptions.hostProcess", isTrue)),
  control(
    "host-namespace",
    "baseline",
    false,
    podValues((pod) => ["hostNetwork", "hostPID", "hostIPC"].map((it) => get(pod, it)), isTrue),
  ),
  control("privileged", "baseline", true, ownValue("privileged", isTrue)),
  control("capability", "baseline", true, added(baselineCapabilities)),
  control(
    "host-path",
    "baseline",
    false,
    podValues(
      (pod) => volumes(pod).map((it) => get(it, "hostPath")),
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
    podValues((pod) => items(get(pod, "securityContext.sysctls")).map((it) => get(it, "name")), outside(safeSysctls)),
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
  const breaches: Breach[] = [];
  let level: PodLevel | undefined = "restricted";
  for (const it of controls) {
    if (it.linux && windows) continue;
    const { broken, unknown } = it.judge(workload);
    // Whether a control of Linux counts may itself be unknown: then only what is written is held against the pod.
    const certain = it.linux && os?.kind === "unknown" ? broken.filter((one) => one.value !== undefined) : broken;
    breaches.push(...certain.map(({ at, value, container }) => ({ at, value, container, control: it.name, level: it.level })));
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
    hardened: os === undefined || text(os) === "linux" ? isHardened(workload) : undefined,
  };
}

/** The lower of two levels; undefined where an unknown may lower it further. */
function lower(a: PodLevel | undefined, b: PodLevel, unknown: boolean): PodLevel | undefined {
  if (a === "privileged" || b === "privileged") return "privileged";
  if (a === undefined || unknown) return undefined;
  return a === "baseline" || b === "baseline" ? "baseline" : "restricted";
}

function isHardened(workload: Workload): boolean | undefined {
  let unknown = false;
  for (const body of [workload.pod, ...workload.containers.map((it) => it.body)])
    for (const it of limits) {
      const value = get(get(body, "securityContext"), it);
      if (value === undefined) continue;
      if (value.kind !== "unknown") return true;
      unknown = true;
    }
  if (entries(get(workload.podMetadata ?? get(workload.body, "metadata"), "annotations")).some((it) => profiles.test(it.key))) return true;
  return unknown || workload.containers.length === 0 ? undefined : false;
}

export function createPods(workloadsAt: (key: string) => readonly Workload[]): PodsProject {
  const workloadsIn = (near: KubeObject): readonly Workload[] => {
    const key = near.kind === "Namespace" && near.group === "" ? `${near.world}|${near.name}` : near.namespaceKey;
    return workloadsAt(key);
  };
  const known = new WeakMap<Workload, PodSecurity>();
  const security = (workload: Workload): PodSecurity => {
    const found = known.get(workload) ?? podSecurity(workload);
    known.set(workload, found);
    return found;
  };
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
