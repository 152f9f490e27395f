/** Connections that the manifests themselves show to be needed: addresses in a workload's own configuration (SEMANTICS F1-F5, F17-F19). */
import type { KubeObject, Place, Value, Workload } from "../../../rules/api.js";
import { isPrivate, parseCidr } from "../../../rules/lib/network.js";
import { entries, get, isComplete, items, number, text } from "../../../rules/lib/value.js";
import { isProtocol, type Protocol } from "./ports.js";

/** A service that a text names. */
export interface Mention {
  readonly name: string;
  /** undefined: the workload's own namespace. */
  readonly namespace: string | undefined;
  readonly port: number | undefined;
  readonly scheme: string | undefined;
  /** Written with its namespace, or with a port: more than a bare word. */
  readonly qualified: boolean;
  /** The key sounds like an address (F4). */
  readonly addressKey: boolean;
  readonly at: Place;
}

/** A host or address outside of the cluster that a text names (F12). */
export interface Outside {
  readonly host: string;
  readonly port: number;
  readonly at: Place;
}

export interface Mentions {
  readonly found: readonly Mention[];
  readonly outside: readonly Outside[];
  /** False when some text is unknown or comes from where nobody sees (F16). */
  readonly complete: boolean;
}

const addressKey = /HOST|URL|ADDR|ENDPOINT|BROKER|SERVER|DSN|URI|SERVICE/i;

/** The mentions in a workload's environment, arguments and the ConfigMaps that it reads (F1). */
export function mentionsOf(workload: Workload, configMap: (name: string) => KubeObject | undefined): Mentions {
  const found: Mention[] = [];
  const outside: Outside[] = [];
  let complete = true;
  const read = (key: string, value: Value | undefined, at?: Place): void => {
    const known = text(value);
    if (value === undefined) return;
    if (known === undefined) complete = false;
    else {
      found.push(...mentionsIn(known, addressKey.test(key), at ?? value.at));
      outside.push(...outsideIn(known, at ?? value.at));
    }
  };
  const whole = (name: Value | undefined, at: Place | undefined): void => {
    const map = text(name) === undefined ? undefined : configMap(text(name) ?? "");
    if (map === undefined) complete = false;
    else for (const it of entries(get(map.body, "data"))) read(it.key, it.value, at);
  };
  for (const container of workload.containers) {
    const env = get(container.body, "env");
    if (!isComplete(env) || !container.body.complete) complete = false;
    for (const it of items(env)) {
      const key = text(get(it, "name")) ?? "";
      const value = get(it, "value");
      const source = get(it, "valueFrom.configMapKeyRef");
      if (value !== undefined) read(key, value);
      else if (source !== undefined) {
        const map = configMap(text(get(source, "name")) ?? "");
        const entry = map && get(map.body, ["data", text(get(source, "key")) ?? ""]);
        if (entry === undefined) complete = false;
        else read(key, entry, source.at);
      } else if (get(it, "valueFrom.secretKeyRef") !== undefined) complete = false;
    }
    for (const it of items(get(container.body, "envFrom"))) {
      const map = get(it, "configMapRef.name");
      if (map !== undefined) whole(map, map.at);
      else complete = false;
    }
    for (const field of ["args", "command"]) for (const it of items(get(container.body, field))) read("", it);
  }
  for (const it of items(get(workload.pod, "volumes"))) {
    const map = get(it, "configMap.name");
    if (map !== undefined) whole(map, map.at);
    else if (get(it, "secret") !== undefined || get(it, "projected") !== undefined) complete = false;
  }
  return { found, outside, complete };
}

