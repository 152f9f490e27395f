/** What a path of the node means to whoever mounts it. */
import type { Workload } from "../vocabulary/kubernetes.js";
import type { Dict, Value } from "../vocabulary/value.js";
import { mountsOf } from "./pod-security.js";
import { dicts, flag, get, items, text } from "./value.js";

export interface NodeVolume {
  readonly volume: Dict;
  readonly path: Value;
  /** Whether some container may write to it; true also when nothing mounts it yet, undefined when unknown. */
  readonly writable: boolean | undefined;
}

/** The hostPath volumes whose path is known. */
export function volumesOfNode(workload: Workload): readonly NodeVolume[] {
  return dicts(get(workload.pod, "volumes")).flatMap((volume) => {
    const path = get(volume, "hostPath.path");
    const name = text(get(volume, "name"));
    if (path === undefined || text(path) === undefined) return [];
    const mounts = name === undefined ? [] : mountsOf(workload, name);
    const readOnly = mounts.map((it) => get(it, "readOnly"));
    const complete =
      name !== undefined &&
      workload.containers.every((it) => items(get(it.body, "volumeMounts")).every((mount) => get(mount, "name")?.kind !== "unknown"));
    const writable = readOnly.some((it) => it === undefined || flag(it) === false)
      ? true
      : readOnly.some((it) => flag(it) === undefined) || !complete
        ? undefined
        : mounts.length === 0;
    return [{ volume, path, writable }];
  });
}

export type NodePart = "socket" | "credentials" | "devices" | "logs" | "system";

/**
 * A way to the container runtime, credentials of the node, devices, logs or another system directory that can be written, or undefined for
 * anything else.
 * A parent of such a path is one itself; only the whole node, read-only, is what monitors ask for.
 */
export function classify(path: string | undefined, writable: boolean | undefined): NodePart | undefined {
  if (path === undefined) return undefined;
  const clean = normal(path);
  if (clean === "") return writable === true ? "system" : undefined;
  if (sockets.some((it) => holds(clean, it))) return "socket";
  if (personal.test(clean)) return "credentials";
  if (!harmless.some((it) => holds(it, clean)) && credentials.some((it) => holds(it, clean) || holds(clean, it))) return "credentials";
  if (writable !== true) return undefined;
  if (/^\/dev(?:$|\/(?:mem|kmem|port|mapper|sd|nvme|vd|xvd))/.test(clean)) return "devices";
  if (holds("/var/log", clean)) return "logs";
  return system.some((it) => holds(it, clean)) ? "system" : undefined;
}

const sockets = [
  "/run/docker.sock",
  "/run/containerd/containerd.sock",
  "/run/containerd.sock",
  "/run/crio/crio.sock",
  "/run/cri-dockerd.sock",
  "/run/podman/podman.sock",
  "/run/k3s/containerd/containerd.sock",
];
const credentials = ["/etc/kubernetes", "/var/lib/kubelet", "/var/lib/etcd", "/root", "/etc/shadow", "/var/lib/rancher/k3s/server"];
/** Where tools of clouds and clusters keep the keys of whoever uses them. */
const personal =
  /\/\.(?:aws|azure|kube|ssh|gnupg|docker)(?:\/(?:credentials|config|config\.json|accessTokens\.json|id_[a-z0-9]+))?$|\/\.config\/gcloud$/;
/** Below the kubelet's directory, where plugins meet it. */
const harmless = [
  "/var/lib/kubelet/device-plugins",
  "/var/lib/kubelet/pod-resources",
  "/var/lib/kubelet/plugins",
  "/var/lib/kubelet/plugins_registry",
];
const system = [
  "/etc",
  "/boot",
  "/home",
  "/proc",
  "/sys",
  "/var/lib/docker",
  "/var/lib/containerd",
  "/usr",
  "/bin",
  "/sbin",
  "/lib",
  "/lib64",
];

/** Without trailing and doubled slashes, and with /var/run as what it is a link to; `""` is the root. */
function normal(path: string): string {
  const clean = `/${path
    .split("/")
    .filter((it) => it !== "" && it !== ".")
    .join("/")}`;
  return (clean === "/" ? "" : clean).replace(/^\/var\/run(?=\/|$)/, "/run");
}

/** Whether `inner` is `outer` or below it. */
function holds(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(`${outer}/`);
}
