// Elements of a page, made without HTML in texts: what the model's names say stays text.

function make(tag, attributes = {}, parent = null, ...content) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "style") Object.assign(element.style, value);
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (typeof value === "boolean") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...content);
  if (parent) parent.append(element);
  return element;
}

// A table of rows of texts; the first row may be its head.
function table(head, rows) {
  const cells = (tag, row) => make("tr", {}, null, ...row.map((cell) => make(tag, {}, null, cell)));
  const all = [...(head ? [cells("th", head)] : []), ...rows.map((row) => cells("td", row))];
  return make("table", { class: "kb-table" }, null, ...all);
}

const signed = (value) => (value < 0 ? "−" : "+") + Math.abs(value).toFixed(1);
