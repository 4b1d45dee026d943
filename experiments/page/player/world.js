// A world on a canvas: organisations, people, ties, brokers, and what happens in the week.

// Colours of the arms are the server's. Brokers are black in every world: their colour stands for no arm.
const BROKER = "#222222", RED = "#b2182b", PURPLE = "#7b3294";
// What is drawn of an event: a line between whom, a ring or a sign; `dash` and `wide` as on the legend.
const LINES = {
  TALK: { colour: BROKER, broker: true, words: "talk with a broker (thick: with a pair)" },
  DOOR_SHUT: { colour: "#767676", broker: true, dash: [3, 4], words: "visit refused" },
  MEETING_GOOD: { colour: "#009E73", wide: 3, words: "good meeting" },
  MEETING_BAD: { colour: RED, wide: 3, dash: [8, 5], words: "bad meeting" },
  TIED: { colour: "#0072B2", wide: 3.5, words: "new tie" },
};
const RINGS = {
  BEGAN: { colour: "#00518a", more: 6, words: "began to practise" },
  LEFT: { colour: "#767676", more: 3, words: "left, and was replaced" },
};
const SIGNS = {
  BID: { sign: "✎", words: "bid" }, GRANT: { sign: "£", words: "grant" },
  INFORMED: { sign: "✔", words: "decision that used research" },
};
const TIE = { colour: "#0072B2", words: "tie (darker: closer)" };
const BUDDIES = { colour: BROKER, dash: [5, 4], words: "buddies, who work as a pair" };
const MOVED = { colour: RED, words: "reorganisation" };

function shade(value) {  // of 0 to 100, from pale to deep blue
  const mix = (a, b) => Math.round(a + ((b - a) * value) / 100);
  return `rgb(${mix(222, 0)},${mix(230, 73)},${mix(238, 145)})`;
}

// A canvas as wide as the place it is in and so high; gives its context and the scale.
function sized(canvas, width, height, k) {
  const ratio = window.devicePixelRatio || 1, w = Math.round(width * ratio), h = Math.round(height * ratio);
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w; canvas.height = h;
    canvas.style.width = `${width}px`; canvas.style.height = `${height}px`;
  }
  const c = canvas.getContext("2d");
  c.setTransform(k * ratio, 0, 0, k * ratio, 0, 0);
  return c;
}

class World {
  // `pick` is called with who was clicked.
  constructor(element, film, side, pick) {
    Object.assign(this, { element, film, side, pick, own: film.sides[side], scene: film.fixed.scene, hovered: null });
    this.title = make("h2", { class: "kb-title", style: { color: this.own.colour } }, element);
    const box = make("div", { class: "kb-network" }, element);
    this.canvas = make("canvas", { tabindex: 0, role: "img" }, box);
    this.tip = make("div", { class: "kb-tip", role: "status", hidden: true }, box);
    this.canvas.addEventListener("mousemove", (event) => this.hover(this.nearest(event)));
    this.canvas.addEventListener("mouseleave", () => this.hover(null));
    this.canvas.addEventListener("blur", () => this.hover(null));
    this.canvas.addEventListener("click", (event) => this.take(this.nearest(event)));
    this.canvas.addEventListener("keydown", (event) => this.key(event));
  }

  // Draw a week; `fraction` of it has gone by, and what happened fades.
  draw(week, fraction, colour, chosen) {
    this.week = week;
    const s = this.scene, width = this.element.clientWidth || 600, k = width / s.width;
    const c = sized(this.canvas, width, s.height * k, k);
    c.fillStyle = "#fff"; c.fillRect(0, 0, 2 * s.width, 2 * s.height);  // part of a pixel would keep the week before
    this.events = this.own.events[week].map((event) => ({ ...event, name: this.film.fixed.kinds[event.kind][0] }));
    this.moved = new Set(this.events.filter((e) => e.name === "REORGANISED").map((e) => e.person));
    this.boxes(c); this.ties(c);
    c.globalAlpha = 1 - 0.7 * fraction; this.lines(c); c.globalAlpha = 1;
    this.words(c, Math.min(28, Math.max(17, 12 / k)));
    this.people(c, colour, chosen); this.brokers(c, chosen);
    c.globalAlpha = 1 - 0.7 * fraction; this.signs(c); c.globalAlpha = 1;
    const share = Math.round(100 * this.film.share(this.side, week));
    this.say(`${this.own.name}: ${share}% of the hosts' staff practise`);
  }

  say(title) {
    if (this.title.textContent !== title) this.title.textContent = title;
  }

