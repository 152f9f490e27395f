/** API servers of the workspace: static pods that run kube-apiserver, and kubeadm's ClusterConfiguration. */
import type { ApiServer, CommandFlag, KubeObject, Value, Workload } from "../../../rules/api.js";
import { addFlag, commandLine, openLists } from "../../../rules/lib/control-plane.js";
import { entries, get, isComplete, items, text } from "../../../rules/lib/value.js";

export function apiServersOf(workloads: readonly Workload[]): readonly ApiServer[] {
  return workloads.flatMap((workload) =>
    workload.containers.flatMap((container): readonly ApiServer[] => {
      const line = container.role === "container" ? commandLine(container, "kube-apiserver") : undefined;
      if (line === undefined) return [];
      const { at, flags, complete, list } = line;
      const tag = /:v?1\.(\d+)/.exec(text(get(container.body, "image")) ?? "")?.[1];
      return [
        {
          at,
          full: workload.full,
          label: workload.label,
          spelling: "command",
          flags,
          complete,
          list,
          minor: tag === undefined ? undefined : Number(tag),
        },
      ];
    }),
  );
}

/** Only with `extraArgs`: without them nothing says that flags are the file's business. */
export function kubeadmServer(object: KubeObject): ApiServer | undefined {
  if (object.group !== "kubeadm.k8s.io" || object.kind !== "ClusterConfiguration") return undefined;
  const server = get(object.body, "apiServer");
  const extra = get(server, "extraArgs");
  const at = entries(object.body).find((it) => it.key === "apiServer")?.keyAt ?? object.at;
  if (server?.kind !== "dict" || (extra?.kind !== "dict" && extra?.kind !== "list")) return undefined;
  const flags = new Map<string, CommandFlag>();
  let named = true;
  const say = (name: string, value: Value): void => addFlag(flags, name, { value: text(value), at: value.at, word: value, prefix: "" });
  if (extra.kind === "dict") for (const it of extra.entries) say(it.key, it.value);
  else
    for (const it of items(extra)) {
      const name = text(get(it, "name"));
      const value = get(it, "value");
      if (name === undefined) named = false;
      else if (value !== undefined) say(name, value);
    }
  if (!named) openLists(flags, () => true);
  const version = /^v?1\.(\d+)/.exec(text(get(object.body, "kubernetesVersion")) ?? "")?.[1];
  return {
    at,
    full: object.full,
    label: object.label,
    spelling: extra.kind === "dict" ? "map" : "list",
    flags,
    complete: named && isComplete(extra) && server.complete,
    list: extra,
    minor: version === undefined ? undefined : Number(version),
  };
}
