// What stands below the worlds: legends, why people changed, how brokers spent their time, what happened.

const MOST = 60;  // events that are listed

// A sample of what is drawn, for a legend.
function sample(draw) {
  const canvas = make("canvas", { class: "kb-sample", "aria-hidden": "true" });
  draw(sized(canvas, 26, 14, 1));
  return canvas;
}

function stroke({ colour, dash = [], wide = 2 }) {
  return sample((c) => {
    c.strokeStyle = colour; c.lineWidth = wide; c.setLineDash(dash);
    c.beginPath(); c.moveTo(0, 7); c.lineTo(26, 7); c.stroke();
  });
}

function circle(fill, line, wide = 1, size = 5) {
  return sample((c) => {
    c.fillStyle = fill; c.strokeStyle = line; c.lineWidth = wide;
    c.beginPath(); c.arc(13, 7, size, 0, 7); c.fill(); c.stroke();
  });
}

function letter(sign, colour) {
  return sample((c) => {
    c.fillStyle = colour; c.font = "bold 15px sans-serif"; c.textAlign = "center"; c.fillText(sign, 13, 13);
  });
}

function legend(element, marks) {
  element.replaceChildren(...marks.map(([sign, words, does = {}]) =>
    make(does.onclick ? "button" : "span", { class: "kb-mark", ...does }, null, sign, ` ${words}`)));
}

// What is drawn in a world; `colour` is what people are coloured by: 0 practising, else a stance.
// Each class of lines can be hidden: `redraw` is called then.
function worldLegend(element, film, colour, redraw) {
  const line = ([name, how]) => [stroke(how), how.words, {
    type: "button", title: "Hide or show these lines", "aria-pressed": String(!film.hidden.has(name)),
    onclick: ({ currentTarget }) => {
      if (!film.hidden.delete(name)) film.hidden.add(name);
      currentTarget.setAttribute("aria-pressed", String(!film.hidden.has(name)));
      redraw();
    },
  }];
  const stance = film.fixed.stances[colour - 1];
  const person = colour
    ? [[circle(shade(10), "#8c8c8c"), `low ${stance}`], [circle(shade(100), "#8c8c8c"), `high ${stance}`],
       [circle(shade(50), "#00335a", 2.6), "thick rim: practises"]]
    : [[circle("#fff", "#8c8c8c"), "person"], [circle("#00518a", "#00335a"), "practises"]];
  legend(element, [
    ...person, [letter("◆", BROKER), "broker (double rim: leader)"],
    ...Object.entries({ BUDDIES, TIE, ...LINES }).map(line),
    ...Object.values(RINGS).map((ring) => [circle("#fff", ring.colour, 2.4), ring.words]),
    ...Object.values(SIGNS).map((sign) => [letter(sign.sign, PURPLE), sign.words]),
    [letter("▭", MOVED.colour), MOVED.words],
  ]);
}

// `waiting` says why there are no bands.
function chartLegend(element, film, likely, waiting) {
  const marks = film.sides.flatMap((side, s) => [
    [stroke({ colour: side.colour, wide: 2.6 }), `${side.name}: the run above`],
    ...(likely ? [
      [stroke({ colour: side.colour, dash: [5, 3], wide: 1.4 }), "mean of many runs"],
      [sample((c) => { c.fillStyle = filling(c, side.colour, s); c.fillRect(0, 1, 26, 12); }), "nine in ten runs"],
    ] : []),
  ]);
  legend(element, [
    ...marks, ...(waiting ? [["", waiting]] : []), [sample((c) => { c.fillStyle = "#8a6d3b"; c.fillRect(0, 5, 26, BAND_LINE); }), "contracts"],
    [sample((c) => { c.fillStyle = "#222"; c.fillRect(12, 0, 1.2, 14); }), "the week shown; click to go to another"],
  ]);
}

class Panels {
  constructor(element, film, jump) {
    Object.assign(this, { film, jump });
    const card = (title) => {
      const box = make("section", { class: "kb-card" }, element);
      make("h3", {}, box, title);
      return make("div", {}, box);
    };
    this.routes = card("Why staff in the hosts changed");
    this.hours = card("How brokers spent their time");
    this.events = card("Events so far");
  }

  show(week, kind) {
    const { film } = this, names = film.sides.map((side) => side.name), routes = film.routes(week);
    const sums = film.sides.map((_, s) => routes.reduce((sum, route) => sum + route.amounts[s], 0));
    this.routes.replaceChildren(
      table(["reason", ...names], [...routes.map((r) => [r.words, ...r.amounts.map(signed)]), ["total", ...sums.map(signed)]]),
      make("p", { class: "kb-said" }, null, "Mean change per person since week 0, in points of readiness to practise: the " +
        "geometric mean of attitude, knowledge, skill and confidence, each from 0 to 100. Colleagues who practise add to it."),
    );
    const spent = film.sides.map((side) => side.hours[week]), all = spent.map((hours) => hours.reduce((a, b) => a + b, 0));
    this.hours.replaceChildren(table(["activity", ...names], film.fixed.activities.map((name, n) =>
      [name, ...spent.map((hours, s) => `${all[s] ? Math.round((100 * hours[n]) / all[s]) : 0}%`)])));
    const told = film.told(week, (event) => event.kind === kind, MOST);
    const lines = told.map(({ week: w, side, event }) => make("li", {}, null,
      make("button", { type: "button", onclick: () => this.jump(w) }, null, `week ${w} `,
        make("b", { style: { color: film.sides[side].colour } }, null, film.sides[side].name), ` ${film.words(side, event)}`)));
    const [, words] = film.fixed.kinds[kind];
    this.events.replaceChildren(
      make("p", { class: "kb-said" }, null, `Up to week ${week}, latest first: ${words}`),
      make("ul", { class: "kb-events", tabindex: 0, "aria-label": "Events, latest first" }, null,
        ...(lines.length ? lines : [make("li", {}, null, "No such events so far.")])),
    );
  }
}
