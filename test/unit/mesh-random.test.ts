/**
 * AuthorizationPolicy and mTLS resolution against a second evaluator, written apart from the first: it expands every rule into all of its
 * conjunctions and every competition into all of its winners. `MESH_RANDOM=100000` makes it a long run.
 */
import { expect, test } from "vitest";
import type { MeshRequest, MtlsMode } from "../../rules/api.js";
import { createKubernetes } from "../../server/kubernetes/index.js";
import { createMesh } from "../../server/model/mesh/index.js";
import { Sources } from "../../server/sources.js";

const cases = Number(process.env.MESH_RANDOM ?? 4000);
/** Requests judged in each world: parsing costs more than deciding. */
const requestsEach = 10;

interface Rule {
  from?: { source: Record<string, string[]> }[];
  to?: { operation: Record<string, string[]> }[];
  when?: { key: string; values?: string[]; notValues?: string[] }[];
}
interface Policy {
  namespace: string;
  selector: Record<string, string> | undefined;
  action: "ALLOW" | "DENY" | "CUSTOM" | "AUDIT" | undefined;
  dryRun: boolean;
  rules: Rule[] | undefined;
}
interface Peer {
  namespace: string;
  selector: Record<string, string> | undefined;
  mode: MtlsMode | "UNSET" | undefined;
  ports: Record<number, MtlsMode | "UNSET">;
}

/** Mulberry32: the same cases on every machine. */
function randomness(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const chance = (p: number): boolean => next() < p;
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;
  const some = <T>(from: readonly T[]): T[] => {
    const found = from.filter(() => chance(1 / from.length + 0.1));
    return found.length > 0 ? found : [pick(from)];
  };
  return { chance, pick, some };
}

const values: Record<string, readonly string[]> = {
  principals: ["cluster.local/ns/a/sa/web", "cluster.local/ns/b/sa/web", "*", "cluster.local/ns/a/*", "*/sa/web"],
  namespaces: ["a", "b", "a*", "*"],
  serviceAccounts: ["web", "b/web", "a/job"],
  ipBlocks: ["10.0.0.0/8", "10.1.0.0/16", "192.168.0.1", "0.0.0.0/0"],
  requestPrincipals: ["https://i/u", "*", "https://i/*", "*/u"],
  hosts: ["x.example.com", "X.example.com", "*.example.com", "x.example.com:*"],
  paths: ["/a", "/a/*", "*/z", "/a/{*}/z", "/{**}/z", "*"],
  methods: ["GET", "POST", "*"],
  ports: ["8080", "9090"],
  "request.headers[x-role]": ["admin", "a*"],
  "request.auth.claims[amr]": ["mfa", "otp"],
  "source.namespace": ["a", "b"],
  "destination.port": ["8080"],
  "source.ip": ["10.0.0.0/8"],
};
const sources = ["principals", "namespaces", "serviceAccounts", "ipBlocks", "requestPrincipals"];
const operations = ["hosts", "paths", "methods", "ports"];
const conditions = Object.keys(values).filter((it) => it.includes("."));

