// Plays the worlds: one player for the page and for a file that is kept.

const SPEEDS = [1, 2, 5, 10, 20, 40];  // weeks a second
const OFTEN = 250;  // milliseconds between renewals of texts and tables while weeks are played

class Player {
  // `how` may have: `week` to begin with, `ask` and `rest` as a server hears them, which then sends what is likely.
  constructor(element, fixed, how = {}) {
    const film = new Film(fixed);
    const goal = how.week || 0;
    Object.assign(this, { element, film, how, fixed, at: 0, goal, heard: goal, playing: false, colour: 0, chosen: null, said: 0 });
    this.queue = Promise.resolve();
    this.kind = film.kind("BEGAN");
    element.classList.add("kb-player");
    this.note = make("p", { class: "kb-reason" }, element, "Computing the worlds …");
    this.stage = make("div", { class: "kb-worlds" }, element);
    this.worlds = film.sides.map((_, s) =>
      new World(make("div", { class: "kb-world" }, this.stage), film, s, (whom) => this.pick(whom)));
    this.story = new Story(this.stage, film, how.ask, () => this.closed());
    this.transport();
    this.looks();
    this.chart = new Chart(element, film, (week) => this.jump(week));
    this.lines = make("div", { class: "kb-legend" }, element);
    this.panels = new Panels(make("div", { class: "kb-below" }, element), film, (week) => this.jump(week));
    this.observer = new ResizeObserver(() => this.refresh());
    this.observer.observe(element);
    element.addEventListener("keydown", (event) => this.key(event));
    // Whoever turns to something else on the page while weeks are played may change the worlds: the server
    // hears first which week they see.
    const elsewhere = (event) => { if (this.playing && !element.contains(event.target)) this.rest(this.week); };
    this.elsewhere = new AbortController();
    for (const name of ["pointerdown", "pointerup", "keydown"])
      document.addEventListener(name, elsewhere, { capture: true, signal: this.elsewhere.signal });
  }

  // ------------------------------------------------------------------ what comes

  // Take in the next weeks; they are played as soon as they are there.
  add(part) {
    return this.later(async () => {
      const first = this.film.ready < 0;
      await this.film.add(part);
      this.slider.max = this.film.weeks;
      if (first) this.legend();
      if (!this.playing && this.at < this.goal) this.at = Math.min(this.goal, this.film.ready);
      if (!this.playing) this.settle();
    });
  }

  // What many runs say; null: it cannot be had.
  likely(text) {
    return this.later(async () => {
      this.chart.likely(text && await unpacked(text));
      this.failed = !text;
      this.legend();
      this.refresh();
    });
  }

  legend() {
    const waiting = this.how.rest && !this.chart.bands && (this.failed ? "many runs: failed" : "many runs: computing …");
    chartLegend(this.lines, this.film, this.chart.bands, waiting);
  }

  stories(text) {
    return this.later(async () => { this.story.keep(JSON.parse(new TextDecoder().decode(await inflated(text)))); });
  }

  tell(told) { this.story.tell(told); }

  later(work) {  // one after the other, in the order in which they came
    this.queue = this.queue.then(work).catch((error) => {
      this.note.textContent = `This browser cannot show the worlds (${error.message}). Use a browser from 2023 or later.`;
    });
    return this.queue;
  }

  remove() {
    this.playing = false; this.gone = true;
    this.observer.disconnect();
    this.elsewhere.abort();
  }

  // ------------------------------------------------------------------ what is there to press

