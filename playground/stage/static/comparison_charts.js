// The comparison's charts: all cost curves in one, and how activations spread and gradients shrink from layer to layer.

import { CurveLegend } from "./curve_legend.js"
import { logRange, logTicks } from "./log_ticks.js"
import { loadPlotly } from "./plotly.js"
import { Thinned } from "./thinned.js"

const PAUSE = 160 // milliseconds between two updates of one chart or another, so that painting is never late
const MOST = 500
const DASHES = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "4px 2px"]

const TICK = 22 // pixels that a number beside an axis needs

export class ComparisonCharts {
  constructor(parts, address) {
    this.elements = [parts.costs, parts.spread, parts.gradient]
    this.legend = new CurveLegend(parts.costsLegend)
    this.stale = new Set(this.elements)
    this.kept = new Thinned(MOST)
    this.drawnAt = 0
    this.sizes = new ResizeObserver(() => this.touch())
    for (const element of this.elements) this.sizes.observe(element)
    loadPlotly(address).then((Plotly) => (this.Plotly = Plotly))
  }

  setColours(colours) {
    this.colours = colours
    this.touch()
  }

  setScene({ columns, layers, theory, batches, sets, curves, keyframes, stops_early: stops }) {
    const epochs = batches.map((examples) => (3 * examples) / sets.train.length) // three numbers a point
    Object.assign(this, { columns, layers, theory, epochs, stops, hasDev: "dev" in sets })
    this.kept = new Thinned(MOST)
    for (const costs of curves) this.kept.add(costs) // from before this page was opened
    this.add(keyframes[0])
  }

  setLogarithmic(on) {
    this.logarithmic = on
    this.touch()
  }

  // Whether costs are drawn over passes through the training set, not over updates.
  setByEpoch(on) {
    this.byEpoch = on
    this.touch()
  }

  // Whether the costs on the dev set are drawn, where there is one, and not those on the training set.
  setOfDev(on) {
    this.ofDev = on
    this.touch()
  }

  add({ iteration, records }) {
    const [costs, devCosts] = ["dataCost", "devCost"].map((name) => records.map((record) => record[name]))
    this.kept.add({ iteration, costs, devCosts })
    this.touch()
  }

  touch() {
    for (const element of this.elements) this.stale.add(element)
  }

  // Draws one chart that is stale, if the last drawing was long enough ago.
  tick(now, keyframe) {
    if (!this.Plotly || !this.colours || !this.columns || now - this.drawnAt < PAUSE) return
    if (keyframe !== this.keyframe) this.touch()
    const shown = this.elements.filter((element) => !element.hidden)
    const element = shown.find((waiting) => this.stale.has(waiting) && waiting !== this.last) ?? shown.find((waiting) => this.stale.has(waiting))
    if (!element) return
    Object.assign(this, { drawnAt: now, keyframe, last: element })
    this.stale.delete(element)
    const [traces, layout] = element === this.elements[0] ? this.costs(element) : this.byLayer(element, element === this.elements[1])
    this.Plotly.react(element, traces, { ...this.frame(element), ...layout }, { displayModeBar: false })
  }

  line(at, x, y) {
    const color = this.colours.columns[at % this.colours.columns.length]
    return {
      name: this.columns[at],
      x,
      y,
      type: "scatter",
      mode: x.length > 1 ? "lines" : "markers",
      line: { color, width: 2, dash: DASHES[at % DASHES.length] },
      marker: { color, size: 6 },
      hovertemplate: "%{y:.4g}",
    }
  }

  costs(element) {
    const iterations = this.kept.items.map((item) => item.iteration)
    const across = (at) => (this.byEpoch ? iterations.map((iteration) => iteration * this.epochs[at]) : iterations)
    const ofDev = this.ofDev && this.hasDev
    const traces = this.columns.map((_, at) => this.line(at, across(at), this.shown(at).map((item) => (ofDev ? item.devCosts : item.costs)[at])))
    const { iteration } = this.keyframe
    const newest = iterations[iterations.length - 1]
    const cursor = { type: "line", x0: iteration, x1: iteration, y0: 0, y1: 1, yref: "paper", line: { color: this.colours.text, width: 2 } }
    this.legend.show(traces)
    const title = this.byEpoch ? "Epoch" : "Iteration"
    const shapes = !this.byEpoch && iteration < newest ? [cursor] : []
    return [traces, { ...this.axes(element, traces, title, ofDev ? "Cost on the dev set" : "Cost on the training set", this.logarithmic), shapes }]
  }

  // What is kept of a column: of one that stops early, for every iteration the one of the lowest dev cost until then.
  shown(at) {
    if (!this.stops[at] || !this.hasDev) return this.kept.items
    let best = this.kept.items[0]
    return this.kept.items.map((item) => (best = item.devCosts[at] < best.devCosts[at] ? item : best))
  }

  // Activation spread, with what theory says of it, or gradient norm, layer by layer.
  byLayer(element, spread) {
    const layers = [...Array(this.layers).keys()].map((l) => l + 1)
    const values = this.keyframe[spread ? "spread" : "gradient"]
    const traces = this.columns.map((_, at) => {
      const own = [...values.subarray(at * this.layers, (at + 1) * this.layers)]
      return this.line(at, layers, own.map((value) => (value > 0 ? value : null)))
    })
    if (spread) for (const [at, line] of (this.theory ?? []).entries()) if (line) traces.push(this.theoryLine(at, layers, line))
    return [traces, this.axes(element, traces, "Layer", spread ? "Spread of activations" : "Norm of dW", true)]
  }

  theoryLine(at, layers, line) {
    return {
      ...this.line(at, layers, line),
      name: `${this.columns[at]}, in theory`,
      opacity: 0.5,
      mode: "lines+markers",
      showlegend: false,
    }
  }

  axes(element, traces, x, y, logarithmic) {
    const { grid, scale } = this.colours
    const axis = { gridcolor: grid, zerolinecolor: grid, linecolor: grid, automargin: true }
    const height = element.clientHeight - 90 * scale // without legend, numbers and title
    return {
      uirevision: `${logarithmic} ${x}`,
      xaxis: { ...axis, title: { text: x, standoff: 6 }, ...(x === "Layer" ? { tickformat: "d", dtick: this.layers > 12 ? undefined : 1 } : { rangemode: "tozero", tickformat: "," }) },
      yaxis: { ...axis, title: { text: y, standoff: 6 }, exponentformat: "power", ...(logarithmic ? decades(traces, height / (TICK * scale)) : { type: "linear", rangemode: "tozero" }) },
    }
  }

  frame(element) {
    const { text, font, scale, background } = this.colours
    return {
      width: element.clientWidth,
      height: element.clientHeight,
      margin: { l: 56, r: 8, t: 8, b: 38 },
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { color: text, family: font, size: 12 * scale },
      hovermode: "x unified",
      hoverlabel: { bgcolor: background, font: { color: text } },
      showlegend: false,
    }
  }

  close() {
    this.sizes.disconnect()
    for (const element of this.elements) this.Plotly?.purge(element)
  }
}

// A logarithmic axis over all that these lines show, with about so many ticks.
function decades(traces, most) {
  const range = logRange(traces.flatMap(({ y }) => y))
  return { type: "log", range, ...logTicks(10 ** range[0], 10 ** range[1], Math.max(3, Math.floor(most))) }
}
