/** Spoils a text as typing, merging and broken disks do. */

export type Random = () => number;

/** Mulberry32: the same numbers for the same seed on every machine. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let it = Math.imul(state ^ (state >>> 15), state | 1);
    it ^= it + Math.imul(it ^ (it >>> 7), it | 61);
    return ((it ^ (it >>> 14)) >>> 0) / 4294967296;
  };
}

const odd = [
  "{",
  "}",
  "[",
  "]",
  "(",
  ")",
  '"',
  "'",
  "${",
  "%{",
  "{{",
  "}}",
  "<<EOT\n",
  "/*",
  "*/",
  "#",
  "\n",
  "\r\n",
  "\t",
  "---\n",
  "...\n",
  "&a ",
  "*a",
  "!!x ",
  "? ",
  "- ",
  ": ",
  "|\n",
  ">\n",
  "\\",
  "\u0000",
  "\ufeff",
  "😀",
  "\ud800",
  ",",
  "=",
  "$",
  "%",
  "`",
  "@",
];

/** One change: a cut, a deleted, doubled or moved span, odd characters, or a spoiled byte. */
export function mutate(text: string, random: Random): string {
  const at = Math.floor(random() * (text.length + 1));
  const length = Math.floor(random() ** 3 * 200);
  switch (Math.floor(random() * 7)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + text.slice(at + length);
    case 2:
      return text.slice(0, at + length) + text.slice(at);
    case 3: {
      const to = Math.floor(random() * (text.length + 1));
      return text.slice(0, to) + text.slice(at, at + length) + text.slice(to);
    }
    case 4: {
      const bytes = Buffer.from(text);
      if (bytes.length > 0) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      return bytes.toString();
    }
    default:
      return text.slice(0, at) + (odd[Math.floor(random() * odd.length)] ?? "") + text.slice(at);
  }
}
