// The legend of a chart of cost curves: a piece of each line with its name, in as many rows as it needs.

// As Plotly draws them, for lines of this width.
const DASHES = { solid: "", dash: "8 5", dot: "2 3", dashdot: "8 3 2 3", longdash: "12 4", longdashdot: "12 3 2 3" }

export class CurveLegend {
  constructor(element) {
    this.element = element
    this.shown = ""
  }

  // Names these traces, but for those that are not to be.
  show(traces) {
    const named = traces.filter((trace) => trace.showlegend !== false)
    const written = JSON.stringify(named.map(({ name, line, opacity }) => [name, line.color, line.dash, opacity]))
    if (written === this.shown) return
    this.shown = written
    this.element.innerHTML = named.map(entry).join("")
  }
}

const entry = ({ name, line, opacity = 1 }) => `
  <li><svg viewBox="0 0 32 8" aria-hidden="true"><path d="M1 4H31" fill="none" stroke="${line.color}" stroke-opacity="${opacity}"
    stroke-width="2" stroke-dasharray="${DASHES[line.dash] ?? line.dash.replaceAll("px", "")}" /></svg><span class="legendtext">${name}</span></li>`
