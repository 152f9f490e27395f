/** Escalation as a graph: from each account to those whose rights it may take, and to the whole cluster (SEMANTICS R10, R11). */
import type { Account, EscalationStep, Grant, KubeObject, Workload } from "../../../rules/api.js";
import { get, text } from "../../../rules/lib/value.js";
import type { Graph } from "../../incremental.js";

interface Reads {
  readonly accounts: (world: string) => readonly Account[];
  readonly grantsTo: (account: Account) => readonly Grant[];
  readonly workloadsOf: (account: Account) => readonly Workload[];
  readonly mountsToken: (workload: Workload) => boolean | undefined;
  readonly secrets: (world: string) => readonly KubeObject[];
  /** The folders in which an account, its pods and its bindings are written. */
  readonly foldersOf: (account: Account) => readonly string[];
}

/** Longer ways exist only on paper. */
const longest = 4;

/** The shortest path of at least two steps from an account to the cluster: what a single rule shows is for the rules on roles to say. */
export function createEscalation(graph: Graph, reads: Reads): (account: Account) => readonly EscalationStep[] | undefined {
  const search = graph.query<readonly EscalationStep[] | undefined>("escalation", (key) => {
    const [name = "", namespaceKey = "", world = "", namespace = ""] = key.split("\n");
    const steps = distances(world);
    if (steps.size === 0) return undefined;
    let account: Account = { name, namespaceKey, world, namespace: namespace === "" ? undefined : namespace };
    if (mastery(reads.grantsTo(account)) !== undefined) return undefined;
    const path: EscalationStep[] = [];
    for (let left = longest - 1; left > 0; ) {
      const nearest = nearestOf(account, steps, left);
      if (nearest?.account === undefined) return undefined;
      path.push(nearest);
      account = nearest.account;
      left = steps.get(keyOf(account)) ?? 0;
    }
    const last = mastery(reads.grantsTo(account));
    return last && [...path, last];
  });

  /**
   * How many steps each account of a world is from being master of the cluster, as far as paths go; empty where nobody is. Worked out once for
   * the world, from its masters back: in a namespace where everybody may start pods each account reaches all others.
   */
  const distances = graph.query<ReadonlyMap<string, number>>(
    "escalationDistances",
    (world) => {
      const found = new Map<string, number>();
      let left = reads.accounts(world).filter((it) => {
        const isMaster = mastery(reads.grantsTo(it)) !== undefined;
        if (isMaster) found.set(keyOf(it), 0);
        return !isMaster;
      });
      for (let steps = 1; steps < longest && found.size > 0; steps++) {
        const near = new Set(left.filter((it) => nearestOf(it, found, steps) !== undefined));
        if (near.size === 0) break;
        for (const it of near) found.set(keyOf(it), steps);
        left = left.filter((it) => !near.has(it));
      }
      return found;
    },
    { equal: (a, b) => a?.size === b.size && [...a].every(([key, steps]) => b.get(key) === steps) },
  );

  /** The step that leads nearest to a master, if that takes at most `most` steps with it; the first of several. */
  function nearestOf(from: Account, distances: ReadonlyMap<string, number>, most: number): EscalationStep | undefined {
    let nearest: EscalationStep | undefined;
    let least = most;
    for (const step of takes(from)) {
      const distance = step.account && distances.get(keyOf(step.account));
      if (distance === undefined || distance >= least) continue;
      nearest = step;
      least = distance;
      if (least === 0) break;
    }
    return nearest;
  }

  /** The accounts whose rights an account may take, one step away. */
  function* takes(from: Account): Iterable<EscalationStep> {
    for (const grant of reads.grantsTo(from)) {
      for (const way of ways) {
        if (!way.verbs.some((verb) => way.resources.some((it) => grants(grant, verb, it)))) continue;
        for (const account of reads.accounts(from.world)) {
          if (account.name === from.name && account.namespaceKey === from.namespaceKey) continue;
          if (grant.namespaceKey !== undefined && grant.namespaceKey !== account.namespaceKey) continue;
          if (way.named && grant.resourceNames.length > 0 && !grant.resourceNames.includes(account.name)) continue;
          if (!way.named && grant.resourceNames.length > 0) continue;
          if (way.needs === "pod" && !reads.workloadsOf(account).some((it) => reads.mountsToken(it) === true)) continue;
          if (way.needs === "token secret" && !hasTokenSecret(account)) continue;
          if (!grant.resourceNames.includes(account.name) && !livesWith(from, account)) continue;
          yield { how: way.how, account, grant };
        }
      }
    }
  }

  /**
   * Whether something says that two accounts are of one cluster, where nothing but the workspace joins them: files outside of kustomizations and
   * charts share a world whatever they are for, and the load test's account is hardly beside the operator's. A namespace says so that is not
   * everybody's, and a folder of the one that is, or lies around, one of the other.
   */
  function livesWith(a: Account, b: Account): boolean {
    if (a.world !== "" || (a.namespaceKey === b.namespaceKey && a.namespace !== undefined && a.namespace !== "default")) return true;
    const theirs = reads.foldersOf(b);
    return reads.foldersOf(a).some((mine) => theirs.some((it) => isAround(mine, it) || isAround(it, mine)));
  }

  function hasTokenSecret(account: Account): boolean {
    return reads
      .secrets(account.world)
      .some(
        (it) =>
          it.namespaceKey === account.namespaceKey &&
          text(get(it.body, "type")) === "kubernetes.io/service-account-token" &&
          it.annotations.get("kubernetes.io/service-account.name") === account.name,
      );
  }

  return (account) => search([account.name, account.namespaceKey, account.world, account.namespace ?? ""].join("\n"));
}

