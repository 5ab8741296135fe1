// SHA-256 and SHA-512 (FIPS 180-4), written out so that the page needs nothing of the browser:
// a page opened from a file may have no crypto.subtle, and that one answers too late for a chain.

const PRIMES = (() => {
  const found = [];
  for (let n = 2; found.length < 80; n++) if (found.every((p) => n % p)) found.push(n);
  return found;
})();

// The largest whole number whose power is at most `value`.
function wholeRoot(value, power) {
  let low = 0n, high = 1n << BigInt(Math.ceil(value.toString(2).length / Number(power)) + 1);
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle ** power <= value) low = middle; else high = middle - 1n;
  }
  return low;
}

// The first 64 bits of the fractions of the primes' square and cube roots (FIPS 180-4, 4.2, 5.3).
const MASK = (1n << 64n) - 1n;
const SQUARES = PRIMES.slice(0, 8).map((p) => wholeRoot(BigInt(p) << 128n, 2n) & MASK);
const CUBES = PRIMES.map((p) => wholeRoot(BigInt(p) << 192n, 3n) & MASK);
const H256 = Int32Array.from(SQUARES, (each) => Number(each >> 32n));
const K256 = Int32Array.from(CUBES.slice(0, 64), (each) => Number(each >> 32n));

const W = new Int32Array(64);

// One block of 64 bytes at `at` into the state `h`: written plainly, as it runs a million times.
function compress(h, data, at) {
  for (let i = 0; i < 16; i++, at += 4) {
    W[i] = (data[at] << 24) | (data[at + 1] << 16) | (data[at + 2] << 8) | data[at + 3];
  }
  for (let i = 16; i < 64; i++) {
    const x = W[i - 15], y = W[i - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    W[i] = (W[i - 16] + s0 + W[i - 7] + s1) | 0;
  }
  let a = h[0], b = h[1], c = h[2], d = h[3], e = h[4], f = h[5], g = h[6], k = h[7];
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (k + s1 + ((e & f) ^ (~e & g)) + K256[i] + W[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    k = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  h[0] += a; h[1] += b; h[2] += c; h[3] += d; h[4] += e; h[5] += f; h[6] += g; h[7] += k;
}

const STATE = new Int32Array(8), LAST = new Uint8Array(128);

function sha256(bytes) {
  const length = bytes.length, whole = length - (length % 64), rest = length - whole;
  const end = rest < 56 ? 64 : 128;
  STATE.set(H256);
  for (let at = 0; at < whole; at += 64) compress(STATE, bytes, at);
  LAST.fill(0);
  for (let i = 0; i < rest; i++) LAST[i] = bytes[whole + i];
  LAST[rest] = 0x80;
  // The length in bits, below 2 ** 53: the upper part is whole numbers of 2 ** 29 bytes.
  for (let i = 0, high = Math.floor(length / 0x20000000), low = length << 3; i < 4; i++) {
    LAST[end - 5 - i] = high >>> (8 * i);
    LAST[end - 1 - i] = low >>> (8 * i);
  }
  for (let at = 0; at < end; at += 64) compress(STATE, LAST, at);
  const out = new Uint8Array(32);
  for (let i = 0; i < 8; i++) {
    const word = STATE[i];
    out[4 * i] = word >>> 24; out[4 * i + 1] = word >>> 16; out[4 * i + 2] = word >>> 8; out[4 * i + 3] = word;
  }
  return out;
}

function sha512(bytes) {
  const data = new Uint8Array(Math.ceil((bytes.length + 17) / 128) * 128);
  data.set(bytes);
  data[bytes.length] = 0x80;
  const view = new DataView(data.buffer);
  view.setBigUint64(data.length - 8, BigInt(bytes.length) * 8n);
  const turn = (x, n) => ((x >> n) | (x << (64n - n))) & MASK;
  const h = SQUARES.slice();
  for (let at = 0; at < data.length; at += 128) {
    const w = [];
    for (let i = 0; i < 80; i++) {
      if (i < 16) { w.push(view.getBigUint64(at + 8 * i)); continue; }
      const x = w[i - 15], y = w[i - 2];
      const s0 = turn(x, 1n) ^ turn(x, 8n) ^ (x >> 7n);
      const s1 = turn(y, 19n) ^ turn(y, 61n) ^ (y >> 6n);
      w.push((w[i - 16] + s0 + w[i - 7] + s1) & MASK);
    }
    let [a, b, c, d, e, f, g, k] = h;
    for (let i = 0; i < 80; i++) {
      const s1 = turn(e, 14n) ^ turn(e, 18n) ^ turn(e, 41n);
      const t1 = k + s1 + ((e & f) ^ (~e & MASK & g)) + CUBES[i] + w[i];
      const s0 = turn(a, 28n) ^ turn(a, 34n) ^ turn(a, 39n);
      const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
      k = g; g = f; f = e; e = (d + t1) & MASK; d = c; c = b; b = a; a = (t1 + t2) & MASK;
    }
    [a, b, c, d, e, f, g, k].forEach((each, i) => { h[i] = (h[i] + each) & MASK; });
  }
  const out = new Uint8Array(64), said = new DataView(out.buffer);
  h.forEach((each, i) => said.setBigUint64(8 * i, each));
  return out;
}

const ENCODER = new TextEncoder();
const utf8 = (text) => ENCODER.encode(text);
const PAIRS = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, "0"));
const BYTES = new Map(PAIRS.map((pair, n) => [pair, n]));

function toHex(bytes) {
  let text = "";
  for (const each of bytes) text += PAIRS[each];
  return text;
}

function fromHex(text) {
  const out = new Uint8Array(text.length / 2 | 0);
  for (let i = 0; i < text.length; i += 2) {
    const byte = BYTES.get(text.slice(i, i + 2));
    if (byte === undefined) throw new Error("no hexadecimal text");
    out[i / 2] = byte;
  }
  return out;
}

function joined(...parts) {
  const out = new Uint8Array(parts.reduce((sum, each) => sum + each.length, 0));
  let at = 0;
  for (const each of parts) { out.set(each, at); at += each.length; }
  return out;
}

// The Merkle tree of RFC 6962, growing: only the roots of its whole parts are kept.
class Tree {
  constructor() { this.size = 0; this.whole = []; }

  append(leaf) {
    for (let parts = this.size; parts % 2; parts = (parts - 1) / 2) {
      leaf = sha256(joined([1], this.whole.pop(), leaf));
    }
    this.whole.push(leaf);
    this.size += 1;
  }

  root() {
    if (!this.whole.length) return sha256(new Uint8Array());
    return this.whole.reduceRight((right, left) => sha256(joined([1], left, right)));
  }
}

function rootOf(contents) {
  const tree = new Tree();
  for (const each of contents) tree.append(sha256(joined([0], each)));
  return toHex(tree.root());
}
