// The steps of `qc verify`, under the same names and in the same order. Each gives what is broken as
// a word of words.js with its places, or nothing.

const CHECKS = ["form", "rows", "key", "checkpoints", "end", "signatures", "commitments", "seeds",
  "ballots", "boxes", "results", "bounds", "documents", "seal"];
const BAD = new Set(["differs", "not-found", "cannot-agree", "unreported"]);
const RESULTS = new Set([...BAD, "agrees"]);
const LOOKED = { "not-found": "not-found", "cannot-agree": "cannot-agree" };
// Own fields only: a name such as "constructor" is no result.
const resultOf = (results, id) => (Object.hasOwn(results, id) ? results[id] : undefined);
const broken = (word, places = {}) => ({ word, ...places });
const isHash = (text) => typeof text === "string" && /^[0-9a-f]{64}$/.test(text);

function fingerprintOf(key) {
  return key ? toHex(sha256(fromHex(key))).slice(0, 32).match(/.{4}/g).join(" ") : "";
}

// A bundle is two lines: its content, and the seal over the very bytes of the first.
function readBundle(bytes) {
  const end = bytes.indexOf(10), after = bytes.indexOf(10, end + 1);
  if (end < 0 || after !== bytes.length - 1) throw new Error("two lines");
  const line = bytes.slice(0, end), text = new TextDecoder("utf-8", { fatal: true });
  const content = JSON.parse(text.decode(line)), seal = JSON.parse(text.decode(bytes.slice(end + 1)));
  if (content.format !== "qc-bundle" || content.version !== 1) throw new Error("format");
  for (const name of ["rows", "rounds", "bounds", "documents"]) {
    if (!Array.isArray(content[name])) throw new Error(name);
  }
  const results = Object.values(content.results);
  if (!results.every((each) => RESULTS.has(each))) throw new Error("results");
  return { content, seal, line };
}

const KINDS = new Set(["genesis", "checkpoint", "draw", "act"]);
const HOUR = /^(\d{4}-\d\d-\d\dT\d\d)?$/;

// What a public part must leave empty, by kind.
function tellsTooMuch(entry) {
  if (entry.entry === "genesis") {
    return !HOUR.test(entry.made_at) || entry.components.some((each) => each.origin);
  }
  if (entry.entry === "draw") return entry.samples.some((each) => each.sheet || each.reason);
  if (!HOUR.test(entry.at)) return true;
  if (entry.entry === "checkpoint") return false;
  const act = entry.act;
  return entry.by.some((each) => each.name)
    || [act.seal, act.shows, act.reason, act.text].some((each) => each !== undefined && !!each);
}

function checkRows(night) {
  for (const [n, row] of night.content.rows.entries()) {
    const [sealed, shown] = typeof row === "string" ? [row, ""] : row;
    if (!isHash(sealed)) return broken("row-seal", { row: n + 1 });
    let entry = null;
    if (shown) {
      try { entry = JSON.parse(shown); } catch { return broken("row-entry", { row: n + 1 }); }
      if (!entry || !KINDS.has(entry.entry)) return broken("row-entry", { row: n + 1 });
      let much = true;
      try { much = tellsTooMuch(entry); } catch { return broken("row-entry", { row: n + 1 }); }
      if (much) return broken("row-much", { row: n + 1 });
      night.entries.push([n + 1, entry]);
    }
    night.rows.push({ sealed, shown, entry });
  }
  const firsts = night.entries.filter(([, entry]) => entry.entry === "genesis");
  if (firsts.length !== 1 || firsts[0][0] !== 1) return broken("row-first");
  night.key = firsts[0][1].key;
  return null;
}

function checkKey(night, asked) {
  const wanted = asked.fingerprint.replace(/\s/g, "").toLowerCase();
  const its = fingerprintOf(night.key);
  if (wanted && wanted !== its.replaceAll(" ", "")) return broken("key-other", { key: its || "–" });
  return null;
}