function generate(seed: number) {
  const { chance, pick, some } = randomness(seed);
  const group = (names: readonly string[]): Record<string, string[]> =>
    Object.fromEntries(
      some(names).map((name) => {
        const not = chance(0.3);
        return [not ? `not${name.charAt(0).toUpperCase()}${name.slice(1)}` : name, some(values[name] ?? [])];
      }),
    );
  const times = <T>(most: number, make: () => T): T[] => Array.from({ length: 1 + pick([0, 0, most - 1]) }, make);
  const rule = (): Rule => ({
    ...(chance(0.6) ? { from: times(2, () => ({ source: group(sources) })) } : {}),
    ...(chance(0.6) ? { to: times(2, () => ({ operation: group(operations) })) } : {}),
    ...(chance(0.3)
      ? {
          when: times(2, () => {
            const key = pick(conditions);
            return { key, ...(chance(0.7) ? { values: some(values[key] ?? []) } : { notValues: some(values[key] ?? []) }) };
          }),
        }
      : {}),
  });
  const selector = (): Record<string, string> | undefined =>
    pick<Record<string, string> | undefined>([undefined, undefined, { app: "x" }, { app: "x", tier: "1" }, { app: "y" }]);
  const policies = Array.from(
    { length: pick([0, 1, 2, 3]) },
    (): Policy => ({
      namespace: pick(["a", "a", "b", "istio-system"]),
      selector: selector(),
      action: pick([undefined, "ALLOW", "ALLOW", "DENY", "DENY", "CUSTOM", "AUDIT"] as const),
      dryRun: chance(0.1),
      rules: chance(0.1) ? undefined : Array.from({ length: pick([0, 1, 1, 2]) }, rule),
    }),
  );
  const mode = () => pick([undefined, "UNSET", "DISABLE", "PERMISSIVE", "STRICT", "STRICT"] as const);
  const peers = Array.from({ length: pick([0, 1, 2, 3]) }, (): Peer => {
    const chosen = selector();
    return {
      namespace: pick(["a", "a", "b", "istio-system"]),
      selector: chosen,
      mode: mode(),
      ports: chosen && chance(0.5) ? { 8080: mode() ?? "UNSET" } : {},
    };
  });
  const request = (): MeshRequest => ({
    protocol: pick(["http", "http", "tcp"] as const),
    ip: pick(["10.1.2.3", "10.200.0.1", "192.168.0.1", "8.8.8.8"]),
    port: pick([8080, 9090, 15000]),
    ...(chance(0.7) ? { principal: pick(["cluster.local/ns/a/sa/web", "cluster.local/ns/b/sa/web", "cluster.local/ns/a/sa/job"]) } : {}),
    ...(chance(0.5)
      ? { requestPrincipal: pick(["https://i/u", "https://j/u"]), claims: new Map([["amr", some(["mfa", "pwd", "otp"])]]) }
      : {}),
    ...(chance(0.5) ? { headers: new Map([["x-role", pick(["admin", "user"])]]) } : {}),
    host: pick(["x.example.com", "X.EXAMPLE.com", "x.example.com:8080", "y"]),
    path: pick(["/a", "/a/b", "/a/b/z", "/z", "/"]),
    method: pick(["GET", "POST", "DELETE"]),
  });
  return {
    policies,
    peers,
    requests: Array.from({ length: requestsEach }, request),
    mesh: pick(["istio-injection: enabled", "istio-injection: enabled", "istio.io/dataplane-mode: ambient"]),
  };
}

// The second evaluator: conjunctions of (attribute, pattern, wanted).
type Literal = readonly [attribute: string, pattern: string, wanted: boolean];

function conjunctions(rule: Rule): Literal[][] {
  const fields = (it: Record<string, string[]>): Literal[][] =>
    Object.entries(it).reduce<Literal[][]>(
      (sofar, [field, list]) => {
        const negative = field.startsWith("not");
        const name = negative ? field.charAt(3).toLowerCase() + field.slice(4) : field;
        if (negative) return sofar.map((one) => [...one, ...list.map((value): Literal => [name, value, false])]);
        return sofar.flatMap((one) => list.map((value): Literal[] => [...one, [name, value, true]]));
      },
      [[]],
    );
  const froms = rule.from ? rule.from.flatMap((it) => fields(it.source)) : [[]];
  const tos = rule.to ? rule.to.flatMap((it) => fields(it.operation)) : [[]];
  let whens: Literal[][] = [[]];
  for (const { key, values: yes, notValues: no } of rule.when ?? []) {
    if (yes) whens = whens.flatMap((one) => yes.map((value): Literal[] => [...one, [key, value, true]]));
    if (no) whens = whens.map((one) => [...one, ...no.map((value): Literal => [key, value, false])]);
  }
  return froms.flatMap((from) => tos.flatMap((to) => whens.map((when) => [...from, ...to, ...when])));
}

/** What CUSTOM cannot ask for (A13). */
const who = /^(?:(?:principals|namespaces|serviceAccounts|requestPrincipals)$|source\.(?:principal|namespace)$|request\.auth\.)/;

function asksWho(rule: Rule): boolean {
  const written = (rule.from ?? [])
    .flatMap((it) => Object.keys(it.source))
    .map((it) => it.replace(/^not(.)/, (_, c: string) => c.toLowerCase()));
  return [...written, ...(rule.when ?? []).map((it) => it.key)].some((it) => who.test(it));
}

const l7 = /^(?:hosts|paths|methods|requestPrincipals|request\..*)$/;

function glob(pattern: string, actual: string | undefined): boolean {
  if (actual === undefined) return false;
  const literal = (it: string): string => it.replace(/[.+?^$()|[\]\\{}]/g, "\\$&");
  return new RegExp(`^${pattern === "*" ? ".+" : literal(pattern).replace(/\*/g, ".*")}$`).test(actual);
}

