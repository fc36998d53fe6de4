// Events: what was changed during a run, as marks on the cost curve.

const NAMES = { learning_rate: "α", lambd: "λ", l1: "L1", keep_prob: "keep_prob" }
const NEAR = 0.02 // changes of one field within this share of the axis are one mark: a slider was dragged
const MOST_LABELS = 8

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

// Lines at the marks, for a Plotly layout; with many marks only the newest are labelled.
export function shapes(changes, newest, { text, font, scale }) {
  return marks(changes, newest).map(({ iteration, label }, at, all) => ({
    type: "line",
    x0: iteration,
    x1: iteration,
    y0: 0,
    y1: 1,
    yref: "paper",
    line: { color: text, width: 1, dash: "dot" },
    label: {
      text: all.length - at > MOST_LABELS ? "" : label,
      textposition: "end",
      textangle: 0,
      xanchor: iteration > 0.7 * newest ? "right" : "left",
      yanchor: "top",
      font: { color: text, family: font, size: 12 * scale },
    },
  }))
}
