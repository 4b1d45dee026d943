// The story of a person or a broker: a panel below the worlds, with the same person in both.

const LATELY = 6;
const STANCE_COLOURS = ["#8a6d3b", "#0072B2", "#009E73", "#7b3294"], POST_COLOURS = [RED, "#0072B2"];

class Story {
  // `ask` asks for what moved whom up to a week, where a server can say it.
  constructor(element, film, ask, closed) {
    Object.assign(this, { film, ask, closed, whom: null, told: null, kept: [] });
    this.element = make("section", { class: "kb-story", role: "dialog", tabindex: "-1", hidden: true }, element);
    this.element.addEventListener("keydown", (event) => { if (event.key === "Escape") this.close(); });
  }

  // What moved everybody up to a week, where no server can be asked; earlier weeks come first.
  keep(told) { this.kept.push(told); }

  open(whom, week) {
    this.whom = whom; this.told = null; this.fresh = true;
    this.element.hidden = false;
    this.rest(week);
    this.element.querySelector("button").focus({ preventScroll: true });
    this.into_view();
  }

  into_view() { this.element.scrollIntoView({ block: "nearest" }); }

  close() {
    this.whom = null;
    this.element.hidden = true;
    this.closed();
  }

  get title() { return this.film[this.whom.kind === "person" ? "person" : "broker"](this.whom.row); }

  // The worlds rest in a week: ask what moved the person until then.
  rest(week) {
    if (!this.whom) return;
    if (this.ask) {
      this.asked = week;
      this.ask({ kind: this.whom.kind, row: this.whom.row, week });
    }
    this.show(week);
  }

  // What the server says.
  tell(told) {
    this.told = told;
    if (!this.whom || this.week === undefined) return;
    this.show(this.week);
    if (this.fresh) this.into_view();  // it is longer now
    this.fresh = false;
  }

  show(week) {
    if (!this.whom) return;
    this.week = week;
    const focused = this.element.contains(document.activeElement);
    const close = make("button", { type: "button", "aria-label": "Close", onclick: () => this.close() }, null, "×");
    const head = make("div", { class: "kb-story-head" }, null, make("h3", {}, null, `${this.title}, week ${week}`), close);
    const columns = make("div", { class: "kb-columns" }), drawn = [];
    const key = make("p", { class: "kb-said" }, null, ...(this.whom.kind === "person" ? this.key() : this.keyOfPost()));
    this.element.setAttribute("aria-label", `The story of ${this.title}`);
    this.element.replaceChildren(head, key, columns);
    this.film.sides.forEach((side, s) => {
      if (this.whom.kind === "broker" && this.whom.row >= side.brokers.length) return;
      const column = make("div", {}, columns);
      make("h4", { style: { color: side.colour } }, column, side.name);
      const parts = make("div", { class: "kb-columns" }, column), course = make("div", {}, parts);
      make("p", {}, course, this.now(s, week));
      const canvas = make("canvas", { role: "img", "aria-label": this.said(s, week) }, course);
      course.append(...this.lately(s, week));
      make("div", {}, parts, ...this.reasons(s));
      drawn.push(() => this.course(canvas, s, week));
    });
    drawn.forEach((draw) => draw());  // once all columns have their widths
    if (focused) close.focus({ preventScroll: true });
  }

  now(s, week) {
    const { kind, row } = this.whom, side = this.film.sides[s];
    if (kind === "person") return side.practising[week][row] ? "Practises." : "Does not practise.";
    const post = this.film.post(s, week, row);
    return post.held ? `In post; strain ${Math.round(post.strain)}, confidence ${Math.round(post.confidence)} of 100.` : "Not in post.";
  }

  said(s, week) {
    const { kind, row } = this.whom;
    if (kind === "broker") return "Strain and confidence over the weeks.";
    const now = this.film.fixed.stances.map((name, n) => `${name} ${Math.round(this.film.stance(s, week, row, n))}`);
    return `The person over the weeks; in week ${week}: ${now.join(", ")} of 100.`;
  }

