// Outcomes of both worlds over the weeks, over what is likely; a click goes to a week.

const ROW = 138, NARROWEST = 260, BAND_LINE = 5;  // pixels
const USUAL = 14;  // size of type, in pixels

// What a band is filled with: a tint on one side, slanting lines on the other. Where two bands overlap both
// can be told, as two tints, which blend into grey, cannot.
function filling(c, colour, side) {
  if (!side) return `${colour}30`;
  const tile = document.createElement("canvas"), n = 8;
  tile.width = tile.height = n;
  const t = tile.getContext("2d");
  t.strokeStyle = colour; t.globalAlpha = 0.75; t.lineWidth = 1;
  for (const x of [-n, 0, n]) { t.beginPath(); t.moveTo(x, n); t.lineTo(x + n, 0); t.stroke(); }
  return c.createPattern(tile, "repeat");
}

// The next number with one digit that counts: the upper end of a scale.
function rounded(value) {
  const unit = 10 ** Math.floor(Math.log10(value));
  return Math.ceil(value / unit - 1e-9) * unit;
}

class Chart {
  constructor(element, film, jump) {
    Object.assign(this, { film, jump, bands: null, drawn: "" });
    this.element = make("div", { class: "kb-courses" }, element);
    this.canvas = make("canvas", { role: "img" }, this.element);
    this.still = document.createElement("canvas");
    this.canvas.addEventListener("click", (event) => this.choose(event));
  }

  // What many runs say: `<arm>.low`, `.mean` and `.high`, outcome by outcome, week by week.
  likely(bands) { this.bands = bands; this.drawn = ""; }

  place(n) {
    const w = this.wide / this.columns;
    return [(n % this.columns) * w + 34, Math.floor(n / this.columns) * ROW + 22, w - 44, ROW - 46];
  }

  draw(week) {
    const k = parseFloat(getComputedStyle(this.element).fontSize) / USUAL;  // larger to an audience
    this.wide = (this.element.clientWidth || 900) / k;
    this.columns = Math.min(4, Math.max(1, Math.floor(this.wide / NARROWEST)));
    const { panels, contract } = this.film.fixed, high = Math.ceil(panels.length / this.columns) * ROW;
    const c = sized(this.canvas, this.wide * k, high * k, k), key = `${this.wide} ${k} ${this.film.ready} ${devicePixelRatio}`;
    if (key !== this.drawn) {  // all but the line of the week
      const s = sized(this.still, this.wide * k, high * k, k);
      s.fillStyle = "#fff"; s.fillRect(0, 0, this.wide, high);
      panels.forEach((panel, n) => this.panel(s, panel, n, contract));
      this.drawn = key;
    }
    c.drawImage(this.still, 0, 0, this.wide, high);
    c.strokeStyle = "#222"; c.lineWidth = 1.2; c.beginPath();
    panels.forEach((_, n) => {
      const [x, y, w, h] = this.place(n), at = x + (w * week) / this.film.weeks;
      c.moveTo(at, y); c.lineTo(at, y + h);
    });
    c.stroke();
  }

  values(side, n) { return this.film.sides[side].courses.map((week) => week[n]); }

  band(arm, n) {
    const size = this.film.weeks + 1;
    const of = (part) => this.bands && this.bands[`${arm}.${part}`];
    return of("mean") && ["low", "mean", "high"].map((part) => of(part).subarray(n * size, (n + 1) * size));
  }

  panel(c, [title, share], n, contract) {
    const [x, y, w, h] = this.place(n), sides = this.film.sides;
    const lines = sides.map((_, s) => this.values(s, n)), bands = sides.map((side) => this.band(side.arm, n));
    const all = [...lines.flat(), ...bands.flatMap((band) => (band ? Array.from(band[2]) : []))];
    const top = rounded(Math.max(0, ...all.filter(Number.isFinite)) || 1);
    const sx = (week) => x + (w * week) / this.film.weeks, sy = (v) => y + h - (h * v) / top;
    const line = (values) => {
      let on = false;
      c.beginPath();
      values.forEach((v, t) => {
        if (Number.isFinite(v)) c[on ? "lineTo" : "moveTo"](sx(t), sy(v));
        on = Number.isFinite(v);
      });
      c.stroke();
    };
    bands.forEach((band, s) => {
      if (!band || sides.findIndex((side) => side.arm === sides[s].arm) < s) return;
      const [low, mean, up] = band, there = Array.from(mean.keys()).filter((t) => Number.isFinite(mean[t]));
      c.fillStyle = filling(c, sides[s].colour, s); c.beginPath();
      there.forEach((t) => c.lineTo(sx(t), sy(up[t])));
      [...there].reverse().forEach((t) => c.lineTo(sx(t), sy(low[t])));
      c.closePath(); c.fill();
      c.strokeStyle = sides[s].colour; c.lineWidth = 0.8; line(low); line(up);
      c.setLineDash([5, 3]); c.lineWidth = 1.4; line(mean); c.setLineDash([]);
    });
    lines.forEach((values, s) => { c.strokeStyle = sides[s].colour; c.lineWidth = 2.4; line(values); });
    c.strokeStyle = "#888"; c.lineWidth = 1; c.strokeRect(x, y, w, h);
    c.fillStyle = "#8a6d3b"; c.fillRect(sx(contract[0]), y + h + 1, sx(contract[1]) - sx(contract[0]), BAND_LINE);
    c.fillStyle = "#222"; c.font = "bold 12px sans-serif"; c.textAlign = "left"; c.fillText(title, x - 30, y - 7, w + 30);
    c.font = "11px sans-serif"; c.textAlign = "right"; c.fillStyle = "#555";
    c.fillText(share ? `${Math.round(100 * top)}%` : Number(top.toPrecision(1)), x - 3, y + 9);
    c.fillText("0", x - 3, y + h); c.fillText(`week ${this.film.weeks}`, x + w, y + h + 18);
  }

  describe(week) {
    const said = this.film.fixed.panels.map(([title, share], n) => `${title}: ` + this.film.sides.map((side) => {
      const v = side.courses[week][n];
      return `${side.name} ${Number.isFinite(v) ? (share ? `${Math.round(100 * v)}%` : v.toFixed(1)) : "none"}`;
    }).join(", "));
    this.canvas.setAttribute("aria-label", `Outcomes over the weeks; in week ${week}: ${said.join("; ")}.`);
  }

  choose(event) {
    const rect = this.canvas.getBoundingClientRect(), k = rect.width / this.wide;
    const px = (event.clientX - rect.left) / k, py = (event.clientY - rect.top) / k;
    this.film.fixed.panels.forEach((_, n) => {
      const [x, y, w, h] = this.place(n);
      if (px >= x && px <= x + w && py >= y && py <= y + h) this.jump(Math.round((this.film.weeks * (px - x)) / w));
    });
  }
}