const host =
  /^(?:([a-z][a-z0-9+.-]*(?::[a-z][a-z0-9+.-]*)*):\/\/)?(?:[^/@\s]*@)?([a-z0-9]([-a-z0-9.]*[a-z0-9])?)\.?(?::(\d{1,5}))?(?:[/?#].*)?$/i;

/** F2, F3, F6: tokens that are a service's name, alone or qualified, and the variables that Kubernetes sets for a Service. */
export function mentionsIn(value: string, isAddress: boolean, at: Place): readonly Mention[] {
  if (value.length > 20_000) return [];
  const injected = [...value.matchAll(/\$[({]?([A-Z][A-Z0-9_]*)_SERVICE_HOST\b[)}]?(?::(\d{1,5}))?/g)].map(
    (it): Mention => ({
      name: (it[1] ?? "").toLowerCase().replaceAll("_", "-"),
      namespace: undefined,
      port: it[2] === undefined ? undefined : Number(it[2]),
      scheme: undefined,
      qualified: true,
      addressKey: true,
      at,
    }),
  );
  const whole = value.split(/[\s,;"'<>()[\]{}|]+/).flatMap((it) => (it.includes("://") ? [it] : it.split("=")));
  const named = whole.flatMap((token) => {
    const match = host.exec(token);
    if (!match) return [];
    const [, scheme, name = "", , port] = match;
    const labels = name.toLowerCase().split(".");
    const [service = "", namespace, kind] = labels;
    if (/^\d+$/.test(labels.at(-1) ?? "") || (labels.length > 2 && kind !== "svc") || !/^[a-z]/.test(service)) return [];
    const number = port === undefined ? undefined : Number(port);
    return [
      {
        name: service,
        namespace,
        port: number,
        scheme: scheme?.toLowerCase(),
        qualified: namespace !== undefined || number !== undefined,
        addressKey: isAddress || scheme !== undefined,
        at,
      },
    ];
  });
  return injected.length > 0 ? [...injected, ...named] : named;
}

/** F12: hosts under a public suffix, and addresses that are not private, written as a URL or with a port. */
export function outsideIn(value: string, at: Place): readonly Outside[] {
  if (value.length > 20_000) return [];
  // Most texts name no port and no scheme.
  if (!value.includes(".") || !value.includes(":")) return [];
  return value.split(/[\s,;"'<>()[\]{}|]+/).flatMap((token) => {
    const match = token.includes(".") && token.includes(":") ? host.exec(token) : null;
    const [, scheme, name = "", , written] = match ?? [];
    const port = written === undefined ? schemePorts[scheme?.toLowerCase() ?? ""] : Number(written);
    if (port === undefined || !name.includes(".")) return [];
    const literal = parseCidr(name);
    const isAddress = /^[\d.]+$/.test(name);
    if (isAddress ? literal === undefined || isPrivate(literal) : !isPublicName(name)) return [];
    return [{ host: name.toLowerCase(), port, at }];
  });
}

/** Names that only the cluster, or only this machine, knows end otherwise; two labels may be a Service and its namespace. */
function isPublicName(name: string): boolean {
  const labels = name.toLowerCase().split(".");
  const last = labels[labels.length - 1] ?? "";
  if (/^(?:local|localhost|internal|svc|cluster|test|example|invalid|lan|home|corp)$/.test(last) || labels.includes("svc")) return false;
  return labels.length > 2 ? /^[a-z]{2,}$/.test(last) : /^(?:com|net|org|io|dev|cloud|app|ai)$/.test(last);
}

const schemePorts: Readonly<Record<string, number>> = {
  http: 80,
  https: 443,
  postgres: 5432,
  postgresql: 5432,
  mysql: 3306,
  redis: 6379,
  rediss: 6379,
  mongodb: 27017,
  amqp: 5672,
  nats: 4222,
};

export interface Target {
  readonly protocol: Protocol;
  readonly port: number;
}

/** F5: the pod ports behind a Service; `asked` is the Service port that a mention names, if any. undefined when the Service has no such port. */
export function targetsOf(
  service: KubeObject,
  backends: readonly Workload[],
  asked: number | string | undefined,
  scheme?: string,
): readonly Target[] | undefined {
  const listed = items(get(service.body, "spec.ports"));
  const own = schemePorts[scheme ?? ""];
  const wanted = asked ?? (listed.some((it) => number(get(it, "port")) === own) ? own : undefined);
  const chosen =
    wanted === undefined
      ? listed
      : listed.filter((it) => (typeof wanted === "string" ? text(get(it, "name")) : number(get(it, "port"))) === wanted);
  if (chosen.length === 0) return undefined;
  const found = chosen.flatMap((it): readonly Target[] => {
    const written = get(it, "protocol");
    const protocol = written === undefined ? "TCP" : text(written);
    if (!isProtocol(protocol)) return [];
    const target = get(it, "targetPort") ?? get(it, "port");
    const numeric = number(target);
    if (numeric !== undefined) return [{ protocol, port: numeric }];
    const name = text(target);
    if (name === undefined) return [];
    return backends.flatMap((backend) =>
      backend.containers.flatMap((container) =>
        items(get(container.body, "ports")).flatMap((port) => {
          const number_ = number(get(port, "containerPort"));
          return text(get(port, "name")) === name && number_ !== undefined ? [{ protocol, port: number_ }] : [];
        }),
      ),
    );
  });
  return found.length > 0 ? found : undefined;
}