function holds([attribute, pattern, wanted]: Literal, request: MeshRequest, policy: Policy): boolean {
  const [, ns, sa] = /\/ns\/(.*)\/sa\/(.*)$/.exec(request.principal ?? "") ?? [];
  const ip = (block: string): boolean => {
    const [base = "", bits = "32"] = block.split("/");
    const number = (it: string): number => it.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);
    const size = 2 ** (32 - Number(bits));
    return Math.floor(number(base) / size) === Math.floor(number(request.ip ?? "") / size);
  };
  const claims = request.claims?.get("amr") ?? [];
  const yes = ((): boolean => {
    if (attribute === "principals") return glob(pattern, request.principal);
    if (attribute === "namespaces" || attribute === "source.namespace") return glob(pattern, ns);
    if (attribute === "serviceAccounts")
      return ns !== undefined && (pattern.includes("/") ? pattern : `${policy.namespace}/${pattern}`) === `${ns}/${sa}`;
    if (attribute === "ipBlocks" || attribute === "source.ip") return ip(pattern);
    if (attribute === "requestPrincipals") return glob(pattern, request.requestPrincipal);
    if (attribute === "hosts") return glob(pattern.toLowerCase(), request.host?.toLowerCase());
    if (attribute === "methods") return glob(pattern, request.method);
    if (attribute === "ports" || attribute === "destination.port") return pattern === String(request.port);
    if (attribute === "request.headers[x-role]") return glob(pattern, request.headers?.get("x-role"));
    if (attribute === "request.auth.claims[amr]") return claims.some((it) => glob(pattern, it));
    if (attribute !== "paths") throw new Error(attribute);
    if (!pattern.includes("{")) return glob(pattern, request.path);
    return new RegExp(`^${pattern.replace("{**}", ".*").replace("{*}", "[^/]+")}$`).test(request.path ?? "");
  })();
  return yes === wanted;
}

function brute({ policies, mesh }: ReturnType<typeof generate>, request: MeshRequest): string | undefined {
  const ambient = mesh.includes("ambient");
  const drop = (literal: Literal): boolean => l7.test(literal[0]) && (ambient || request.protocol === "tcp");
  const mine = policies.filter(
    (it) =>
      (it.namespace === "a" || it.namespace === "istio-system") &&
      Object.entries(it.selector ?? {}).every(([key, value]) => ({ app: "x", tier: "1" })[key] === value) &&
      !it.dryRun,
  );
  const matches = (policy: Policy): boolean =>
    (policy.rules ?? []).some((rule) => {
      const written = [
        ...(rule.from ?? []).flatMap((it) => Object.keys(it.source)),
        ...(rule.to ?? []).flatMap((it) => Object.keys(it.operation)),
      ];
      const names = [
        ...written.map((it) => it.replace(/^not(.)/, (_, c: string) => c.toLowerCase())),
        ...(rule.when ?? []).map((it) => it.key),
      ];
      const drops = names.some((name) => drop([name, "", true]));
      if (drops && (policy.action ?? "ALLOW") === "ALLOW") return false;
      // ztunnel keeps alternatives of which nothing is left, and they never hold.
      const kept: Rule =
        ambient && drops
          ? {
              ...(rule.from
                ? {
                    from: rule.from.filter((it) =>
                      Object.keys(it.source).some((name) => !l7.test(name.replace(/^not(.)/, (_, c: string) => c.toLowerCase()))),
                    ),
                  }
                : {}),
              ...(rule.to
                ? {
                    to: rule.to.filter((it) =>
                      Object.keys(it.operation).some((name) => !l7.test(name.replace(/^not(.)/, (_, c: string) => c.toLowerCase()))),
                    ),
                  }
                : {}),
              ...(rule.when ? { when: rule.when } : {}),
            }
          : rule;
      if (ambient && (rule.when ?? []).some((it) => l7.test(it.key))) return false;
      return conjunctions(kept).some((all) => all.every((it) => drop(it) || holds(it, request, policy)));
    });
  const of = (action: string): Policy[] => mine.filter((it) => (it.action ?? "ALLOW") === action);
  if (of("DENY").some(matches)) return "deny";
  if (of("ALLOW").length > 0 && !of("ALLOW").some(matches)) return "deny";
  if (ambient) return "allow";
  const custom = of("CUSTOM").map((it) => ({ ...it, rules: (it.rules ?? []).filter((rule) => !asksWho(rule)) }));
  if (custom.some(matches)) return "external";
  return of("CUSTOM").some((it) => (it.rules ?? []).some(asksWho)) ? undefined : "allow";
}