  transport() {
    const bar = make("div", { class: "kb-transport", role: "group", "aria-label": "Play" }, this.element);
    const row = make("div", { class: "kb-buttons" }, bar);
    const button = (words, label, does, into = row) =>
      make("button", { type: "button", title: label, "aria-label": label, onclick: does }, into, words);
    button("«", "To the start", () => this.jump(0));
    button("‹", "Step back", () => this.jump(this.week - 1));
    this.toggle = button("▶", "Play", () => (this.playing ? this.pause() : this.play()));
    this.toggle.classList.add("kb-toggle");
    button("›", "Step", () => this.jump(this.week + 1));
    button("End of contracts", "Go to the end of contracts", () => this.jump(this.fixed.contract[1])).classList.add("kb-end");
    this.clock = make("span", { class: "kb-clock" }, row);
    const more = make("button", { type: "button", class: "kb-more", "aria-expanded": "false",
      onclick: () => more.setAttribute("aria-expanded", String(bar.classList.toggle("kb-open"))) }, row, "More");
    const rest = make("div", { class: "kb-rest" }, row);  // on a phone only on request
    const choice = (label, options, value, does) => {
      const select = make("select", { "aria-label": label, onchange: () => does(Number(select.value)) });
      options.forEach(([number, words]) => make("option", { value: number, selected: number === value }, select, words));
      make("label", {}, rest, `${label} `, select);
      return select;
    };
    this.speed = 10;
    choice("Speed", SPEEDS.map((speed) => [speed, `${speed} week${speed > 1 ? "s" : ""} a second`]), this.speed, (speed) => { this.speed = speed; });
    choice("Events", this.fixed.kinds.map(([, words], n) => [n, words]), this.kind, (kind) => { this.kind = kind; this.settle(); });
    button("◂ event", "Previous event", () => this.event(-1), rest);
    button("event ▸", "Next event", () => this.event(1), rest);
    this.time = make("canvas", { class: "kb-time", "aria-hidden": "true" }, bar);
    this.time.addEventListener("click", (click) => {
      const rect = this.time.getBoundingClientRect();
      this.jump(Math.round((this.film.weeks * (click.clientX - rect.left)) / rect.width));
    });
    this.slider = make("input", { type: "range", min: 0, max: this.film.weeks, step: 1, value: 0, "aria-label": "Week",
      oninput: () => { this.pause(); this.go(Number(this.slider.value)); }, onchange: () => this.settle() }, bar);
  }

  looks() {
    const row = make("div", { class: "kb-looks" }, this.element);
    const options = ["practising", ...this.fixed.stances];
    const select = make("select", { onchange: () => { this.colour = Number(select.value); this.colours(); this.refresh(); } });
    options.forEach((name, n) => make("option", { value: n }, select, name));
    make("label", {}, row, "People coloured by ", select);
    this.marks = make("div", { class: "kb-legend" }, row);
    this.colours();
  }

  colours() { worldLegend(this.marks, this.film, this.colour, () => this.refresh()); }

  key(event) {
    if (/^(BUTTON|SELECT|INPUT|TEXTAREA)$/.test(event.target.tagName) || event.key !== " ") return;
    event.preventDefault();
    if (this.playing) this.pause(); else this.play();
  }

  // ------------------------------------------------------------------ time

  get week() { return Math.floor(this.at); }

  play() {
    if (this.film.ready < 0) return;
    if (this.week >= this.film.weeks) this.at = 0;
    this.playing = true; this.last = null;
    this.face();
    requestAnimationFrame((now) => this.frame(now));
  }

  pause() {
    if (!this.playing) return;
    this.playing = false;
    this.at = this.goal = this.week;
    this.face();
    this.settle();
  }

  face() {
    this.toggle.textContent = this.playing ? "❚❚" : "▶";
    for (const name of ["aria-label", "title"]) this.toggle.setAttribute(name, this.playing ? "Pause" : "Play");
  }

  frame(now) {
    if (!this.playing || this.gone) return;
    if (this.last !== null) this.at += (this.speed * Math.min(now - this.last, 1000)) / 1000;
    this.last = now;
    if (this.at >= this.film.ready + 1) this.at = this.film.ready + 0.999;  // more is on its way
    if (this.week >= this.film.weeks) { this.at = this.film.weeks; this.pause(); return; }
    this.draw();
    if (now - this.said > OFTEN) { this.said = now; this.texts(); }
    requestAnimationFrame((next) => this.frame(next));
  }

