/** Sets of IP addresses on one line: IPv6 from zero, IPv4 behind it. */
import type { Spans } from "./spans.js";

export type Addresses = Spans<bigint>;

const v4 = 1n << 128n;

export const everyV4: Addresses = [[v4, v4 + (1n << 32n)]];
export const everyAddress: Addresses = [[0n, v4 + (1n << 32n)]];

export interface Cidr {
  readonly addresses: Addresses;
  readonly bits: number;
  readonly family: 4 | 6;
}

/** `10.0.0.0/8`, `fd00::/8`, or a bare address; host bits are cut as the API server does. undefined when it is no CIDR. */
export function parseCidr(text: string): Cidr | undefined {
  const [address = "", prefix, ...rest] = text.trim().split("/");
  if (rest.length > 0 || (prefix !== undefined && !/^\d{1,3}$/.test(prefix))) return undefined;
  const family = address.includes(":") ? 6 : 4;
  const width = family === 6 ? 128 : 32;
  const bits = prefix === undefined ? width : Number(prefix);
  const value = family === 6 ? parseV6(address) : parseV4(address);
  if (value === undefined || bits > width) return undefined;
  const size = 1n << BigInt(width - bits);
  const start = (value / size) * size + (family === 4 ? v4 : 0n);
  return { addresses: [[start, start + size]], bits, family };
}

/** The set of one CIDR or address; empty when it is none. */
export function addressesOf(text: string): Addresses {
  return parseCidr(text)?.addresses ?? [];
}

function parseV4(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((it) => /^\d{1,3}$/.test(it) && Number(it) < 256)) return undefined;
  return parts.reduce((sum, it) => sum * 256n + BigInt(it), 0n);
}

function parseV6(text: string): bigint | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const groups = (half: string | undefined): readonly string[] | undefined => {
    if (half === undefined || half === "") return [];
    const parts = half.split(":");
    const last = parts.at(-1) ?? "";
    if (last.includes(".")) {
      const embedded = parseV4(last);
      if (embedded === undefined) return undefined;
      parts.splice(-1, 1, (embedded >> 16n).toString(16), (embedded & 0xffffn).toString(16));
    }
    return parts.every((it) => /^[0-9a-f]{1,4}$/i.test(it)) ? parts : undefined;
  };
  const head = groups(halves[0]);
  const tail = groups(halves[1]);
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  return [...head, ...Array<string>(missing).fill("0"), ...tail].reduce((sum, it) => sum * 65536n + BigInt(`0x${it}`), 0n);
}

/** Ranges of RFC 1918, RFC 6598, link-local and unique local addresses: never the internet. */
export const privateAddresses: Addresses = [
  "fc00::/7",
  "fe80::/10",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
].flatMap(addressesOf);