  // The text alternative; set when the worlds are at rest.
  describe() {
    const n = this.own.practising[this.week].reduce((a, b) => a + b, 0);
    this.canvas.setAttribute("aria-label", `${this.own.name}, week ${this.week}: ${n} of ${this.film.people} people ` +
      `practise, ${this.own.bonds[this.week].length} ties across the communities. Arrow keys move from person to person.`);
  }

  brokerAt(b) {
    const broker = this.own.brokers[b], box = this.own.boxes[broker.embedded ? broker.host : broker.home];
    return [box[0] + 18 + ((30 * broker.nth) % Math.max(30, box[2] - 24)), box[1] + box[3] - 16];
  }

  held(b) { return this.own.posts[this.week][3 * b] > 0; }

  boxes(c) {
    this.own.boxes.forEach(([x, y, w, h, , host], o) => {
      const moved = this.moved.has(o);
      c.fillStyle = host ? "#f4efe6" : "#f5f5f5";
      c.strokeStyle = moved ? MOVED.colour : host ? "#8a6d3b" : "#c8c8c8";
      c.lineWidth = moved ? 5 : host ? 2.5 : 1;
      c.fillRect(x, y, w, h); c.strokeRect(x, y, w, h);
    });
  }

  words(c, size) {  // with a pale rim, so that they can be read over lines
    c.font = `${size}px sans-serif`; c.lineJoin = "round"; c.lineWidth = 5;
    const say = (words, x, y, rim, most) => {
      c.strokeStyle = rim; c.strokeText(words, x, y, most);
      c.fillStyle = "#222"; c.fillText(words, x, y, most);
    };
    const { communities, width, height } = this.scene, [, top, , high] = this.own.boxes[0];
    c.textAlign = "left";
    this.own.boxes.forEach(([x, y, w, , name, host], o) => {
      const words = name + (host ? " · host" : "") + (this.moved.has(o) ? " · reorganised" : "");
      say(words, x + 8, y + 3 + size, host ? "#f4efe6" : "#f5f5f5", w - 12);
    });
    c.textAlign = "right";
    say(`▲ ${communities[0]}s`, width - 14, top + high + size + 6, "#fff");
    say(`▼ ${communities[1]}s`, width - 14, height - top - high - 12, "#fff");
  }

  ties(c) {
    if (this.film.hidden.has("TIE")) return;
    const spots = this.scene.spots, ties = this.own.ties[this.week];
    c.strokeStyle = TIE.colour;
    this.own.bonds[this.week].forEach((bond, n) => {
      c.globalAlpha = 0.12 + (0.6 * bond) / 200;
      c.lineWidth = 0.6 + (2.6 * bond) / 200;
      c.beginPath(); c.moveTo(...spots[ties[2 * n]]); c.lineTo(...spots[ties[2 * n + 1]]); c.stroke();
    });
    c.globalAlpha = 1;
  }

  lines(c) {
    const spots = this.scene.spots;
    for (const event of this.events) {
      const how = LINES[event.name];
      if (!how || this.film.hidden.has(event.name) || event.person < 0) continue;
      const from = how.broker ? this.brokerAt(event.broker) : spots[event.other];
      c.strokeStyle = how.colour; c.lineWidth = how.wide || (event.joint ? 3.2 : 1.6); c.setLineDash(how.dash || []);
      c.beginPath(); c.moveTo(...from); c.lineTo(...spots[event.person]); c.stroke();
    }
    c.setLineDash([]);
  }

  people(c, colour, chosen) {
    const { dot, spots } = this.scene, on = this.own.practising[this.week], by = colour - 1;
    const groups = new Map();  // by how they look: one path each is many times as fast
    spots.forEach((_, i) => {
      const look = by < 0 ? on[i] : Math.round(this.film.stance(this.side, this.week, i, by) / 4) * 2 + on[i];
      if (!groups.has(look)) groups.set(look, []);
      groups.get(look).push(i);
    });
    for (const [look, rows] of groups) {
      const practises = by < 0 ? look : look % 2;
      c.beginPath();
      for (const i of rows) { c.moveTo(spots[i][0] + dot, spots[i][1]); c.arc(...spots[i], dot, 0, 7); }
      c.fillStyle = by < 0 ? (practises ? "#00518a" : "#fff") : shade((look >> 1) * 4);
      c.fill();
      c.strokeStyle = practises ? "#00335a" : "#8c8c8c"; c.lineWidth = practises && by >= 0 ? 2.6 : 1; c.stroke();
    }
    if (chosen && chosen.kind === "person") this.ring(c, spots[chosen.row], dot + 6);
  }

  ring(c, [x, y], size, colour = "#111", wide = 3) {
    c.strokeStyle = colour; c.lineWidth = wide;
    c.beginPath(); c.arc(x, y, size, 0, 7); c.stroke();
  }

