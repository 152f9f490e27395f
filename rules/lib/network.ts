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
 * halves that complete each other, and the service tags that say so.
 */
export function worldAddresses(addresses: readonly Value[]): readonly Value[] {
  return addresses.filter((it) => {
    const known = text(it);
    if (known === undefined) return false;
    if (/^(?:\*|internet|any)$/i.test(known)) return true;
    const cidr = parseCidr(known);
    return cidr !== undefined && !isPrivate(cidr) && cidr.length <= (cidr.version === 4 ? 8 : 16);
  });
}

/** Ports by which people and programs administer machines and data. */
export const adminPorts: ReadonlyMap<number, string> = new Map([
  [22, "SSH"],
  [3389, "RDP"],
  [23, "Telnet"],
  [5985, "WinRM"],
  [5986, "WinRM"],
  [2375, "Docker"],
  [2376, "Docker"],
  [6443, "the Kubernetes API"],
  [10250, "the kubelet"],
  [2379, "etcd"],
  [3306, "MySQL"],
  [5432, "PostgreSQL"],
  [1433, "SQL Server"],
  [1521, "Oracle"],
  [27017, "MongoDB"],
  [6379, "Redis"],
  [9200, "Elasticsearch"],
  [11211, "memcached"],
  [445, "SMB"],
  [135, "RPC"],
  [5900, "VNC"],
]);

/** The administration ports inside the ranges. */
export function adminPortsIn(ranges: readonly PortRange[]): readonly (readonly [number, string])[] {
  return [...adminPorts].filter(([port]) => ranges.some((it) => it.from <= port && port <= it.to));
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
