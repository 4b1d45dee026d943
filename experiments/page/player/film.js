// The weeks of the worlds as the page's server, or a file, hands them over.

// The bytes in a text: base64 of what zlib has compressed.
async function inflated(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).arrayBuffer();
}

const TYPES = { u1: Uint8Array, i2: Int16Array, u2: Uint16Array, f4: Float32Array };

// Arrays by their names: the length of a list, the list [name, type, size], and their bytes.
async function unpacked(text) {
  const buffer = await inflated(text), length = new DataView(buffer).getUint32(0, true);
  const list = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const found = {};
  let at = 4 + length;
  for (const [name, type, size] of list) {
    const end = at + size * TYPES[type].BYTES_PER_ELEMENT;
    found[name] = new TYPES[type](buffer.slice(at, end));
    at = end;
  }
  return found;
}

// What is known of the worlds so far; `fixed` is what stays the same over the weeks.
class Film {
  constructor(fixed) {
    this.fixed = fixed;
    this.weeks = fixed.weeks;
    this.ready = -1;  // the last week that has come
    this.hidden = new Set();  // classes of lines that are not drawn
    this.people = fixed.scene.spots.length;
    this.sides = fixed.sides.map((side) => ({
      ...side, practising: [], stances: [], ties: [], bonds: [], posts: [], courses: [], routes: [], hours: [],
      events: [],
    }));
  }

  // Take in a part: some weeks that follow those there are.
  async add(text) {
    const part = await unpacked(text), count = part.count[0];
    this.sides.forEach((side, s) => {
      const own = (name) => part[`${s}.${name}`];
      for (const name of ["practising", "stances"]) {
        const values = own(name), size = values.length / count;  // differences from the week before
        for (let i = size; i < values.length; i++) values[i] += values[i - size];
      }
      const each = ["practising", "stances", "posts", "courses", "routes", "hours"];
      const size = Object.fromEntries(each.map((name) => [name, own(name).length / count]));
      let tie = 0, event = 0;
      for (let n = 0; n < count; n++) {
        for (const name of each) side[name].push(own(name).subarray(n * size[name], (n + 1) * size[name]));
        const ties = own("tie_counts")[n], events = own("event_counts")[n];
        side.ties.push(own("ties").subarray(2 * tie, 2 * (tie + ties)));
        side.bonds.push(own("bonds").subarray(tie, tie + ties));
        side.events.push(Array.from({ length: events }, (_, k) => {
          const e = event + k, [person, other, broker] = own("who").subarray(3 * e, 3 * e + 3);
          return { kind: own("kinds")[e], joint: own("joint")[e], person, other, broker };
        }));
        tie += ties; event += events;
      }
    });
    this.ready += count;
  }

  kind(name) { return this.fixed.kinds.findIndex((kind) => kind[0] === name); }

  share(s, week) { return this.sides[s].courses[week][0]; }

  // A stance of a person in a week, from 0 to 100.
  stance(s, week, row, n) { return this.sides[s].stances[week][4 * row + n] / 2; }

  person(row) { return this.fixed.scene.names[row]; }

  broker(row) { return `broker ${String.fromCharCode(65 + (row % 26))}${Math.floor(row / 26) || ""}`; }

  post(s, week, row) {
    const [held, strain, confidence] = this.sides[s].posts[week].subarray(3 * row, 3 * row + 3);
    return { held: held > 0, strain: strain / 2, confidence: confidence / 2 };
  }

  // An event in words.
  words(s, event) {
    if (event.kind === this.kind("REORGANISED")) return this.sides[s].boxes[event.person][4];
    if (event.person < 0) return this.broker(event.broker);
    const other = event.other >= 0 ? ` and ${this.person(event.other)}` : "";
    const by = event.broker >= 0 ? ` with ${this.broker(event.broker)}` : "";
    return this.person(event.person) + other + by + (event.joint ? " and buddy" : "");
  }

  // Who else had a part in an event of somebody's story.
  others({ person, other, broker, joint }, { kind, row }) {
    const own = (as, each) => each < 0 || (as === kind && each === row);
    const people = [person, other].filter((each) => !own("person", each)).map((each) => this.person(each));
    const brokers = own("broker", broker) ? [] : [this.broker(broker)];
    return [...people, ...brokers, ...(joint ? ["buddy"] : [])];
  }

  // Events up to a week that a test picks, latest first, at most so many.
  told(week, picks, most) {
    const found = [];
    for (let w = Math.min(week, this.ready); w > 0 && found.length < most; w--)
      this.sides.forEach((side, s) => side.events[w].forEach((event) => {
        if (picks(event, s)) found.push({ week: w, side: s, event });
      }));
    return found.slice(0, most);
  }

  // The next week after, or the last before, with an event of a kind; null if there is none.
  beside(week, kind, by) {
    for (let w = week + by; w > 0 && w <= this.ready; w += by)
      if (this.sides.some((side) => side.events[w].some((event) => event.kind === kind))) return w;
    return null;
  }

  // By which routes the hosts' people changed, in points, largest difference first.
  routes(week) {
    const parts = this.sides.map((side) => Array.from(side.routes[week], (v) => 100 * v));
    const gap = (r) => Math.abs(parts.length > 1 ? parts[0][r] - parts[1][r] : parts[0][r]);
    return this.fixed.routes.map((words, r) => ({ words, gap: gap(r), amounts: parts.map((part) => part[r]) }))
      .filter((route) => route.amounts.some((v) => v)).sort((a, b) => b.gap - a.gap);
  }

  // How the worlds compare in a week, in one or two sentences.
  reason(week) {
    if (!week) return "Press ▶ to watch week by week, or go to the end of the contracts.";
    const said = this.sides.map((side, s) => `${Math.round(100 * this.share(s, week))}% with ${side.sentence}`);
    const here = `Staff in host organisations who practise in week ${week} of this run: ${said.join(", ")}.`;
    const [first] = this.routes(week);
    if (this.sides.length < 2) return here;
    if (!first || first.gap < 0.5) return `${here} So far, each reason for change has had about the same effect on both sides.`;
    const [left, right] = first.amounts, fell = left + right < 0;
    const more = this.sides[left > right !== fell ? 0 : 1].sentence;
    return `${here} What differs most: ${first.words} ${fell ? "lowered" : "raised"} readiness to practise by ` +
      `${first.gap.toFixed(1)} points more with ${more}.`;
  }
}