// Chain and tree over all rows, each checkpoint held against them.
function checkCheckpoints(night) {
  const tree = new Tree();
  let head = new Uint8Array(32), wrong = null, before = 0;
  for (const [n, row] of night.rows.entries()) {
    if (row.entry && row.entry.entry === "checkpoint" && !wrong) {
      const it = row.entry, where = { row: n + 1, first: before + 1, last: n };
      const at = { rows: tree.size, root: toHex(tree.root()), head: toHex(head) };
      if (it.rows !== at.rows) wrong = broken("checkpoint-rows", where);
      else if (it.root !== at.root) wrong = broken("checkpoint-root", where);
      else if (it.head !== at.head) wrong = broken("checkpoint-head", where);
      else if (it.key !== night.key || Boolean(it.signature) !== Boolean(night.key)) {
        wrong = broken("checkpoint-key", where);
      }
      night.at.push({ row: n + 1, ...at, signature: it.signature });
      before = n + 1;
    }
    const leaf = sha256(joined([0], fromHex(row.sealed), utf8(row.shown)));
    head = sha256(joined(head, leaf));
    tree.append(leaf);
    if (n === 0) night.genesis = toHex(head);
  }
  night.head = toHex(head);
  night.root = toHex(tree.root());
  return wrong;
}

function checkEnd(night, asked) {
  const { head, root } = night.content, wanted = asked.root.replace(/\s/g, "").toLowerCase();
  if (head !== night.head || root !== night.root) return broken("end");
  return !wanted || passes(night, wanted) ? null : broken("end-root");
}

// Whether the rows led to a root on their way: at a checkpoint, most likely, or after any row.
function passes(night, wanted) {
  if (night.at.some((each) => each.root === wanted) || night.root === wanted) return true;
  const tree = new Tree();
  return night.rows.some((row) => {
    tree.append(sha256(joined([0], fromHex(row.sealed), utf8(row.shown))));
    return toHex(tree.root()) === wanted;
  });
}

async function checkSignatures(night) {
  for (const at of night.key ? night.at : []) {
    const lines = ["qc-service checkpoint 1", night.genesis, at.rows, at.root, at.head];
    const message = utf8(lines.map((each) => `${each}\n`).join(""));
    if (!await isSigned(night.key, message, at.signature)) {
      return broken("signature", { row: at.row });
    }
  }
  return null;
}

const acts = (night, kind) => night.entries
  .filter(([, entry]) => entry.entry === "act" && entry.act.act === kind)
  .map(([row, entry]) => [row, entry.act, entry.by]);
const boxesOf = (night, round) => (night.content.rounds.find((each) => each.round === round)
  || { boxes: [] }).boxes;
const canonical = (parts) => utf8(`{${Object.keys(parts).sort()
  .map((name) => `${JSON.stringify(name)}:${JSON.stringify(parts[name])}`).join(",")}}`);
const sameBoxes = (one, other) => one.length === other.length
  && one.every((each, n) => each.batch === other[n].batch && each.count === other[n].count);

function checkCommitments(night) {
  const committed = acts(night, "boxes-committed"), numbers = (of) => of.sort((a, b) => a - b).join();
  if (numbers(night.content.rounds.map((each) => each.round))
    !== numbers(committed.map(([, act]) => act.round))) return broken("rounds");
  for (const [row, act] of committed) {
    const round = act.round;
    if (rootOf(act.boxes.map(({ batch, count, root, sheets }) =>
      canonical({ batch, count, root, sheets }))) !== act.root) return broken("round-root", { row, round });
    const boxes = boxesOf(night, round);
    if (!sameBoxes(boxes, act.boxes)) return broken("round-boxes", { row, round });
    for (const [n, box] of boxes.entries()) {
      const leaves = box.sheets.map(([id, examination]) => canonical({ id, examination }));
      if (box.sheets.length !== act.boxes[n].sheets || rootOf(leaves) !== act.boxes[n].root) {
        return broken("box-sheets", { row, round, box: box.batch });
      }
    }
    const names = boxes.flatMap((box) => box.sheets.map(([name]) => name));
    if (new Set(names).size < names.length) return broken("round-names", { row, round });
  }
  return null;
}