function isAround(folder: string, other: string): boolean {
  return folder === "" || folder === other || other.startsWith(`${folder}/`);
}

interface Way {
  readonly how: string;
  /** `group/resource`. */
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** resourceNames name the account; otherwise a named rule opens no way. */
  readonly named: boolean;
  readonly needs?: "pod" | "token secret";
}

const controllers = [
  "/replicationcontrollers",
  "apps/deployments",
  "apps/statefulsets",
  "apps/daemonsets",
  "apps/replicasets",
  "batch/jobs",
  "batch/cronjobs",
];

const ways: readonly Way[] = [
  { how: "can create pods that run as", resources: ["/pods"], verbs: ["create"], named: false },
  { how: "can create workloads that run as", resources: controllers, verbs: ["create", "update", "patch"], named: false },
  { how: "can issue tokens of", resources: ["/serviceaccounts/token"], verbs: ["create"], named: true },
  { how: "can impersonate", resources: ["/serviceaccounts"], verbs: ["impersonate"], named: true },
  { how: "can run commands in pods of", resources: ["/pods/exec", "/pods/attach"], verbs: ["create", "get"], named: false, needs: "pod" },
  { how: "can read the token Secret of", resources: ["/secrets"], verbs: ["get", "list", "watch"], named: false, needs: "token secret" },
];

/** A grant that makes its holder master of the cluster at once (R11). */
function mastery(held: readonly Grant[]): EscalationStep | undefined {
  const wide = held.filter((it) => it.namespaceKey === undefined && it.resourceNames.length === 0);
  const rbac = "rbac.authorization.k8s.io";
  for (const grant of wide) {
    if (grants(grant, "*", "*/*")) return { how: "may do everything", account: undefined, grant };
    if (grants(grant, "escalate", `${rbac}/clusterroles`) && writes(wide, "clusterroles"))
      return { how: "can write any right into a role", account: undefined, grant };
    if (grants(grant, "bind", `${rbac}/clusterroles`) && writes(wide, "clusterrolebindings"))
      return { how: "can bind itself to any role", account: undefined, grant };
    if (grants(grant, "impersonate", "/groups")) return { how: "can act as any group", account: undefined, grant };
  }
  return undefined;

  function writes(grantsHeld: readonly Grant[], resource: string): boolean {
    return ["create", "update", "patch"].some((verb) => grantsHeld.some((it) => grants(it, verb, `${rbac}/${resource}`)));
  }
}

/** R3, R4, as the API server does it: `*`, the exact name, or `*` before the subresource. `wanted` is `group/resource`. */
export function grants(grant: Pick<Grant, "verbs" | "apiGroups" | "resources">, verb: string, wanted: string): boolean {
  const slash = wanted.indexOf("/");
  const group = wanted.slice(0, slash);
  const resource = wanted.slice(slash + 1);
  const subresource = resource.includes("/") ? `*/${resource.slice(resource.indexOf("/") + 1)}` : undefined;
  return (
    (grant.verbs.includes(verb) || grant.verbs.includes("*")) &&
    (grant.apiGroups.includes(group) || grant.apiGroups.includes("*")) &&
    grant.resources.some((it) => it === "*" || it === resource || it === subresource)
  );
}

function keyOf(account: Account): string {
  return `${account.namespaceKey} ${account.name}`;
}
