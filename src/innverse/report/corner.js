// Links the panels of the corner plot: a draw under the pointer is shown in every panel, a selection of draws too.
// Draws on a canvas over the static plot; without it the plot is what it was.
(() => {
  "use strict";
  const figure = document.getElementById("corner");
  const given = document.getElementById("corner-draws");
  if (!figure || !given) return;
  const { colour, columns, panels } = JSON.parse(given.textContent);
  const n = columns[0].steps.length;
  const drawing = figure.querySelector(".drawing");
  const tools = figure.querySelector(".brushing");
  const reading = tools.querySelector(".reading");
  const status = tools.querySelector("[role=status]");
  const clearButton = tools.querySelector(".clear");
  const touchButton = tools.querySelector(".by-touch");
  const hint = reading.textContent;
  const INK = "#1d1d1f", VEIL = "rgba(255,255,255,0.6)", FONT = "11px system-ui, sans-serif";
  const MOVE = 0.02, LEAST = 0.01, BINS = 40, SETTLED = 300, DRAGGED = 4;

  const linked = document.createElement("div");
  linked.className = "linked";
  linked.setAttribute("role", "application");
  linked.setAttribute("aria-label", "Corner plot, interactive");
  linked.setAttribute("aria-describedby", "corner-keys");
  linked.append(drawing.firstElementChild);
  const canvas = document.createElement("canvas");
  canvas.setAttribute("aria-hidden", "true");
  linked.append(canvas);
  drawing.append(linked);
  const context = canvas.getContext("2d");

  // Places of the draws in a panel: fractions of its width and height, up and to the right.
  const along = (column, [low, high]) =>
    Float32Array.from(columns[column].steps, (k) => (columns[column].low + k * columns[column].step - low) / (high - low));
  for (const panel of panels) {
    panel.across = along(panel.column, panel.x);
    panel.up = panel.y && along(panel.row, panel.y);
  }
  const alone = columns.map((_, j) => panels.find((panel) => panel.row === j && panel.column === j));

  let brush = null; // { panel, across: [from, to], up: [from, to] or null }
  let selected = null; // one flag a draw
  let pointed = -1; // the draw under the pointer
  let drag = null;
  let waiting = false;
  let settling = 0;

  // Numbers as the tables write them.
  const fixed = (value, decimals) => {
    const digits = Math.abs(value).toFixed(decimals);
    return (value < 0 && Number(digits) ? "−" : "") + digits;
  };
  const text = (column, value) => fixed(value / column.divide, column.decimals);
  const valueOf = (column, draw) => column.low + column.steps[draw] * column.step;
  const withUnit = (column, value) =>
    column.name + " = " + text(column, value) + (column.unit ? (column.divide === 1 ? " " : " × ") + column.unit : "");
  const median = (column) => {
    const steps = column.steps.filter((_, draw) => selected[draw]).sort((a, b) => a - b);
    return column.low + ((steps[(steps.length - 1) >> 1] + steps[steps.length >> 1]) / 2) * column.step;
  };
  const share = (count) => (count / n < 0.1 ? (100 * count / n).toFixed(1) : Math.round(100 * count / n)) + " %";

  const told = () => {
    if (pointed >= 0) return "One draw: " + columns.map((column) => withUnit(column, valueOf(column, pointed))).join(", ") + ".";
    if (!brush) return hint;
    const count = selected.reduce((sum, flag) => sum + flag, 0);
    const what = "Selected " + share(count) + " of the draws (" + count.toLocaleString("en") + " of " + n.toLocaleString("en") + ")";
    if (!count) return what + ".";
    return what + ". Medians of the selection: " + columns.map((column) => withUnit(column, median(column))).join(", ") + ".";
  };

  const select = () => {
    selected = null;
    if (brush) {
      const { panel, across, up } = brush;
      selected = Uint8Array.from(panel.across, (a, draw) =>
        a >= across[0] && a <= across[1] && (!up || (panel.up[draw] >= up[0] && panel.up[draw] <= up[1])) ? 1 : 0);
    }
    clearButton.disabled = !brush;
    for (const panel of panels) panel.pad.setAttribute("aria-pressed", String(!!brush && brush.panel === panel));
    show();
    clearTimeout(settling);
    settling = setTimeout(() => { status.textContent = brush ? told() : "Nothing is selected."; }, SETTLED);
  };
  const clear = () => {
    if (!brush && pointed < 0) return;
    brush = null;
    pointed = -1;
    select();
  };
  const point = (draw) => {
    if (draw === pointed) return;
    pointed = draw;
    show();
  };
  const show = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      reading.textContent = told();
      paint();
    });
  };

  const paint = () => {
    const width = linked.clientWidth, height = linked.clientHeight, ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    context.scale(canvas.width / width, canvas.height / height);
    context.font = FONT;
    for (const panel of panels) {
      const [left, top, w, h] = panel.box.map((side, k) => side * (k % 2 ? height : width));
      context.save();
      context.beginPath();
      context.rect(left, top, w, h);
      context.clip();
      context.translate(left, top + h);
      if (selected) (panel.up ? paintPair : paintAlone)(panel, w, h);
      if (brush && brush.panel === panel) paintBrush(w, h);
      if (pointed >= 0) (panel.up ? paintDraw : paintLine)(panel, w, h);
      context.restore();
    }
    if (selected) paintCorrelations(width, height);
  };
  const veil = (w, h) => {
    context.fillStyle = VEIL;
    context.fillRect(0, -h, w, h);
  };
  const paintPair = (panel, w, h) => {
    veil(w, h);
    context.fillStyle = colour;
    const size = w > 200 ? 2.4 : 1.8;
    for (let draw = 0; draw < n; draw++) {
      if (selected[draw]) context.fillRect(panel.across[draw] * w - size / 2, -panel.up[draw] * h - size / 2, size, size);
    }
  };
  // The selection's histogram, as high as the panel at its peak.
  const paintAlone = (panel, w, h) => {
    veil(w, h);
    const counts = new Array(BINS).fill(0);
    panel.across.forEach((a, draw) => {
      if (selected[draw] && a >= 0 && a <= 1) counts[Math.min(BINS - 1, Math.floor(a * BINS))]++;
    });
    const most = Math.max(1, ...counts);
    context.fillStyle = colour;
    counts.forEach((count, k) => context.fillRect((k * w) / BINS, 0, w / BINS - 0.5, (-0.9 * h * count) / most));
  };
  const paintBrush = (w, h) => {
    const [from, to] = brush.across, [below, above] = brush.up || [0, 1];
    context.strokeStyle = INK;
    context.lineWidth = 1.2;
    context.strokeRect(from * w, -above * h, (to - from) * w, (above - below) * h);
  };
  const paintDraw = (panel, w, h) => {
    context.beginPath();
    context.arc(panel.across[pointed] * w, -panel.up[pointed] * h, 3.6, 0, 2 * Math.PI);
    context.fillStyle = INK;
    context.fill();
    context.strokeStyle = "#fff";
    context.lineWidth = 1.5;
    context.stroke();
  };
  const paintLine = (panel, w, h) => {
    const x = panel.across[pointed] * w, column = columns[panel.column];
    context.fillStyle = INK;
    context.fillRect(x - 0.6, -h, 1.2, h);
    write(text(column, valueOf(column, pointed)), Math.min(Math.max(x, 20), w - 20), -h + 9);
  };
  const write = (words, x, y) => {
    const width = context.measureText(words).width + 6;
    context.fillStyle = "rgba(255,255,255,0.9)";
    context.fillRect(x - width / 2, y - 8, width, 16);
    context.fillStyle = INK;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(words, x, y);
  };
  // Under the correlation of all draws, that of the selection.
  const paintCorrelations = (width, height) => {
    for (const panel of panels) {
      if (!panel.up) continue;
      const r = correlation(panel);
      const across = alone[panel.row].box, down = alone[panel.column].box;
      context.fillStyle = colour;
      context.textAlign = "center";
      context.textBaseline = "bottom";
      if (Number.isFinite(r)) {
        const words = (columns.length < 6 ? "selected " : "") + fixed(r, 2);
        context.fillText(words, (across[0] + across[2] / 2) * width, (down[1] + 0.93 * down[3]) * height);
      }
    }
  };
  const correlation = ({ across, up }) => {
    let k = 0, a = 0, b = 0, aa = 0, bb = 0, ab = 0;
    for (let draw = 0; draw < n; draw++) {
      if (!selected[draw]) continue;
      const x = across[draw] - 0.5, y = up[draw] - 0.5;
      k++; a += x; b += y; aa += x * x; bb += y * y; ab += x * y;
    }
    return (ab - (a * b) / k) / Math.sqrt((aa - (a * a) / k) * (bb - (b * b) / k));
  };

  const placeIn = (panel, event) => {
    const box = panel.pad.getBoundingClientRect();
    const within = (value) => Math.min(1, Math.max(0, value));
    return [within((event.clientX - box.left) / box.width), within((box.bottom - event.clientY) / box.height)];
  };
  const nearest = (panel, [a, b]) => {
    const box = panel.pad.getBoundingClientRect();
    let best = -1, least = Infinity;
    for (let draw = 0; draw < n; draw++) {
      const across = (panel.across[draw] - a) * box.width, up = panel.up ? (panel.up[draw] - b) * box.height : 0;
      const distance = across * across + up * up;
      if (distance < least) [best, least] = [draw, distance];
    }
    return best;
  };
  const sorted = (a, b) => (a < b ? [a, b] : [b, a]);

  const listen = (panel) => {
    const { pad } = panel;
    const byFinger = (event) => event.pointerType === "touch" && touchButton.getAttribute("aria-pressed") !== "true";
    pad.addEventListener("pointerdown", (event) => {
      if (event.button || byFinger(event)) return;
      pad.setPointerCapture(event.pointerId);
      drag = { from: placeIn(panel, event), x: event.clientX, y: event.clientY, moved: false };
    });
    pad.addEventListener("pointermove", (event) => {
      if (!drag) {
        if (event.pointerType !== "touch") point(nearest(panel, placeIn(panel, event)));
        return;
      }
      drag.moved = drag.moved || Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > DRAGGED;
      if (!drag.moved) return;
      const to = placeIn(panel, event);
      pointed = -1;
      brush = { panel, across: sorted(drag.from[0], to[0]), up: panel.up && sorted(drag.from[1], to[1]) };
      select();
    });
    pad.addEventListener("pointerup", () => { if (drag && drag.moved) drag.done = true; });
    pad.addEventListener("lostpointercapture", () => { setTimeout(() => { drag = null; }); });
    pad.addEventListener("click", (event) => {
      if (event.detail === 0 || (drag && drag.moved)) return; // made by a key, or the end of a drag
      brush = null;
      select();
      point(nearest(panel, placeIn(panel, event)));
    });
    pad.addEventListener("pointerleave", (event) => { if (!drag && event.pointerType !== "touch") point(-1); });
    pad.addEventListener("focus", () => { for (const other of panels) other.pad.tabIndex = other === panel ? 0 : -1; });
    pad.addEventListener("keydown", (event) => { if (press(panel, event)) event.preventDefault(); });
  };

  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  const press = (panel, event) => {
    const here = brush && brush.panel === panel;
    if (event.key === "Escape") {
      clear();
    } else if (event.key === "Enter" || event.key === " ") {
      if (here) clear();
      else begin(panel);
    } else if (event.key in ARROWS && !event.ctrlKey && !event.metaKey && !event.altKey) {
      if (here) move(ARROWS[event.key], event.shiftKey);
      else step(panel, ARROWS[event.key]);
    } else {
      return false;
    }
    return true;
  };
  // A selection of the middle half of the draws.
  const begin = (panel) => {
    const around = (places) => {
      const inOrder = Float32Array.from(places).sort();
      return [inOrder[n >> 2], inOrder[(3 * n) >> 2]];
    };
    pointed = -1;
    brush = { panel, across: around(panel.across), up: panel.up && around(panel.up) };
    select();
  };
  const move = ([right, up], resize) => {
    const shifted = ([from, to], by) => {
      if (resize) return [from, Math.min(1, Math.max(from + LEAST, to + by * MOVE))];
      const allowed = Math.min(1 - to, Math.max(-from, by * MOVE));
      return [from + allowed, to + allowed];
    };
    pointed = -1;
    brush = { panel: brush.panel, across: shifted(brush.across, right), up: brush.up && shifted(brush.up, up) };
    select();
  };
  const step = (panel, [right, up]) => {
    const next = panels.find((other) => other.row === panel.row - up && other.column === panel.column + right);
    if (next) next.pad.focus();
  };

  for (const panel of panels) {
    const pad = document.createElement("div");
    pad.className = "pad";
    pad.tabIndex = panel === panels[0] ? 0 : -1;
    pad.setAttribute("role", "button");
    pad.setAttribute("aria-pressed", "false");
    pad.setAttribute("aria-label", "Select draws by " + columns[panel.column].name + (panel.y ? " and " + columns[panel.row].name : ""));
    ["left", "top", "width", "height"].forEach((side, k) => { pad.style[side] = 100 * panel.box[k] + "%"; });
    panel.pad = pad;
    linked.append(pad);
    listen(panel);
  }
  clearButton.addEventListener("click", clear);
  touchButton.addEventListener("click", () => {
    const on = touchButton.getAttribute("aria-pressed") !== "true";
    touchButton.setAttribute("aria-pressed", String(on));
    linked.classList.toggle("touchable", on);
  });
  new ResizeObserver(() => { if (brush || pointed >= 0) paint(); }).observe(linked);
  tools.hidden = false;
  figure.dataset.enhanced = "true";
})();