function checkSeeds(night) {
  const roots = new Map(), bound = new Map();
  let checkpoint = 0;
  for (const [row, entry] of night.entries) {
    const act = entry.act || {}, round = act.round;
    if (entry.entry === "checkpoint") checkpoint = row;
    if (entry.entry === "draw" && entry.seed !== bound.get(entry.round)) {
      return broken("seed-draw", { row, round: entry.round });
    }
    if (act.act === "boxes-committed") {
      if (roots.has(round)) return broken("seed-twice", { row, round });
      roots.set(round, [row, act.root]);
    }
    if (act.act === "seed-entered") {
      if (!roots.has(round) || bound.has(round)) return broken("seed-twice", { row, round });
      bound.set(round, boundSeed(act.seed, roots.get(round)[1]));
      if (checkpoint < roots.get(round)[0]) return broken("seed-free", { row, round });
      if (entry.by.length < 2) return broken("seed-people", { row, round });
    }
  }
  return null;
}

// Every draw with the plan it was made by: its round's, with the threshold raised since.
function drawsOf(night) {
  const plans = new Map(), found = [];
  let raised = 0;
  for (const [row, entry] of night.entries) {
    const act = entry.act || {};
    if (act.act === "boxes-committed") plans.set(act.round, act.plan);
    if (act.act === "checks-planned") raised = act.plan.threshold;
    if (entry.entry === "draw") {
      const plan = { ...plans.get(entry.round) };
      if (entry.more) plan.threshold = Math.max(plan.threshold, raised);
      found.push([row, entry, plan]);
    }
  }
  return found;
}

function checkBallots(night) {
  const drawn = new Map();
  for (const [row, draw, plan] of drawsOf(night)) {
    const boxes = boxesOf(night, draw.round), seedHash = hexOf(draw.seed);
    const names = new Set(boxes.flatMap((box) => box.sheets.map(([name]) => name)));
    for (const each of draw.samples.filter((one) => one.name)) {
      const place = { row, sample: each.id, ballot: each.name };
      if (!names.has(each.name)) return broken("ballot-unknown", place);
      if (ticket(seedHash, each.name) !== each.ticket) return broken("ballot-ticket", place);
    }
    drawn.set(draw.round, [...(drawn.get(draw.round) || []), ...draw.samples]);
    if (!boxes.every((box) => box.stratum)) continue;
    for (const stratum of draw.strata) {
      const tickets = ticketsOf(draw.seed, boxes.filter((box) => box.stratum === stratum.name));
      const place = { row, stratum: stratum.name };
      if (tickets.length !== stratum.papers) return broken("ballot-papers", place);
      const own = new Set(tickets.map(([, name]) => name));
      const found = drawn.get(draw.round)
        .filter((each) => each.kind === "random" && own.has(each.name))
        .sort((a, b) => a.order - b.order);
      const right = drawnOf(plan, tickets);
      const same = found.length === right.length
        && found.every((each, n) => each.order === n + 1 && each.name === right[n][1]);
      if (!same && !found.some((each) => each.order === 0)) return broken("ballot-order", place);
    }
  }
  return null;
}

function checkBoxes(night) {
  for (const [row, draw, plan] of drawsOf(night)) {
    const whole = draw.samples.filter((each) => !each.name);
    const said = whole.map((e) => [e.stratum, e.order, e.batch, e.count].join("\n")).sort().join("\n\n");
    const right = draw.more ? [] : pickedOf(draw.seed, plan, boxesOf(night, draw.round));
    const made = right.map((e) => [e.shelf, e.order, e.batch, e.count].join("\n")).sort().join("\n\n");
    if (said !== made) return broken("box-picked", { row, round: draw.round });
  }
  return null;
}

function checkResults(night) {
  const looks = new Map(), drawn = new Map(), results = night.content.results;
  for (const [, act] of acts(night, "check-entered")) {
    looks.set(act.sample, [...(looks.get(act.sample) || []), act.outcome]);
  }
  for (const [, draw] of drawsOf(night)) {
    for (const each of draw.samples) if (each.name) drawn.set(each.id, draw.round);
  }
  for (const sample of Object.keys(results).sort(byPoints)) {
    if (!drawn.has(sample)) return broken("result-undrawn", { sample });
    if ((looks.get(sample) || []).length < 2) return broken("result-looks", { sample });
    if (!looks.get(sample).includes(LOOKED[results[sample]] || "seen")) {
      return broken("result-entry", { sample });
    }
  }
  const signed = new Set(acts(night, "round-signed").map(([, act]) => act.round));
  for (const [sample, round] of drawn) {
    if (signed.has(round) && !resultOf(results, sample)) return broken("result-missing", { sample });
  }
  return null;
}