  brokers(c, chosen) {
    this.own.brokers.forEach((broker, n) => {
      if (!this.held(n)) return;
      const [x, y] = this.brokerAt(n);
      if (broker.buddy > n && this.held(broker.buddy) && !this.film.hidden.has("BUDDIES")) {
        c.strokeStyle = BUDDIES.colour; c.lineWidth = 2.5; c.setLineDash(BUDDIES.dash);
        c.beginPath(); c.moveTo(x, y); c.lineTo(...this.brokerAt(broker.buddy)); c.stroke(); c.setLineDash([]);
      }
      const diamond = (size) => {
        c.beginPath(); c.moveTo(x, y - size); c.lineTo(x + size, y); c.lineTo(x, y + size); c.lineTo(x - size, y);
        c.closePath();
      };
      c.fillStyle = BROKER; c.strokeStyle = "#fff"; c.lineWidth = 2;
      diamond(15); c.fill(); c.stroke();
      if (broker.leader) { c.strokeStyle = BROKER; diamond(19); c.stroke(); }
      c.fillStyle = "#fff"; c.font = "bold 17px sans-serif"; c.textAlign = "center";
      c.fillText(this.film.broker(n).slice(7, 8), x, y + 6);
      if (chosen && chosen.kind === "broker" && chosen.row === n) this.ring(c, [x, y], 21);
    });
  }

  signs(c) {
    for (const event of this.events) {
      if (event.person < 0 || event.name === "REORGANISED") continue;
      const at = this.scene.spots[event.person], ring = RINGS[event.name], sign = SIGNS[event.name];
      if (ring) this.ring(c, at, this.scene.dot + ring.more, ring.colour, 2.4);
      if (sign) {
        c.fillStyle = PURPLE; c.font = "bold 24px sans-serif"; c.textAlign = "center";
        c.fillText(sign.sign, at[0], at[1] + 8);
      }
    }
  }

  // ------------------------------------------------------------------ who is pointed at

  at(who) { return who.kind === "person" ? this.scene.spots[who.row] : this.brokerAt(who.row); }

  all() {
    const posts = this.own.brokers.map((_, row) => ({ kind: "broker", row })).filter((b) => this.held(b.row));
    return [...posts, ...this.scene.spots.map((_, row) => ({ kind: "person", row }))];
  }

  nearest(event) {
    const rect = this.canvas.getBoundingClientRect(), k = rect.width / this.scene.width;
    const x = (event.clientX - rect.left) / k, y = (event.clientY - rect.top) / k;
    let best = null, least = 22 * 22;
    for (const who of this.all()) {
      const at = this.at(who), far = (at[0] - x) ** 2 + (at[1] - y) ** 2;
      if (far < least) { least = far; best = who; }
    }
    return best;
  }

  hover(who) {
    this.hovered = who;
    this.tip.hidden = !who;
    if (!who) return;
    this.tip.textContent = this.about(who);
    const k = this.canvas.clientWidth / this.scene.width, [x, y] = this.at(who);
    this.tip.style.left = `${Math.max(0, Math.min(k * x + 14, this.canvas.clientWidth - 230))}px`;
    this.tip.style.top = `${k * y + 14}px`;
  }

  about({ kind, row }) {
    const { film, side, week } = this;
    if (kind === "person") {
      const stances = film.fixed.stances.map((name, n) => `${name} ${Math.round(film.stance(side, week, row, n))}`);
      const does = this.own.practising[week][row] ? "practises" : "does not practise";
      return `${film.person(row)}: ${does}; ${stances.join(", ")} of 100`;
    }
    const broker = this.own.brokers[row], boxes = this.own.boxes;
    return `${film.broker(row)}${broker.leader ? ", leader" : ""}: home ${boxes[broker.home][4]}, host ` +
      `${boxes[broker.host][4]}${broker.buddy >= 0 ? `, buddy ${film.broker(broker.buddy)}` : ""}; strain ` +
      `${Math.round(film.post(side, week, row).strain)} of 100`;
  }

  key(event) {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (by) {
      const all = this.all(), from = this.hovered || this.last;
      const now = from ? all.findIndex((one) => one.kind === from.kind && one.row === from.row) : -1;
      this.last = all[now < 0 ? 0 : (now + by + all.length) % all.length];
      this.hover(this.last);
    } else if (event.key === "Enter" || event.key === " ") this.take(this.hovered);
    else return;
    event.preventDefault(); event.stopPropagation();
  }

  take(who) {
    if (who) this.pick({ ...who, side: this.side });
  }
}
