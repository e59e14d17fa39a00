// Tables that a script fills. The label of a cell is its column's heading; a bar repeats a row's figure for the eye.

const SVG = "http://www.w3.org/2000/svg";

/** Return a bar of a chart, `share` of the whole width; it repeats a figure of the row. */
export function bar(share) {
  const svg = document.createElementNS(SVG, "svg");
  const rect = document.createElementNS(SVG, "rect");
  const given = { "aria-hidden": "true", focusable: "false", viewBox: "0 0 100 10", preserveAspectRatio: "none" };
  for (const [name, value] of Object.entries(given)) svg.setAttribute(name, value);
  rect.setAttribute("width", String(Math.round(100 * Math.min(Math.max(share, 0), 1))));
  rect.setAttribute("height", "10");
  svg.append(rect);
  return svg;
}

/** Return a row: `name` and `cells` are texts or elements; with `share` it has a bar. */
function rowOf(table, { name, cells, share = null }) {
  const row = document.createElement("tr");
  const heads = table.tHead.rows[0].cells;
  const head = document.createElement("th");
  head.scope = "row";
  head.append(name, ...(share === null ? [] : [bar(share)]));
  row.append(head);
  cells.forEach((text, index) => {
    const cell = row.insertCell();
    cell.className = heads[index + 1].className;
    cell.dataset.label = heads[index + 1].textContent;
    cell.append(text);
  });
  return row;
}

export function append(table, rows) {
  table.tBodies[0].append(...rows.map((row) => rowOf(table, row)));
}

/** Show these rows and this sum, and nothing else; a table without rows is not shown. */
export function fill(table, rows, total) {
  table.tBodies[0].replaceChildren();
  append(table, rows);
  table.tFoot?.replaceChildren(...(total ? [rowOf(table, total)] : []));
  table.hidden = !rows.length;
}
