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
const H256 = SQUARES.map((each) => Number(each >> 32n));
const K256 = CUBES.slice(0, 64).map((each) => Number(each >> 32n));

function padded(bytes, block) {
  const length = bytes.length, tail = block / 8;
  const out = new Uint8Array(Math.ceil((length + 1 + tail) / block) * block);
  out.set(bytes);
  out[length] = 0x80;
  new DataView(out.buffer).setBigUint64(out.length - 8, BigInt(length) * 8n);
  return out;
}

function sha256(bytes) {
  const data = padded(bytes, 64), view = new DataView(data.buffer);
  const h = H256.slice(), w = new Int32Array(64);
  for (let at = 0; at < data.length; at += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getInt32(at + 4 * i);
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15], y = w[i - 2];
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
    }
    let [a, b, c, d, e, f, g, k] = h;
    for (let i = 0; i < 64; i++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (k + s1 + ((e & f) ^ (~e & g)) + K256[i] + w[i]) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      k = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
    }
    [a, b, c, d, e, f, g, k].forEach((each, i) => { h[i] = (h[i] + each) | 0; });
  }
  const out = new Uint8Array(32), said = new DataView(out.buffer);
  h.forEach((each, i) => said.setInt32(4 * i, each));
  return out;
}

function sha512(bytes) {
  const data = padded(bytes, 128), view = new DataView(data.buffer);
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

const utf8 = (text) => new TextEncoder().encode(text);
const toHex = (bytes) => Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");

function fromHex(text) {
  if (!/^([0-9a-f]{2})*$/.test(text)) throw new Error("no hexadecimal text");
  return Uint8Array.from(text.match(/../g) || [], (each) => parseInt(each, 16));
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