function statedBounds(night) {
  const rounds = new Map(), plans = new Map();
  for (const [, act] of acts(night, "boxes-committed")) plans.set(act.round, act.plan);
  for (const [, draw] of drawsOf(night)) rounds.set(draw.round, [...(rounds.get(draw.round) || []), draw]);
  const found = [];
  for (const [round, draws] of rounds) {
    const plan = plans.get(round), strata = draws.at(-1).strata;
    // Several rounds share the risk: 6 / (π² j²) of it for the j-th.
    const whole = plan.split && plans.size > 1 ? (6 * plan.risk) / (Math.PI * round) ** 2 : plan.risk;
    const risk = plan.split && strata.length ? whole / strata.length : whole;
    for (const { name, papers } of strata) {
      const order = draws.flatMap((draw) => draw.samples)
        .filter((e) => e.stratum === name && e.kind === "random" && e.ticket && e.order)
        .sort((a, b) => a.order - b.order);
      if (!order.length) continue;
      let checked = 0, errors = 0;
      for (const each of order) {
        const result = resultOf(night.content.results, each.id);
        if (!result) break;
        checked += 1;
        if (BAD.has(result)) errors += 1;
      }
      const upper = upperBound(papers, checked, errors, risk, plan.prior);
      found.push({ round, stratum: name, papers, checked, errors, risk, prior: plan.prior, upper });
    }
  }
  return found;
}

function checkBounds(night) {
  const right = statedBounds(night), stated = night.content.bounds;
  if (right.length !== stated.length) return broken("bound-count");
  for (const [n, made] of right.entries()) {
    const said = stated[n];
    const same = ["round", "stratum", "papers", "checked", "errors", "upper"]
      .every((name) => said[name] === made[name]) && Math.abs(said.risk - made.risk) < 1e-12
      && said.prior.join() === made.prior.join();
    if (!same) return broken("bound", { stratum: made.stratum, right: made.upper, said: said.upper });
  }
  return null;
}

function checkDocuments(night, asked) {
  const named = night.content.documents;
  if (new Set(named.map((each) => each.name)).size < named.length) return broken("document-twice");
  for (const each of named) {
    const found = asked.documents.get(each.name);
    if (found && found !== each.sha256) return broken("document-other", { name: each.name });
  }
  for (const name of asked.documents.keys()) {
    if (!named.some((each) => each.name === name)) return broken("document-unknown", { name });
  }
  return null;
}

async function checkSeal(night, seal, line) {
  const digest = toHex(sha256(line));
  if (digest !== seal.sha256) return broken("seal-content");
  if (seal.key !== night.key) return broken(seal.key ? "seal-key" : "seal-none");
  const message = utf8(`qc-service bundle 1\n${digest}\n`);
  if (seal.key && !await isSigned(seal.key, message, seal.signature)) return broken("seal-signature");
  return null;
}

// Take all steps; after a broken form or broken rows the others cannot be taken.
async function verifyBundle(bytes, asked) {
  let read;
  try { read = readBundle(bytes); } catch { return { steps: [{ check: "form", broken: broken("form") }] }; }
  const night = { content: read.content, rows: [], entries: [], at: [], key: "" };
  const steps = [{ check: "form", broken: null }];
  const take = async (check, step) => {
    let found;
    try { found = await step(); } catch { found = broken("unreadable"); }
    steps.push({ check, broken: found });
    return !found;
  };
  if (!await take("rows", () => checkRows(night))) return { steps };
  await take("key", () => checkKey(night, asked));
  await take("checkpoints", () => checkCheckpoints(night));
  await take("end", () => checkEnd(night, asked));
  await take("signatures", () => checkSignatures(night));
  await take("commitments", () => checkCommitments(night));
  await take("seeds", () => checkSeeds(night));
  await take("ballots", () => checkBallots(night));
  await take("boxes", () => checkBoxes(night));
  await take("results", () => checkResults(night));
  await take("bounds", () => checkBounds(night));
  await take("documents", () => checkDocuments(night, asked));
  await take("seal", () => checkSeal(night, read.seal, read.line));
  return { steps, night };
}
