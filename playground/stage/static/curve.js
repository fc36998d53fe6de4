// The cost curves: a Plotly chart that is updated in place, a few times a second.

import { shapes } from "./events.js"
import { loadPlotly } from "./plotly.js"
import { Thinned } from "./thinned.js"

const PAUSE = 150 // milliseconds between two updates, so that painting the field is never late
const MOST = 800 // records kept
const MOST_BRANCHES = 3

export class Curve {
  constructor(element, address) {
    this.element = element
    this.kept = new Thinned(MOST)
    this.branches = []
    this.changes = []
    this.cursor = null
    this.logarithmic = false
    this.drawnAt = 0
    this.sizes = new ResizeObserver(() => (this.stale = true))
    this.sizes.observe(element)
    loadPlotly(address).then((Plotly) => {
      this.Plotly = Plotly
      this.draw()
    })
  }

  get records() {
    return this.kept.items
  }

  setColours(colours) {
    this.colours = colours
    this.stale = true
  }

  // Begins anew with a run's history.
  setHistory({ records, branches, changes }) {
    this.kept = new Thinned(MOST)
    for (const record of records) this.kept.add(record)
    this.branches = branches
    this.changes = changes
    this.stale = true
  }

  setLogarithmic(on) {
    this.logarithmic = on
    this.draw()
  }

  // Marks the iteration that shows, where that is not the newest.
  setCursor(iteration) {
    if (iteration === this.cursor) return
    this.cursor = iteration
    this.stale = true
  }

  add(record) {
    this.kept.add(record)
    this.stale = true
  }

  // The run stands at this iteration, with these changes; what was known of later ones becomes a branch.
  goBack(iteration, changes) {
    const last = this.records.findLast((record) => record.iteration <= iteration)
    const later = this.kept.cut(iteration)
    if (later.length) {
      const branch = [last, ...later].filter(Boolean).map((record) => [record.iteration, record.dataCost])
      this.branches = [...this.branches, branch].slice(-MOST_BRANCHES)
    }
    this.changes = changes
    this.stale = true
  }

  // Draws if something is new and the last time was long enough ago.
  tick(now) {
    if (this.stale && now - this.drawnAt > PAUSE) this.draw(now)
  }

  draw(now = performance.now()) {
    if (!this.Plotly || !this.colours || !this.element.isConnected) return
    this.stale = false
    this.drawnAt = now
    this.Plotly.react(this.element, this.traces(), this.layout(), { displayModeBar: false })
  }

  traces() {
    const { train, dev, penalty } = this.colours
    const has = (value) => this.records.some((record) => value(record) !== null)
    const masked = (record) => record.maskedCost
    const traces = this.branches.map((branch, at) => ({
      ...this.line("Left behind", branch.map(([, cost]) => cost), train, "solid"),
      x: branch.map(([iteration]) => iteration),
      opacity: 0.35,
      showlegend: at === 0,
      hoverinfo: "skip",
      hovertemplate: undefined,
    }))
    if (has(masked)) traces.push({ ...this.line("Train, with masks", this.records.map(masked), train, "dot"), opacity: 0.6 })
    traces.push(this.line("Train", this.records.map((record) => record.dataCost), train, "solid"))
    if (has((record) => record.devCost)) traces.push(this.line("Dev", this.records.map((record) => record.devCost), dev, "dash"))
    if (this.records.some((record) => record.cost > record.dataCost)) {
      traces.push(this.line("Penalty", this.records.map((record) => record.cost - record.dataCost), penalty, "dot"))
    }
    return traces
  }

  line(name, values, color, dash) {
    return {
      name,
      x: this.records.map((record) => record.iteration),
      y: values,
      type: "scatter",
      mode: this.records.length > 1 ? "lines" : "markers",
      line: { color, dash, width: 2 },
      marker: { color, size: 6 },
      hovertemplate: "%{y:.4f}",
    }
  }

  layout() {
    const { text, font, grid } = this.colours
    const axis = { gridcolor: grid, zerolinecolor: grid, linecolor: grid, automargin: true, title: { standoff: 6 } }
    const newest = this.records[this.records.length - 1]?.iteration ?? 0
    const cursor = { type: "line", x0: this.cursor, x1: this.cursor, y0: 0, y1: 1, yref: "paper", line: { color: text, width: 2 } }
    return {
      width: this.element.clientWidth,
      height: this.element.clientHeight,
      margin: { l: 52, r: 8, t: 8, b: 36 },
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { color: text, family: font, size: 13 * this.colours.scale },
      hovermode: "x unified",
      hoverlabel: { bgcolor: this.colours.background, font: { color: text } },
      showlegend: true,
      legend: { orientation: "h", x: 1, xanchor: "right", y: 1, yanchor: "bottom" },
      shapes: [...shapes(this.changes, newest, this.colours), ...(this.cursor === null ? [] : [cursor])],
      uirevision: this.logarithmic,
      xaxis: { ...axis, title: { text: "Iteration", standoff: 6 }, rangemode: "tozero" },
      yaxis: {
        ...axis,
        title: { text: "Cost", standoff: 6 },
        type: this.logarithmic ? "log" : "linear",
        rangemode: this.logarithmic ? "normal" : "tozero",
      },
    }
  }

  close() {
    this.sizes.disconnect()
    this.Plotly?.purge(this.element)
  }
}
