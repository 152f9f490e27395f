/** Speaking of a pod's containers: which ones break a control, and how they are set right. */
import type { Data, Editor, Project, Related } from "../api.js";
import type { Container, Workload } from "../vocabulary/kubernetes.js";
import type { Value } from "../vocabulary/value.js";
import type { Breach, PodControl } from "../vocabulary/workload.js";
import { flag, get, isComplete, isEmpty, items, text } from "./value.js";

/** Where a workload breaks one of the controls. */
export function breaches(project: Project, workload: Workload, ...controls: readonly PodControl[]): readonly Breach[] {
  return project.pods.security(workload).breaches.filter((it) => controls.includes(it.control));
}

/**
 * The same for a control that wants a value set: a wrong value always counts, a missing one only where somebody has begun to limit the pod.
 * A pod without any limit is one finding, `workload/not-restricted`.
 */
export function gaps(project: Project, workload: Workload, control: PodControl): readonly Breach[] {
  const { hardened } = project.pods.security(workload);
  return breaches(project, workload, control).filter((it) => it.value !== undefined || hardened === true);
}

/** `a`, `b` and `c`. */
export function names(containers: readonly (Container | undefined)[]): string {
  const all = [...new Set(containers.flatMap((it) => (it ? [`\`${it.name ?? "?"}\``] : [])))];
  return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}

/** The places besides the first, as related ones. */
export function others(found: readonly Breach[]): readonly Related[] {
  return found
    .slice(1)
    .map((it) => ({ at: it.at, what: it.container?.name === undefined ? "and here" : `and in \`${it.container.name}\`` }));
}

/** Sets fields of a container's securityContext; all at once where it has none. */
export function secure(it: Editor, container: Container, fields: { readonly [field: string]: Data }): void {
  const context = get(container.body, "securityContext");
  if (context === undefined || isEmpty(context)) {
    it.set(container.body, "securityContext", fields);
    return;
  }
  for (const [field, value] of Object.entries(fields)) {
    const drop = field === "capabilities" && get(context, "capabilities") !== undefined;
    if (drop) it.set(container.body, ["securityContext", "capabilities", "drop"], ["ALL"]);
    else it.set(container.body, ["securityContext", field], value);
  }
}

/** Whether the API refuses to let a container forbid privilege escalation: it is privileged, or has SYS_ADMIN. undefined when unknown. */
export function escalates(container: Container): boolean | undefined {
  const privileged = get(container.body, "securityContext.privileged");
  const add = get(container.body, "securityContext.capabilities.add");
  if (privileged !== undefined && flag(privileged) === true) return true;
  if (items(add).some((it) => /^(?:CAP_)?(?:SYS_ADMIN|ALL)$/i.test(text(it) ?? ""))) return true;
  return (privileged === undefined || flag(privileged) === false) && isComplete(add) ? false : undefined;
}

/** Mounts of a volume in all containers. */
export function mountsOf(workload: Workload, volume: string): readonly Value[] {
  return workload.containers.flatMap((container) =>
    items(get(container.body, "volumeMounts")).filter((it) => text(get(it, "name")) === volume),
  );
}

/** Adds a mount to a container. */
export function mountAt(it: Editor, container: Container, mount: { readonly [field: string]: Data }): void {
  const mounts = get(container.body, "volumeMounts");
  if (mounts === undefined) it.set(container.body, "volumeMounts", [mount]);
  else it.append(mounts, mount);
}

/** Adds a volume with the files of a Secret, for the pod's group to read. */
export function addSecretVolume(it: Editor, workload: Workload, secret: string): void {
  const volumes = get(workload.pod, "volumes");
  const volume = { name: secret, secret: { secretName: secret, defaultMode: 0o440 } };
  if (volumes === undefined) it.set(workload.pod, "volumes", [volume]);
  else it.append(volumes, volume);
}