  key() {
    const names = this.film.fixed.stances.map((name, n) =>
      make("b", { style: { color: STANCE_COLOURS[n], marginRight: "8px" } }, null, name));
    return [...names, "0 to 100, over the weeks; bar below: practises"];
  }

  keyOfPost() {
    const names = ["strain", "confidence"].map((name, n) =>
      make("b", { style: { color: POST_COLOURS[n], marginRight: "8px" } }, null, name));
    return [...names, "0 to 100, over the weeks; bar below: in post"];
  }

  // Stances, or a broker's strain and confidence, over the weeks.
  course(canvas, s, week) {
    const { kind, row } = this.whom, { film } = this, wide = canvas.parentElement.clientWidth || 230, high = 74;
    const c = sized(canvas, wide, high, 1), last = film.ready, sx = (t) => (wide * t) / film.weeks;
    const lines = kind === "person"
      ? film.fixed.stances.map((_, n) => (t) => film.stance(s, t, row, n))
      : [(t) => film.post(s, t, row).strain, (t) => film.post(s, t, row).confidence];
    c.fillStyle = "#fafafa"; c.fillRect(0, 0, wide, high);
    lines.forEach((value, n) => {
      c.strokeStyle = kind === "person" ? STANCE_COLOURS[n] : POST_COLOURS[n]; c.lineWidth = 1.5; c.beginPath();
      for (let t = 0; t <= last; t++) c.lineTo(sx(t), 64 - 0.62 * value(t));
      c.stroke();
    });
    c.fillStyle = "#00335a";
    for (let t = 0; t <= last; t++)
      if (kind === "person" ? film.sides[s].practising[t][row] : film.post(s, t, row).held) c.fillRect(sx(t), 68, sx(1) + 0.5, 5);
    c.fillStyle = "#222"; c.fillRect(sx(week), 0, 1.2, high);
  }

  // What moved the person, or what the broker has done.
  reasons(s) {
    const { kind, row } = this.whom;
    const kept = this.kept.findLast((one) => one.week <= this.week) || this.kept[0];
    const fits = this.told && this.told.kind === kind && this.told.row === row && this.told.week === this.asked;
    const told = kept || (fits && this.told), found = kept ? kept.sides[s][kind][row] : told && told.sides[s];
    const what = kind === "person" ? "what changed them" : "what they have done";
    if (!found) return this.ask ? [make("p", { class: "kb-said" }, null, `Computing ${what} up to week ${this.asked} …`)] : [];
    const until = `up to week ${told.week}`;
    if (kind === "broker") return [make("p", { class: "kb-said" }, null, `For everyone who has held this post, ${until}:`), table(null, found.facts)];
    const points = ([words, amount, first, last]) => [words, signed(amount), first === last ? first : `${first}–${last}`];
    const parts = found.trail.length
      ? [table(["what changed them", "points", "weeks"], found.trail.map(points))]
      : [make("p", { class: "kb-said" }, null, "Nothing has changed them so far.")];
    const turns = ([words, readiness, threshold]) => [words, readiness.toFixed(1), threshold.toFixed(1)];
    if (found.turns.length) parts.push(table(["began or stopped practising", "readiness", "readiness needed"], found.turns.map(turns)));
    return [make("p", { class: "kb-said" }, null, `For everyone who has held this position, ${until}:`), ...parts];
  }

  lately(s, week) {
    const { kind, row } = this.whom, { film } = this, orgs = film.kind("REORGANISED");
    const concerns = (event) => event.kind !== orgs &&
      (kind === "person" ? event.person === row || event.other === row : event.broker === row);
    const found = film.told(week, (event, side) => side === s && concerns(event), LATELY);
    if (!found.length) return [];
    const line = ({ week: w, event }) => {
      const others = film.others(event, this.whom).join(", ");
      return make("li", {}, null, `week ${w}: ${film.fixed.kinds[event.kind][1]}${others && ` (${others})`}`);
    };
    return [make("ul", { class: "kb-lately" }, null, ...found.map(line))];
  }
}
