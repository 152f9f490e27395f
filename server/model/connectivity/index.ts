/** The connectivity of the workspace: policies, parties and the solver, each behind a query, so that an edit in one namespace stays there. */
import type {
  Connection,
  ConnectivityProject,
  Direction,
  Flow,
  KubeObject,
  Need,
  Party,
  PolicyPeer,
  PolicyRule,
  Selector,
  Workload,
} from "../../../rules/api.js";
import { remembered } from "../../../rules/lib/remembered.js";
import { get, items, number, text } from "../../../rules/lib/value.js";
import { type Graph, push, sameItems } from "../../incremental.js";
import type { Kubernetes } from "../../kubernetes/index.js";
import { parseLabels, covers as selectorCovers } from "../../kubernetes/selectors.js";
import { parseCidr } from "./addresses.js";
import { addressEndpoint, type Endpoint, endpointOf, idOf, type Labels, unknownLabels, unknownPod } from "./endpoints.js";
import { type Mentions, mentionsOf, targetsOf } from "./flows.js";
import { apiUseOf, clusterPortsOf, type Entrance, entrancesOf, locate, outsideOf } from "./needs.js";
import { all, flavourOf, type Policy, policiesOf, policyKinds, type SolverRule, type Trit } from "./policies/index.js";
import { anybodysGuess, both, describePorts, everything, type Ports, portsOf } from "./ports.js";
import { isIsolated, passes, type Tier, type TierOrder, tiersOf } from "./solve.js";
import { covers, union } from "./spans.js";

export interface Connectivity {
  readonly project: ConnectivityProject;
  /** The policy rules that are written in a unit. */
  rulesIn(unit: string): readonly PolicyRule[];
}

/** What a policy of `mine` says of another workload. */
interface Declared {
  readonly mine: Workload;
  readonly other: Workload;
  readonly direction: Direction;
  readonly targets: Flow["targets"];
  readonly at: Need["at"];
}

/** What policies can tell pods apart by. */
interface Likeness {
  readonly kind: Endpoint["kind"];
  readonly world: string;
  readonly namespace: string | undefined;
  readonly account: string | undefined;
  readonly complete: boolean;
  readonly labels: readonly (readonly [string, string])[];
}

const none: readonly KubeObject[] = [];
const sameData = { equal: (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b) };
const kinds = [...new Set([...policyKinds.keys()].map((it) => it.slice(it.indexOf("/") + 1)))];

