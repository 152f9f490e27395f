/** Addresses and ports: what is the whole internet, what is private, and which ports administer. */
import type { PortRange } from "../vocabulary/network.js";
import type { Value } from "../vocabulary/value.js";
import { text } from "./value.js";

/** A prefix as a half-open range of addresses. */
export interface Cidr {
  readonly version: 4 | 6;
  readonly first: bigint;
  readonly length: number;
}

/** Reads `10.0.0.0/8` or `2001:db8::/32`; an address alone is a prefix of full length. undefined for anything else. */
export function parseCidr(source: string): Cidr | undefined {
  const [address = "", bits] = source.trim().split("/");
  const v4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address);
  const version = v4 ? 4 : 6;
  const parsed = v4 ? octets(v4.slice(1)) : groups(address);
  const full = version === 4 ? 32 : 128;
  const length = bits === undefined ? full : /^\d+$/.test(bits) ? Number(bits) : -1;
  if (parsed === undefined || length < 0 || length > full) return undefined;
  const host = BigInt(full - length);
  return { version, first: (parsed >> host) << host, length };
}

function octets(parts: readonly string[]): bigint | undefined {
  if (parts.some((it) => Number(it) > 255)) return undefined;
  return parts.reduce((sum, it) => sum * 256n + BigInt(it), 0n);
}

function groups(address: string): bigint | undefined {
  if (!/^[0-9a-fA-F:]+$/.test(address) || address.split("::").length > 2 || !address.includes(":")) return undefined;
  const [left = "", right] = address.split("::");
  const a = left === "" ? [] : left.split(":");
  const b = right === undefined || right === "" ? [] : right.split(":");
  const missing = 8 - a.length - b.length;
  if ((right === undefined && missing !== 0) || missing < 0 || [...a, ...b].some((it) => it.length > 4 || it === "")) return undefined;
  return [...a, ...Array.from({ length: missing }, () => "0"), ...b].reduce((sum, it) => sum * 65536n + BigInt(`0x${it}`), 0n);
}

/** Whether a prefix names an address inside itself (`10.0.0.7/8`): AWS rejects such a prefix, so it opens nothing. */
export function hasHostBits(source: string): boolean {
  const cidr = parseCidr(source);
  const address = parseCidr(source.trim().split("/")[0] ?? "");
  return cidr !== undefined && address !== undefined && address.first !== cidr.first;
}

/** Whether a lies inside b. */
export function within(a: Cidr, b: Cidr): boolean {
  const full = a.version === 4 ? 32 : 128;
  return a.version === b.version && a.length >= b.length && a.first >> BigInt(full - b.length) === b.first >> BigInt(full - b.length);
}

const privateRanges = [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "169.254.0.0/16",
  "127.0.0.0/8",
  "fc00::/7",
  "fe80::/10",
  "::1/128",
].flatMap((it) => parseCidr(it) ?? []);

export function isPrivate(cidr: Cidr): boolean {
  return privateRanges.some((it) => within(cidr, it));
}

/**
 * The addresses among these that open the whole internet, or so much of it that nobody was meant: public prefixes up to /8 (IPv4) or /16 (IPv6),
 * prefixes that add up to one, and the service tags that say so.
 */
export function worldAddresses(addresses: readonly Value[]): readonly Value[] {
  const found = new Set<Value>();
  const parts: { readonly cidr: Cidr; readonly from: readonly Value[] }[] = [];
  for (const it of addresses) {
    const known = text(it);
    if (known === undefined) continue;
    if (/^(?:\*|internet|any)$/i.test(known)) found.add(it);
    const cidr = parseCidr(known);
    if (cidr !== undefined && !isPrivate(cidr)) parts.push({ cidr, from: [it] });
  }
  for (const { cidr, from } of merged(parts)) if (cidr.length <= (cidr.version === 4 ? 8 : 16)) for (const it of from) found.add(it);
  return addresses.filter((it) => found.has(it));
}

interface Part {
  readonly cidr: Cidr;
  readonly from: readonly Value[];
}