/** Every combination of winners, one for each scope. */
function bruteModes({ peers, mesh }: ReturnType<typeof generate>, port: number | undefined): MtlsMode[] {
  const empty = (it: Peer): boolean => it.selector === undefined;
  const scopes = [
    peers.filter((it) => it.namespace === "istio-system" && empty(it)),
    peers.filter((it) => it.namespace === "a" && empty(it)),
    peers.filter(
      (it) => it.namespace === "a" && !empty(it) && Object.entries(it.selector ?? {}).every(([k, v]) => ({ app: "x", tier: "1" })[k] === v),
    ),
  ];
  let worlds: MtlsMode[] = ["PERMISSIVE"];
  scopes.forEach((scope, level) => {
    if (scope.length === 0) return;
    worlds = worlds.flatMap((parent) =>
      scope.map((winner): MtlsMode => {
        // ztunnel ignores DISABLE (I9).
        const heard = (it: Peer["mode"]) => (it === "UNSET" || (it === "DISABLE" && mesh.includes("ambient")) ? undefined : it);
        const entry = level === 2 && port !== undefined ? winner.ports[port] : undefined;
        return heard(entry) ?? heard(winner.mode) ?? parent;
      }),
    );
  });
  return worlds;
}

const flow = (it: unknown): string => JSON.stringify(it);

function text({ policies, peers, mesh }: ReturnType<typeof generate>): string {
  const selector = (it: Record<string, string> | undefined): string => (it ? `  selector: {matchLabels: ${flow(it)}}\n` : "");
  return [
    `apiVersion: v1\nkind: Namespace\nmetadata: {name: a, labels: {${mesh}}}\n`,
    "apiVersion: v1\nkind: Pod\nmetadata: {name: x, namespace: a, labels: {app: x, tier: '1'}}\nspec: {containers: []}\n",
    ...policies.map(
      (it, i) =>
        `apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: p${i}, namespace: ${it.namespace}${it.dryRun ? ', annotations: {istio.io/dry-run: "true"}' : ""}}\nspec:\n  x-keep: true\n${selector(it.selector)}${it.action ? `  action: ${it.action}\n` : ""}${it.rules ? `  rules: ${flow(it.rules)}\n` : ""}`,
    ),
    ...peers.map(
      (it, i) =>
        `apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: q${i}, namespace: ${it.namespace}}\nspec:\n  x-keep: true\n${selector(it.selector)}${it.mode ? `  mtls: {mode: ${it.mode}}\n` : ""}${Object.keys(it.ports).length > 0 ? `  portLevelMtls: ${flow(Object.fromEntries(Object.entries(it.ports).map(([port, mode]) => [port, { mode }])))}\n` : ""}`,
    ),
  ].join("---\n");
}

test(`${cases} random requests: the decision and the mode are those of the second evaluator`, { timeout: 3_600_000 }, () => {
  const order: readonly MtlsMode[] = ["DISABLE", "PERMISSIVE", "STRICT"];
  let sources = new Sources();
  let kubernetes = createKubernetes(sources);
  let mesh = createMesh(sources, kubernetes);
  const seen = new Map<string, number>();
  for (let seed = 1; seed <= cases / requestsEach; seed++) {
    if (seed % 100 === 0) {
      sources = new Sources();
      kubernetes = createKubernetes(sources);
      mesh = createMesh(sources, kubernetes);
    }
    const world = generate(seed);
    sources.change([["world.yaml", text(world)]]);
    const [workload] = kubernetes.workloads("world.yaml");
    if (!workload) throw new Error(`seed ${seed}: no workload`);
    for (const request of world.requests) {
      const { verdict } = mesh.project.decide(workload, request);
      const expected = brute(world, request);
      if (verdict !== expected)
        expect({ seed, verdict, text: text(world), request }).toEqual({ seed, verdict: expected, text: text(world), request });
      seen.set(String(verdict), (seen.get(String(verdict)) ?? 0) + 1);
    }
    for (const port of [undefined, 8080]) {
      const modes = bruteModes(world, port);
      const { weakest, strictest } = mesh.project.mtls(workload, port);
      expect({ seed, port, weakest, strictest }).toEqual({
        seed,
        port,
        weakest: order.find((it) => modes.includes(it)),
        strictest: [...order].reverse().find((it) => modes.includes(it)),
      });
    }
  }
  expect([...seen.keys()].sort()).toEqual(["allow", "deny", "external", "undefined"]);
});