export function createConnectivity(graph: Graph, kubernetes: Kubernetes): Connectivity {
  /** Objects do not change, so what they were read into does not either. */
  const read = remembered((object: KubeObject): readonly Policy[] =>
    policiesOf(object).map((it) => ({
      ...it,
      // Endpoints do not change either, and most of them are asked about again and again while something else is typed.
      selects: remembered(it.selects),
      rules: it.rules.map((rule) => ({ ...rule, admits: remembered(rule.admits) })),
    })),
  );

  const objectsOf = graph.query<readonly KubeObject[]>(
    "policyObjects",
    (world) => kinds.flatMap((kind) => kubernetes.ofKind(world, kind)).filter((it) => flavourOf(it) !== undefined),
    { equal: sameItems },
  );
  const used = graph.query<boolean>("policiesUsed", (world) => objectsOf(world).length > 0);
  const placed = kubernetes.lookup("placedPolicies", (it) =>
    it.namespaced && kinds.includes(it.kind) && flavourOf(it) !== undefined ? it.namespaceKey : undefined,
  );
  const clusterWide = graph.query<readonly KubeObject[]>("clusterPolicies", (world) => objectsOf(world).filter((it) => !it.namespaced), {
    equal: sameItems,
  });
  /** Policies whose namespace nobody knows: they may belong anywhere in their world. */
  const unplaced = graph.query<readonly KubeObject[]>(
    "unplacedPolicies",
    (world) => objectsOf(world).filter((it) => it.namespaced && it.namespace === undefined),
    { equal: sameItems },
  );
  /** Policies of the namespaces that are known, for pods whose own namespace is not. */
  const near = graph.query<readonly KubeObject[]>(
    "nearPolicies",
    (key) => {
      const world = worldOf(key);
      const others = isUnknown(key) ? objectsOf(world).filter((it) => it.namespaced) : unplaced(world);
      return [...new Set([...placed(key), ...clusterWide(world), ...others])];
    },
    { equal: sameItems },
  );
  const calicoTiers = graph.query<readonly TierOrder[]>(
    "calicoTiers",
    (world) =>
      kubernetes
        .ofKind(world, "Tier")
        .flatMap((it) => (it.name === undefined ? [] : [{ name: it.name, order: number(get(it.body, "spec.order")) }])),
    sameData,
  );
  const tiers = graph.query<readonly Tier[]>("tiers", (key) => tiersOf(near(key).flatMap(read), calicoTiers(worldOf(key))));
  const guardedByNear = graph.query<boolean>("guarded", (key) => near(key).length > 0);
  // Most worlds have no policy at all, and nothing more is asked of them.
  const guarded = (key: string): boolean => used(worldOf(key)) && guardedByNear(key);

  /** A pod of a likeness: all that policies select by. */
  const likeOf = graph.query<Endpoint>("likeness", (key) => {
    const namespaceKey = spaceOf(key);
    const { kind, world, namespace, account, complete, labels }: Likeness = JSON.parse(key.slice(namespaceKey.length + 1));
    const pod = unknownPod(world, namespaceKey, namespace, namespaceLabels(namespaceKey));
    return { ...pod, kind, serviceAccount: account, labels: { map: new Map(labels), complete } };
  });

  /**
   * The policies that select pods, or may: the others of their namespace say nothing about them, so an edit of those is none of their business.
   * Keys: a likeness, which pods share that no policy tells apart.
   */
  const bearingInGuarded = graph.query<readonly KubeObject[]>(
    "policiesBearing",
    (key) => near(spaceOf(key)).filter((it) => read(it).some((policy) => policy.selects(likeOf(key)) !== false)),
    { equal: sameItems },
  );
  // Most namespaces have no policy, and a query that is never asked takes no memory.
  const bearing = (pods: Endpoint): readonly KubeObject[] => (guarded(pods.namespaceKey) ? bearingInGuarded(likenessOf(pods)) : []);
  const tiersBearing = graph.query<readonly Tier[]>("tiersBearing", (key) =>
    tiersOf(bearingInGuarded(key).flatMap(read), calicoTiers(worldOf(spaceOf(key)))),
  );

  const likenessOf = remembered(({ kind, world, namespaceKey, namespace, serviceAccount, labels }: Endpoint): string => {
    const { map, complete } = labels;
    const like: Likeness = { kind, world, namespace, account: serviceAccount, complete, labels: [...map].sort() };
    return `${namespaceKey}\n${JSON.stringify(like)}`;
  });

  /** The namespace key that a likeness begins with. */
  function spaceOf(likeness: string): string {
    return likeness.slice(0, likeness.indexOf("\n"));
  }

  const stray = graph.query<readonly KubeObject[]>(
    "strayPolicies",
    (world) => objectsOf(world).filter((it) => it.namespaced && get(it.body, "metadata.namespace")?.kind === "unknown"),
    { equal: sameItems },
  );

  /** Whether a policy that nobody can place may act in the namespace: then nothing is certain there. */
  function veiled(key: string): boolean {
    const world = worldOf(key);
    return key.endsWith("{{}}") || kubernetes.isOpaque(world) || (strays(world) && veiledByStray(key));
  }
  const strays = graph.query<boolean>("policiesStray", (world) => stray(world).length > 0);
  const veiledByStray = graph.query<boolean>("veiled", (key) => stray(worldOf(key)).some((it) => it.namespaceKey !== key));

  const namespaceLabels = graph.query<Labels & { readonly list: readonly (readonly [string, string])[] }>(
    "namespaceLabelsOf",
    (key) => {
      const name = nameIn(key);
      if (name === undefined) return { ...unknownLabels, list: [] };
      const found = kubernetes.namespaceAt(worldOf(key), name);
      const map = new Map([...(found?.labels ?? []), ["kubernetes.io/metadata.name", name] as const]);
      return { map, complete: found?.labelsComplete === true, list: [...map] };
    },
    { equal: (a, b) => a?.complete === b.complete && sameData.equal(a.list, b.list) },
  );

  /** Endpoints that are pods of a workload. */
  const written = new WeakSet<Endpoint>();
  const podsOf = remembered((workload: Workload) =>
    remembered((labels: Labels): Endpoint => {
      const made = endpointOf(workload, labels);
      written.add(made);
      return made;
    }),
  );
  const endpointOfWorkload = (workload: Workload): Endpoint => podsOf(workload)(namespaceLabels(workload.namespaceKey));

  function endpoint(party: Party): Endpoint {
    if ("address" in party) return stranger(`${party.world}\n${party.address}`, () => addressEndpoint(party.world, party.address));
    if (!("anyPod" in party)) return endpointOfWorkload(party);
    if (party.in) return podsToCome(party.in);
    return stranger(`${party.world}\n*`, () => unknownPod(party.world, `${party.world}|*`, undefined, unknownLabels));
  }

  /** The same few addresses, and any pod, are asked about for every workload: what rules make of them is remembered. */
  const strangers = new Map<string, Endpoint>();
  function stranger(key: string, make: () => Endpoint): Endpoint {
    const known = strangers.get(key);
    if (known !== undefined) return known;
    const made = make();
    if (strangers.size < 512) strangers.set(key, made);
    return made;
  }

  function podsToCome(inside: KubeObject): Endpoint {
    const key = keyOf(inside);
    return unknownPod(inside.world, key, nameIn(key), namespaceLabels(key));
  }

  function tiersAt(it: Endpoint, except: readonly (PolicyRule | KubeObject)[]): readonly Tier[] {
    if (it.kind !== "pods") return [];
    const key = it.namespaceKey;
    if (except.length === 0) {
      if (written.has(it)) return bearing(it).length === 0 ? [] : tiersBearing(likenessOf(it));
      return key.endsWith("|*") ? tiersOf(clusterWide(it.world).flatMap(read), calicoTiers(it.world)) : tiers(key);
    }
    const gone = new Set<unknown>(except);
    const policies = (written.has(it) ? bearing(it) : near(key))
      .filter((object) => !gone.has(object))
      .flatMap(read)
      .map((policy) => ({ ...policy, rules: policy.rules.filter((rule) => !gone.has(rule)) }));
    return tiersOf(policies, calicoTiers(it.world));
  }

  function side(self: Endpoint, peer: Endpoint, direction: Direction, except: readonly (PolicyRule | KubeObject)[]): Connection {
    if (self.kind !== "pods") return { ...everything, by: [] };
    if (self.namespaceKey.endsWith("|*")) return { ...(direction === "egress" ? everything : anybodysGuess), by: [] };
    if (veiled(self.namespaceKey)) return { ...anybodysGuess, by: [] };
    return passes(tiersAt(self, except), self, peer, direction);
  }

  function isolated(party: Workload | KubeObject, direction: Direction): Trit {
    const self = isWorkload(party) ? endpointOfWorkload(party) : podsToCome(party);
    if (self.kind !== "pods") return false;
    const found = isIsolated(tiersAt(self, []), self, direction);
    return found === false && veiled(self.namespaceKey) ? undefined : found;
  }

  const workloadsOf = kubernetes.workloadsAt;

  /** By namespace key and direction, of namespaces with policies. */
  const mostlyIsolated = graph.query<boolean>("mostlyIsolated", (key) => {
    const [namespace = "", direction = ""] = key.split("\n");
    const all = workloadsOf(namespace);
    return all.filter((it) => isolated(it, direction === "egress" ? "egress" : "ingress") === true).length * 2 > all.length;
  });

  function candidates(policy: KubeObject): readonly Workload[] {
    return policy.namespaced ? workloadsOf(policy.namespaceKey) : kubernetes.workloadsOf(policy.world);
  }

  const servicesOf = graph.query<readonly KubeObject[]>(
    "namespaceServices",
    (key) => kubernetes.objectsAt(key, "Service").filter((it) => it.group === ""),
    { equal: sameItems },
  );
  const configMaps = (key: string): readonly KubeObject[] => kubernetes.objectsAt(key, "ConfigMap");

  /** Both lists are read every time, which keeps them dependencies of whoever asks; they stay the same ones until something else is in them. */
  const matched = remembered((service: KubeObject) =>
    remembered((workloads: readonly Workload[]): readonly Workload[] => {
      const selector = serviceSelector(service);
      return selector === undefined
        ? []
        : workloads.filter((it) => kubernetes.project.matches(selector, it.podLabels, it.podLabelsComplete) === true);
    }),
  );
  const backends = (service: KubeObject): readonly Workload[] => matched(service)(workloadsOf(service.namespaceKey));
  const fronts = remembered((services: readonly KubeObject[]) =>
    remembered((workloads: readonly Workload[]): ReadonlyMap<string, readonly KubeObject[]> => {
      const found = new Map<string, KubeObject[]>();
      for (const service of services) for (const it of matched(service)(workloads)) push(found, idOf(it), service);
      return found;
    }),
  );
  const servicesFor = (workload: Workload): readonly KubeObject[] => {
    const { namespaceKey } = workload;
    const services = servicesOf(namespaceKey);
    return services.length === 0 ? none : (fronts(services)(workloadsOf(namespaceKey)).get(idOf(workload)) ?? none);
  };

  const mentions = remembered((workload: Workload) =>
    remembered((maps: readonly KubeObject[]) => mentionsOf(workload, (name) => maps.find((it) => it.name === name))),
  );
  // Reading the ConfigMaps every time keeps them a dependency of whoever asks.
  const mentionsBy = (workload: Workload): Mentions => mentions(workload)(configMaps(workload.namespaceKey));

  const flowsOf = graph.query<readonly Flow[]>("flowsOf", (key) => workloadsOf(key).flatMap(flowsFrom), { equal: sameItems });

  function flowsFrom(workload: Workload): readonly Flow[] {
    const seen = new Set<string>();
    return mentionsBy(workload).found.flatMap((it) => {
      const key =
        it.namespace === undefined || it.namespace === workload.namespace ? workload.namespaceKey : `${workload.world}|${it.namespace}`;
      const service = servicesOf(key).find((one) => one.name === it.name);
      if (service === undefined) return [];
      const behind = backends(service);
      const targets = targetsOf(service, behind, it.port, it.scheme);
      const confidence = it.qualified ? ("high" as const) : it.addressKey ? ("medium" as const) : undefined;
      if (targets === undefined || confidence === undefined) return [];
      const ports = targets.reduce<Ports>((sum, one) => union(sum, portsOf(one.protocol, one.port)), []);
      return behind.flatMap((to) => {
        const id = `${idOf(to)}\n${service.name}\n${JSON.stringify(ports)}`;
        if (seen.has(id) || idOf(to) === idOf(workload)) return [];
        seen.add(id);
        return [{ from: workload, to, service, ports, targets, confidence, at: it.at }];
      });
    });
  }

  const namespaceKeys = graph.query<readonly string[]>(
    "workloadNamespaces",
    (world) => [...new Set(kubernetes.workloadsOf(world).map((it) => it.namespaceKey))],
    { equal: sameItems },
  );

  const flowsByTarget = graph.query<ReadonlyMap<string, readonly Flow[]>>("flowsByTarget", (world) => {
    const found = new Map<string, Flow[]>();
    for (const space of namespaceKeys(world)) for (const it of flowsOf(space)) push(found, idOf(it.to), it);
    return found;
  });

  /** By world and id of the target: it changes only with its own callers. */
  const flowsInto = graph.query<readonly Flow[]>(
    "flowsInto",
    (key) => {
      const [world = ""] = key.split("\n");
      return flowsByTarget(world).get(key.slice(world.length + 1)) ?? [];
    },
    {
      equal: (a, b) =>
        a?.length === b.length &&
        a.every(
          (it, i) => it.from === b[i]?.from && it.to === b[i]?.to && it.service === b[i]?.service && sameData.equal(it.ports, b[i]?.ports),
        ),
    },
  );

  const objectsIn =
    (world: string) =>
    (kind: string): readonly KubeObject[] =>
      kubernetes.ofKind(world, kind);
  const entrances = graph.query<readonly Entrance[]>("entrances", (world) => entrancesOf(objectsIn(world)));
  const bindings = graph.query<readonly KubeObject[]>(
    "bindingsOf",
    (world) => ["RoleBinding", "ClusterRoleBinding"].flatMap(objectsIn(world)),
    { equal: sameItems },
  );

  /** F7-F9: what comes to the workloads of a namespace from elsewhere. */
  const arrivals = graph.query<readonly Need[]>(
    "arrivals",
    (key) => {
      const world = worldOf(key);
      const here = entrances(world).filter(
        ({ space }) => space === undefined || ("key" in space ? space.key === key : space.name === nameIn(key)),
      );
      const entered = here.flatMap((it) => {
        const peers = locate(it.source, world, kubernetes);
        return targetsAt(it, key).flatMap(({ workload, targets }) =>
          peers.map((peer): Need => ({ workload, peer, targets, way: it.way, at: it.at })),
        );
      });
      const open = servicesOf(key).flatMap((service) => {
        const peer = outsideOf(service);
        const behind = peer === "none" ? [] : backends(service);
        const targets = targetsOf(service, behind, undefined);
        return peer === "none" || targets === undefined
          ? []
          : behind.map((workload): Need => ({ workload, peer, targets, way: "outside", at: service.at }));
      });
      const scraped = workloadsOf(key).flatMap((workload): readonly Need[] => {
        const port = Number(workload.podAnnotations.get("prometheus.io/port"));
        if (workload.podAnnotations.get("prometheus.io/scrape") !== "true" || !Number.isInteger(port) || port <= 0) return [];
        return locate({ kind: "prometheus" }, world, kubernetes).map((peer) => ({
          workload,
          peer,
          targets: [{ protocol: "TCP", port }],
          way: "scrape",
          at: workload.at,
        }));
      });
      return [...entered, ...open, ...scraped];
    },
    sameNeeds,
  );

  /** The workloads behind an entrance, with the ports of their pods. */
  function targetsAt(it: Entrance, key: string): readonly { readonly workload: Workload; readonly targets: Flow["targets"] }[] {
    if (it.pods !== undefined) {
      const selector = kubernetes.project.selector(it.pods);
      return workloadsOf(key).flatMap((workload) => {
        const targets = namedTargets(workload, it.port);
        const picked = kubernetes.project.matches(selector, workload.podLabels, workload.podLabelsComplete) === true;
        return picked && targets.length > 0 ? [{ workload, targets }] : [];
      });
    }
    const { service } = it;
    if (service === undefined) return [];
    const selector = typeof service === "string" ? undefined : kubernetes.project.selector(service.labels);
    return servicesOf(key).flatMap((one) => {
      const meant =
        selector === undefined ? one.name === service : kubernetes.project.matches(selector, one.labels, one.labelsComplete) === true;
      const behind = meant ? backends(one) : [];
      const targets = targetsOf(one, behind, it.port);
      return targets === undefined ? [] : behind.map((workload) => ({ workload, targets }));
    });
  }

  const isHeadless = (it: KubeObject): boolean => text(get(it.body, "spec.clusterIP")) === "None";

  /** F10-F12: what the workloads of a namespace need besides the Services that they name. */
  const departures = graph.query<readonly Need[]>("departures", (key) =>
    workloadsOf(key).flatMap((workload): readonly Need[] => {
      const api = apiUseOf(workload, bindings(worldOf(key)));
      const outside = mentionsBy(workload).outside.map((it): Need => {
        const literal = /^[\d.]+$/.test(it.host);
        return {
          workload,
          peer: literal ? { cidrs: [`${it.host}/32`] } : "internet",
          targets: [{ protocol: "TCP", port: it.port }],
          ...(literal ? {} : { host: it.host }),
          way: "host",
          at: it.at,
        };
      });
      return [...(api === undefined ? [] : [{ workload, peer: "server", targets: [], way: "api", at: api } as const]), ...outside];
    }),
  );

  /** F10, for both directions. */
  function replicas(workload: Workload): readonly Need[] {
    const headless = servicesFor(workload).filter(isHeadless);
    const ports = clusterPortsOf(workload, headless);
    const targets = ports.map((port) => ({ protocol: "TCP" as const, port }));
    return targets.length === 0 ? [] : [{ workload, peer: workload, targets, way: "replicas", at: workload.at }];
  }

  /** F14: what the policies of a namespace say of other pods: an allowance out of one is a need to be let into the other. */
  const declaredBy = graph.query<readonly Declared[]>("declaredBy", (key) =>
    placed(key).flatMap((policy) =>
      read(policy).flatMap((it) =>
        it.rules.flatMap((rule): readonly Declared[] => {
          if (rule.flavour !== "kubernetes" || rule.enforced !== true || rule.anyPort !== false) return [];
          const targets = rule.ports.flatMap(({ protocol, port, end }) =>
            typeof port === "number" && end === undefined && protocol !== undefined && protocol !== "any" ? [{ protocol, port }] : [],
          );
          const own = project.candidates(policy).filter((one) => project.selects(policy, one) === true);
          const named = rule.peers.filter((one) => one.kind === "pods" && (one.podSelector?.requirements.length ?? 0) > 0);
          if (targets.length !== rule.ports.length || targets.length === 0) return [];
          return named.flatMap((peer) =>
            project
              .admitted(rule, peer)
              .sure.flatMap((other) =>
                own
                  .filter((mine) => idOf(mine) !== idOf(other))
                  .map((mine): Declared => ({ mine, other, direction: rule.direction, targets, at: rule.at })),
              ),
          );
        }),
      ),
    ),
  );
  /** What all policies of a world say of a pod, by the direction that it needs and its id. */
  const declaredIn = graph.query<ReadonlyMap<string, readonly Need[]>>("declaredIn.world", (world) => {
    const found = new Map<string, Need[]>();
    for (const space of namespaceKeys(world))
      for (const { mine, other, direction, targets, at } of declaredBy(space)) {
        const key = `${direction === "egress" ? "ingress" : "egress"}\n${world}\n${idOf(other)}`;
        push(found, key, { workload: other, peer: mine, targets, way: "policy", at });
      }
    return found;
  });
  const declaredFor = graph.query<readonly Need[]>("declaredFor", (key) => declaredIn(key.split("\n")[1] ?? "").get(key) ?? [], sameNeeds);

  function needs(workload: Workload, direction: Direction): readonly Need[] {
    const id = idOf(workload);
    const own = (direction === "ingress" ? arrivals : departures)(workload.namespaceKey).filter((it) => idOf(it.workload) === id);
    return [...own, ...replicas(workload), ...declaredFor(`${direction}\n${workload.world}\n${id}`)];
  }

  const astray = (it: KubeObject): boolean => get(it.body, "metadata.namespace")?.kind === "unknown";

  /** Whether a workload, or an object of another kind that will turn out to be one, may be anywhere. */
  const scattered = graph.query<boolean>(
    "scattered",
    (world) => kubernetes.isOpaque(world) || kubernetes.workloadsOf(world).some(astray) || kubernetes.ofKind(world, "Service").some(astray),
  );
  const blurred = graph.query<boolean>(
    "blurred",
    (key) =>
      key.endsWith("{{}}") ||
      scattered(worldOf(key)) ||
      workloadsOf(key).some((it) => !it.podLabelsComplete || it.name === undefined) ||
      servicesOf(key).some((it) => {
        const selector = get(it.body, "spec.selector");
        return get(it.body, "spec.type")?.kind === "unknown" || (selector !== undefined && !parseLabels(selector).complete);
      }),
  );

  const project: ConnectivityProject = {
    rules: (policy) => read(policy).flatMap((it) => it.rules),
    policies: (it) => near(keyOf(it)),
    bearing: (workload) => (guarded(workload.namespaceKey) ? bearing(endpointOfWorkload(workload)) : []),
    guarded: (it) => guarded(keyOf(it)),
    workloads: (it) => workloadsOf(keyOf(it)),
    hidden: (it) => veiled(keyOf(it)),
    used: (it) => used(it.world),
    enforces: (policy, direction) => {
      const found = read(policy).map((it) => it.isolates[direction]);
      return found.includes(true) ? true : found.includes(undefined) ? undefined : false;
    },
    selects: (policy, workload) => {
      const self = endpointOfWorkload(workload);
      const found = read(policy).map((it) => it.selects(self));
      return found.includes(true) ? true : found.includes(undefined) ? undefined : false;
    },
    selectsAll: (policy) => {
      const found = read(policy).map((it) => it.everyPod);
      return found.includes(true) ? true : found.includes(undefined) ? undefined : false;
    },
    candidates,
    isolated,
    mostlyIsolated: (near, direction) => guarded(near.namespaceKey) && mostlyIsolated(`${near.namespaceKey}\n${direction}`),
    passes: (self, peer, direction, except = []) => side(endpoint(self), endpoint(peer), direction, except),
    connection: (from, to, except = []) => {
      const a = endpoint(from);
      const b = endpoint(to);
      const out = side(a, b, "egress", except);
      const into = side(b, a, "ingress", except);
      return { ...both(out, into), by: [...out.by, ...into.by] };
    },
    flowsFrom,
    flowsTo: (workload) => flowsInto(`${workload.world}\n${idOf(workload)}`),
    needs,
    flowsComplete: (workload) => mentionsBy(workload).complete,
    services: servicesFor,
    backends,
    covers: ruleCovers,
    admitted: (rule, peer) => {
      const own = solverRule(rule);
      if (own === undefined) return { sure: [], maybe: [] };
      const narrowed = { ...own, peers: [peer], anyPeer: false };
      const pool = peer.kind === "pods" && peer.namespaces === "own" ? candidates(rule.policy) : kubernetes.workloadsOf(rule.policy.world);
      const verdicts = pool.map((it) => ({ it, verdict: peerAdmits(narrowed, peer, endpointOfWorkload(it)) }));
      return {
        sure: verdicts.flatMap(({ it, verdict }) => (verdict === true ? [it] : [])),
        maybe: verdicts.flatMap(({ it, verdict }) => (verdict === undefined ? [it] : [])),
      };
    },
    inventoried: (it) => kubernetes.project.closedWorld(it) && !scattered(it.world) && !veiled(keyOf(it)),
    blurred: (it) => blurred(keyOf(it)),
    describe: describePorts,
  };

  function solverRule(rule: PolicyRule): SolverRule | undefined {
    return read(rule.policy)
      .flatMap((it) => it.rules)
      .find((it) => it === rule);
  }

  function peerAdmits(rule: PolicyRule, peer: PolicyPeer, it: Endpoint): Trit {
    if (it.kind !== "pods") return false;
    if (peer.kind !== "pods") return undefined;
    const project_ = kubernetes.project;
    const pods = peer.podSelector ? project_.matches(peer.podSelector, it.labels.map, it.labels.complete) : true;
    const namespaces = peer.namespaceSelector
      ? project_.matches(peer.namespaceSelector, it.namespaceLabels.map, it.namespaceLabels.complete)
      : it.namespaceKey === rule.policy.namespaceKey || rule.flavour !== "kubernetes";
    return all(pods, namespaces);
  }

  return {
    project,
    rulesIn: (unit) => kubernetes.objectsIn(unit).flatMap((it) => project.rules(it)),
  };
}