/** Halves of one prefix become that prefix, again and again. */
function merged(parts: readonly Part[]): readonly Part[] {
  const all = new Map<string, Part>();
  const queue = [...parts];
  for (let it = queue.pop(); it !== undefined; it = queue.pop()) {
    const full = it.cidr.version === 4 ? 32 : 128;
    const key = `${it.cidr.version}/${it.cidr.first}/${it.cidr.length}`;
    if (all.has(key)) {
      if (it.from.length === 1 && all.get(key)?.from.every((one) => !it?.from.includes(one)))
        all.set(key, { cidr: it.cidr, from: [...(all.get(key)?.from ?? []), ...it.from] });
      continue;
    }
    all.set(key, it);
    if (it.cidr.length === 0) continue;
    const bit = 1n << BigInt(full - it.cidr.length);
    const sibling = all.get(`${it.cidr.version}/${it.cidr.first ^ bit}/${it.cidr.length}`);
    if (sibling)
      queue.push({
        cidr: { version: it.cidr.version, first: it.cidr.first & ~bit, length: it.cidr.length - 1 },
        from: [...sibling.from, ...it.from],
      });
  }
  return [...all.values()];
}

/** Ports by which people and programs administer machines. */
export const adminPorts: ReadonlyMap<number, string> = new Map([
  [22, "SSH"],
  [3389, "RDP"],
  [23, "Telnet"],
  [135, "RPC"],
  [5985, "WinRM"],
  [5986, "WinRM"],
  [2375, "Docker"],
  [2376, "Docker"],
  [6443, "the Kubernetes API"],
  [10250, "the kubelet"],
  [2379, "etcd"],
  [2380, "etcd"],
  [5900, "VNC"],
  [5901, "VNC"],
]);

/** Ports of databases, caches, brokers and file shares. */
export const dataPorts: ReadonlyMap<number, string> = new Map([
  [3306, "MySQL"],
  [5432, "PostgreSQL"],
  [1433, "SQL Server"],
  [1434, "SQL Server"],
  [2383, "SQL Server Analysis Services"],
  [1521, "Oracle"],
  [5439, "Redshift"],
  [27017, "MongoDB"],
  [27018, "MongoDB"],
  [27019, "MongoDB"],
  [6379, "Redis"],
  [9042, "Cassandra"],
  [7000, "Cassandra"],
  [7001, "Cassandra"],
  [8086, "InfluxDB"],
  [9200, "Elasticsearch"],
  [9300, "Elasticsearch"],
  [11211, "memcached"],
  [9092, "Kafka"],
  [9093, "Kafka"],
  [9094, "Kafka"],
  [9096, "Kafka"],
  [9098, "Kafka"],
  [5671, "RabbitMQ"],
  [5672, "RabbitMQ"],
  [15672, "RabbitMQ"],
  [61616, "ActiveMQ"],
  [2049, "NFS"],
  [139, "SMB"],
  [445, "SMB"],
]);

/** The administration ports inside the ranges. */
export function adminPortsIn(ranges: readonly PortRange[]): readonly (readonly [number, string])[] {
  return portsIn(adminPorts, ranges);
}

/** The ports of data stores inside the ranges. */
export function dataPortsIn(ranges: readonly PortRange[]): readonly (readonly [number, string])[] {
  return portsIn(dataPorts, ranges);
}

function portsIn(named: ReadonlyMap<number, string>, ranges: readonly PortRange[]): readonly (readonly [number, string])[] {
  return [...named].filter(([port]) => ranges.some((it) => it.from <= port && port <= it.to));
}

/** Whether the ranges are the web's ports and nothing else. */
export function isWeb(ranges: readonly PortRange[]): boolean {
  return ranges.length > 0 && ranges.every((it) => it.from === it.to && (it.from === 80 || it.from === 443));
}

/** Whether the ranges are so wide that nobody chose ports: 1,024 of them or more. */
export function widePorts(ranges: readonly PortRange[]): boolean {
  return ranges.some((it) => it.to - it.from >= 1023);
}

/** Whether the ranges leave nothing out. */
export function allPorts(ranges: readonly PortRange[]): boolean {
  return ranges.some((it) => it.from <= 1 && it.to >= 65535);
}

/** `443`, `8000-8100`, or `all ports`. */
export function portsText(ranges: readonly PortRange[]): string {
  if (allPorts(ranges)) return "all ports";
  const spelled = ranges.map((it) => (it.from === it.to ? String(it.from) : `${it.from}-${it.to}`)).join(", ");
  return ranges.length === 1 && ranges[0]?.from === ranges[0]?.to ? `port ${spelled}` : `ports ${spelled}`;
}