  // Stop at a week and look at it; one that is on its way is shown when it comes.
  jump(week) {
    this.playing = false;
    this.face();
    this.go(week);
    this.settle();
  }

  go(week) {
    this.goal = Math.max(0, Math.min(week, this.film.weeks));
    this.at = Math.min(this.goal, Math.max(0, this.film.ready));
    this.refresh();
  }

  event(by) {
    const week = this.film.beside(this.week, this.kind, by);
    if (week !== null) this.jump(week);
  }

  // ------------------------------------------------------------------ what is shown

  refresh() {
    if (this.waiting || this.gone || this.film.ready < 0) return;
    this.waiting = true;
    requestAnimationFrame(() => { this.waiting = false; if (!this.gone) this.draw(); });
  }

  draw() {
    const { week } = this, calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const fraction = calm || !this.playing ? 0 : this.at - week;
    this.worlds.forEach((world) => world.draw(week, fraction, this.colour, this.chosen));
    this.chart.draw(week);
    this.clock.textContent = `Week ${week} of ${this.film.weeks}`;
    this.slider.value = week;
    this.line();
  }

  // The time line: contracts, and in which weeks how many events of the kind, above and below for the two worlds.
  line() {
    const { film } = this, wide = this.time.parentElement.clientWidth || 600, high = 26, c = sized(this.time, wide, high, 1);
    const sx = (week) => (wide * week) / film.weeks, key = `${wide} ${film.ready} ${this.kind}`;
    if (key === this.lined) return;
    this.lined = key;
    c.clearRect(0, 0, wide, high);
    c.fillStyle = "#f2eadb"; c.fillRect(sx(this.fixed.contract[0]), 0, sx(this.fixed.contract[1] - this.fixed.contract[0]), high);
    const counts = film.sides.map((side) => side.events.map((week) => week.filter((e) => e.kind === this.kind).length));
    const most = Math.max(1, ...counts.flat());
    counts.forEach((weeks, s) => weeks.forEach((count, week) => {
      const size = count && 3 + (9 * count) / most;
      c.fillStyle = film.sides[s].colour;
      c.fillRect(sx(week) - 0.75, s ? 14 : 12 - size, Math.max(1.5, sx(0.6)), size);
    }));
    c.fillStyle = "#888"; c.fillRect(0, 12.5, wide, 1);
    c.fillStyle = "#ddd"; c.fillRect(sx(film.ready), 12, wide - sx(film.ready), 2);
  }

  texts() {
    const waits = !this.playing && this.week < this.goal;
    this.note.textContent = waits ? `Computing up to week ${this.goal} …` : this.film.reason(this.week);
    this.panels.show(this.week, this.kind);
    this.story.show(this.week);
  }

  // At rest in a week: all that is said, and the server hears of it.
  settle() {
    if (this.film.ready < 0) return;
    this.draw();
    this.texts();
    this.slider.setAttribute("aria-valuetext", `week ${this.week} of ${this.film.weeks}`);
    [...this.worlds, this.chart].forEach((each) => each.describe(this.week));
    this.rest(this.playing ? this.week : this.goal);
    if (this.week === this.settled) return;
    this.settled = this.week;
    this.story.rest(this.week);
  }

  // Tell the server which week is shown, or will be once it is there.
  rest(week) {
    if (week === this.heard || !this.how.rest) return;
    this.heard = week;
    this.how.rest(week);
  }

  pick(whom) {
    this.chosen = whom;
    this.story.open(whom, this.week);
    this.refresh();
  }

  closed() {
    const { side } = this.chosen;
    this.chosen = null;
    this.worlds[side].canvas.focus({ preventScroll: true });
    this.refresh();
  }
}

window.BrokeringPlayer = Player;