/** One and the same list of needs, place by place; workloads are the same when they are the same object. */
const sameNeeds = {
  equal: (a: readonly Need[] | undefined, b: readonly Need[]): boolean =>
    a?.length === b.length &&
    a.every((it, i) => it.workload === b[i]?.workload && sameData.equal(plainNeed(it), plainNeed(b[i])) && samePeer(it, b[i])),
};

function samePeer(a: Need, b: Need | undefined): boolean {
  return a.peer === b?.peer || !(isParty(a.peer) || isParty(b?.peer));
}

function plainNeed(it: Need | undefined): unknown {
  return { ...it, workload: undefined, peer: isParty(it?.peer) ? undefined : it?.peer };
}

function isParty(peer: Need["peer"]): peer is Workload {
  return typeof peer === "object" && "pod" in peer;
}

/** S13 on whole rules: each peer of the narrow rule within one of the wide rule, and its ports too. */
function ruleCovers(wide: PolicyRule, narrow: PolicyRule): boolean | undefined {
  if (wide.direction !== narrow.direction) return false;
  if (wide.anyPort !== true) {
    if (narrow.anyPort !== false) return narrow.anyPort === undefined || wide.anyPort === undefined ? undefined : false;
    const set = portSet(wide);
    const inner = portSet(narrow);
    if (set === undefined || inner === undefined) return undefined;
    if (!covers(set, inner)) return false;
  }
  if (wide.anyPeer === true) return true;
  if (narrow.anyPeer !== false) return narrow.anyPeer === undefined ? undefined : false;
  let verdict: Trit = true;
  for (const peer of narrow.peers) {
    const found = wide.peers.map((it) => peerCovers(wide, it, narrow, peer));
    const one: Trit = found.includes(true) ? true : found.includes(undefined) ? undefined : false;
    verdict = all(verdict, one);
  }
  return narrow.peers.length === 0 ? undefined : verdict;
}

