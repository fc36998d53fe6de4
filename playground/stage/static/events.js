// Events: what was changed during a run, as marks on the cost curve.

const NAMES = { learning_rate: "α", lambd: "λ", l1: "L1", keep_prob: "keep_prob" }
const NEAR = 0.02 // changes of one field within this share of the axis are one mark: a slider was dragged
const GAP = 6 // pixels between two labels
const ROWS = 3 // of labels, below one another

// What a change says: "λ = 0.7" or "w₁,₂ of layer 1 = 0.5".
export function describe({ field, value }) {
  const parameter = /^([Wb])(\d+)\[(\d+),(\d+)\]$/.exec(field)
  const shown = [value].flat().map((part) => +part.toPrecision(3)).join(", ")
  if (!parameter) return `${NAMES[field]} = ${shown}`
  const [, kind, l, i, j] = parameter
  const name = kind === "W" ? `w<sub>${i},${j}</sub>` : `b<sub>${i}</sub>`
  return `${name}<sup>[${l}]</sup> = ${shown}`
}

// The changes that are drawn up to the newest iteration, each with its label; those of iteration 0 began the run.
export function marks(changes, newest) {
  const drawn = []
  for (const change of changes) {
    if (change.iteration === 0 || change.iteration > newest) continue
    const before = drawn.findLast((mark) => mark.field === change.field)
    const mark = { iteration: change.iteration, field: change.field, label: describe(change) }
    if (before && change.iteration - before.iteration < NEAR * newest) Object.assign(before, mark)
    else drawn.push(mark)
  }
  return drawn
}

// Which marks are labelled on a plot of this width, and in which row: the newest first, and no label that would lie
// over another. `left` and `right` are where a label begins and ends.
export function labelled(all, newest, width, measure) {
  const placed = []
  for (const mark of [...all].reverse()) {
    const x = (mark.iteration / newest) * width
    const wide = measure(mark.label.replace(/<[^>]*>/g, "")) + GAP
    const anchor = x + wide > width ? "right" : "left"
    const [left, right] = anchor === "left" ? [x, x + wide] : [x - wide, x]
    const isFree = (row) => placed.every((other) => other.row !== row || right <= other.left || left >= other.right)
    const row = left < 0 ? -1 : [...Array(ROWS).keys()].findIndex(isFree)
    if (row >= 0) placed.push({ mark, anchor, left, right, row })
  }
  return placed
}

// Lines at the marks, for a Plotly layout, with the labels that have room.
export function shapes(changes, newest, { text, font, scale }, width) {
  const all = marks(changes, newest)
  const size = 12 * scale
  const placed = new Map(labelled(all, newest, width, measurer(`${size}px ${font}`)).map((place) => [place.mark, place]))
  return all.map((mark) => ({
    type: "line",
    x0: mark.iteration,
    x1: mark.iteration,
    y0: 0,
    y1: 1,
    yref: "paper",
    line: { color: text, width: 1, dash: "dot" },
    label: {
      text: placed.has(mark) ? "<br>".repeat(placed.get(mark).row) + mark.label : "",
      textposition: "end",
      textangle: 0,
      xanchor: placed.get(mark)?.anchor ?? "left",
      yanchor: "top",
      font: { color: text, family: font, size },
    },
  }))
}

function measurer(font) {
  const context = new OffscreenCanvas(1, 1).getContext("2d")
  context.font = font
  return (words) => context.measureText(words).width
}
