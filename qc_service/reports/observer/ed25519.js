// Ed25519 signatures, checked as RFC 8032, 5.1.7 says: [S]B - [k]A must be R.

const FIELD = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const mod = (a, m = FIELD) => ((a % m) + m) % m;

function power(base, exponent) {
  let out = 1n;
  for (let b = mod(base), e = exponent; e; e >>= 1n, b = mod(b * b)) if (e & 1n) out = mod(out * b);
  return out;
}

const inverse = (a) => power(a, FIELD - 2n);
const CURVE = mod(-121665n * inverse(121666n));
const ROOT_OF_MINUS_ONE = power(2n, (FIELD - 1n) / 4n);

// Points as (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z (RFC 8032, 5.1.4).
function add([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = mod((y1 - x1) * (y2 - x2)), b = mod((y1 + x1) * (y2 + x2));
  const c = mod(2n * CURVE * t1 * t2), d = mod(2n * z1 * z2);
  const e = b - a, f = d - c, g = d + c, h = b + a;
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

function times(scalar, point) {
  let out = [0n, 1n, 1n, 0n];
  for (let p = point, n = scalar; n; n >>= 1n, p = add(p, p)) if (n & 1n) out = add(out, p);
  return out;
}

const toNumber = (bytes) => BigInt("0x" + (toHex(Uint8Array.from(bytes).reverse()) || "0"));

function point(bytes) {
  const whole = toNumber(bytes), y = whole & ((1n << 255n) - 1n), odd = whole >> 255n;
  if (y >= FIELD) return null;
  const u = mod(y * y - 1n), v = mod(CURVE * y * y + 1n);
  let x = mod(u * v ** 3n * power(u * v ** 7n, (FIELD - 5n) / 8n));
  if (mod(v * x * x) !== u) x = mod(x * ROOT_OF_MINUS_ONE);
  if (mod(v * x * x) !== u || (x === 0n && odd)) return null;
  if ((x & 1n) !== odd) x = FIELD - x;
  return [x, y, 1n, mod(x * y)];
}

function written([x, y, z]) {
  const by = inverse(z), whole = mod(y * by) | ((mod(x * by) & 1n) << 255n);
  return fromHex(whole.toString(16).padStart(64, "0")).reverse();
}

const BASE = point(fromHex("58" + "66".repeat(31)));

function isSignedHere(key, message, signature) {
  const a = point(key), r = signature.slice(0, 32), s = toNumber(signature.slice(32));
  if (!a || signature.length !== 64 || s >= ORDER) return false;
  const k = mod(toNumber(sha512(joined(r, key, message))), ORDER);
  const [x, y, z, t] = a;
  return toHex(written(add(times(s, BASE), times(k, [mod(-x), y, z, mod(-t)])))) === toHex(r);
}

// By the browser where it can, else here: both are tested against each other.
async function isSigned(keyHex, message, signatureHex) {
  let key, signature;
  try { key = fromHex(keyHex); signature = fromHex(signatureHex); } catch { return false; }
  if (key.length !== 32 || signature.length !== 64) return false;
  try {
    const known = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", known, signature, message);
  } catch {
    return isSignedHere(key, message, signature);
  }
}