function peerCovers(wideRule: PolicyRule, wide: PolicyPeer, narrowRule: PolicyRule, narrow: PolicyPeer): Trit {
  if (wide.kind === "addresses" && narrow.kind === "addresses") {
    const set = (peer: PolicyPeer): Ports | undefined => (peer.cidrs.every((it) => text(it) !== undefined) ? [] : undefined);
    if (set(wide) === undefined || set(narrow) === undefined || wide.except.length > 0) return undefined;
    const addresses = (peer: PolicyPeer) => peer.cidrs.flatMap((it) => parseCidr(text(it) ?? "")?.addresses ?? []);
    return covers(addresses(wide), addresses(narrow)) ? true : undefined;
  }
  if (wide.kind !== "pods" || narrow.kind !== "pods" || wideRule.flavour !== narrowRule.flavour)
    return wide.kind === narrow.kind ? undefined : false;
  const everything_: Selector = { requirements: [], complete: true };
  const namespaces =
    wide.namespaces === "all"
      ? true
      : wide.namespaces === "own" || narrow.namespaces === "own"
        ? wide.namespaces === narrow.namespaces && wideRule.policy.namespaceKey === narrowRule.policy.namespaceKey
          ? true
          : undefined
        : selectorCovers(wide.namespaceSelector ?? everything_, narrow.namespaceSelector ?? everything_);
  const pods = wide.podSelector === undefined ? true : selectorCovers(wide.podSelector, narrow.podSelector ?? everything_);
  return all(namespaces, pods);
}

