// The draw and the bound, by the same rules as the service: tickets, picks, prior-posterior ratio.

const hexOf = (text) => toHex(sha256(utf8(text)));
const boundSeed = (seed, root) => hexOf(`v1|${seed}|${root}`);

function ticket(seedHash, name) {
  const digits = BigInt("0x" + toHex(sha256(utf8(seedHash + name)))).toString().padStart(64, "0");
  return "0." + [...digits].reverse().join("");
}

function* picks(seed, of) {
  const taken = new Set();
  for (let k = 1; taken.size < of; k++) {
    const number = 1 + Number(BigInt("0x" + hexOf(`${seed},${k}`)) % BigInt(of));
    if (!taken.has(number)) { taken.add(number); yield number; }
  }
}

const byText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

// Code points, as the service sorts: UTF-16 puts some characters elsewhere.
function byPoints(a, b) {
  const x = [...a], y = [...b];
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    if (x[i] !== y[i]) return x[i].codePointAt(0) - y[i].codePointAt(0);
  }
  return x.length - y.length;
}

// log of the gamma function: Stirling's series from 15 on, below by its recurrence.
function logGamma(x) {
  let shift = 0;
  for (; x < 15; x++) shift += Math.log(x);
  const i = 1 / (x * x);
  const series = 1 / 12 - i * (1 / 360 - i * (1 / 1260 - i * (1 / 1680 - i * (1 / 1188
    - i * (691 / 360360 - i / 156)))));
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series / x - shift;
}

const logBeta = (a, b) => logGamma(a) + logGamma(b) - logGamma(a + b);
const logChoose = (n, k) => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
const logPmf = (k, n, a, b) => logChoose(n, k) + logBeta(k + a, n - k + b) - logBeta(a, b);

// The most errors that a sample leaves possible, at any time (Waudby-Smith and Ramdas 2020).
function upperBound(papers, checked, errors, risk, [a, b]) {
  const most = papers - (checked - errors);
  let low = checked ? Math.min(most, Math.floor(((papers + 1) * errors) / checked)) : most;
  let high = most;
  const limit = Math.log(1 / risk);
  const ratio = (total) => logPmf(total, papers, a, b)
    - logPmf(total - errors, papers - checked, a + errors, b + checked - errors);
  while (low < high) {
    const middle = Math.floor((low + high + 1) / 2);
    if (ratio(middle) < limit) low = middle; else high = middle - 1;
  }
  return low;
}

function ticketsOf(seed, boxes) {
  const seedHash = hexOf(seed);
  return boxes.flatMap((box) => box.sheets.map(([name]) => [ticket(seedHash, name), name]))
    .sort((x, y) => byText(x[0], y[0]) || byPoints(x[1], y[1]));
}

function drawnOf(plan, tickets) {
  const limit = plan.threshold.toFixed(12);
  return tickets.filter(([text], n) => n < plan.ballots_least || text < limit);
}

function pickedOf(seed, plan, boxes) {
  const shelves = [...new Set(boxes.map((box) => box.shelf))].sort(byPoints);
  return shelves.flatMap((shelf) => {
    const here = boxes.filter((box) => box.shelf === shelf)
      .sort((x, y) => byPoints(x.batch, y.batch) || x.count - y.count);
    const chosen = [], all = picks(seed, here.length);
    while (chosen.length < Math.min(plan.boxes_least, here.length)) chosen.push(all.next().value);
    return chosen.map((pick, n) => ({ shelf, order: n + 1, pick, of: here.length, ...here[pick - 1] }));
  });
}