/** The declared ports of a workload by number or name; all of them when none is asked for. */
function namedTargets(workload: Workload, port: number | string | undefined): Flow["targets"] {
  const declared = workload.containers.flatMap((it) => items(get(it.body, "ports")));
  const chosen = typeof port === "string" ? declared.filter((it) => text(get(it, "name")) === port) : declared;
  const numbers = typeof port === "number" ? [port] : chosen.flatMap((it) => number(get(it, "containerPort")) ?? []);
  return numbers.map((it) => ({ protocol: "TCP" as const, port: it }));
}

function portSet(rule: PolicyRule): Ports | undefined {
  let set: Ports = [];
  for (const it of rule.ports) {
    if (!it.known || it.protocol === undefined || typeof it.port === "string") return undefined;
    for (const protocol of it.protocol === "any" ? (["TCP", "UDP", "SCTP"] as const) : [it.protocol])
      set = union(set, it.port === undefined ? portsOf(protocol) : portsOf(protocol, it.port, it.end ?? it.port));
  }
  return set;
}

function serviceSelector(service: KubeObject): Selector | undefined {
  const written = get(service.body, "spec.selector");
  const selector = parseLabels(written);
  return written === undefined || selector.requirements.length === 0 ? undefined : selector;
}

function isWorkload(it: Workload | KubeObject): it is Workload {
  return "podLabels" in it;
}

/** A Namespace object stands for what is in it. */
function keyOf(it: KubeObject): string {
  return it.kind === "Namespace" && it.group === "" ? `${it.world}|${it.name ?? "*"}` : it.namespaceKey;
}

function worldOf(key: string): string {
  return key.slice(0, key.lastIndexOf("|"));
}

function nameIn(key: string): string | undefined {
  const name = key.slice(key.lastIndexOf("|") + 1);
  return name.startsWith("?") || name === "*" ? undefined : name;
}

function isUnknown(key: string): boolean {
  return nameIn(key) === undefined;
}
