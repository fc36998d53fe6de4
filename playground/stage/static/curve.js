// The cost curves: a Plotly chart that is updated in place, a few times a second.

import { CurveLegend } from "./curve_legend.js"
import { shapes } from "./events.js"
import { logRange, logTicks } from "./log_ticks.js"
import { loadPlotly } from "./plotly.js"
import { Thinned } from "./thinned.js"

const PAUSE = 150 // milliseconds between two updates, so that painting the field is never late
const MOST = 800 // records kept
const MOST_BRANCHES = 3
const TICK = 22 // pixels that a number beside an axis needs
const LEFT = 54 // of the plot's margins, for the usual size of type
const RIGHT = 12
const TOP = 8
const BOTTOM = 38

export class Curve {
  // The parts are those for the chart and for its legend; `go(iteration)` when somebody points there with a button
  // down.
  constructor({ curve: element, curveLegend }, address, go) {
    this.element = element
    this.legend = new CurveLegend(curveLegend)
    this.go = go
    element.onpointerdown = (event) => this.press(event)
    element.onpointermove = (event) => event.buttons === 1 && this.pressed && this.goTo(event)
    element.onpointerup = element.onpointercancel = () => (this.pressed = false)
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
    const { left, right } = this.margins
    const { style } = this.element.closest(".stage-costs")
    style.setProperty("--plot-left", `${left}px`)
    style.setProperty("--plot-right", `${right}px`)
    this.stale = true
  }

  get margins() {
    const { scale } = this.colours
    return { left: LEFT * scale, right: RIGHT * scale, bottom: BOTTOM * scale }
  }

  get newest() {
    return Math.max(1, this.records[this.records.length - 1]?.iteration ?? 0)
  }

  press(event) {
    if (event.button !== 0) return
    this.pressed = true
    this.element.setPointerCapture(event.pointerId)
    this.goTo(event)
  }

  // Goes to the iteration under the pointer.
  goTo(event) {
    const { left, width } = this.element.getBoundingClientRect()
    const { left: from, right } = this.margins
    const share = (event.clientX - left - from) / (width - from - right)
    this.go(Math.round(Math.max(0, Math.min(1, share)) * this.newest))
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
      const branch = [last, ...later].filter(Boolean).map((record) => [record.iteration, record.dataCost, record.devCost])
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
    const traces = this.traces()
    this.legend.show(traces)
    this.Plotly.react(this.element, traces, this.layout(), { displayModeBar: false })
  }

  traces() {
    const { train, dev, penalty } = this.colours
    const has = (value) => this.records.some((record) => value(record) !== null)
    const masked = (record) => record.maskedCost
    const traces = this.branches.flatMap((branch, at) => [
      { ...this.leftBehind(branch, branch.map(([, cost]) => cost), train, "solid"), showlegend: at === 0 },
      { ...this.leftBehind(branch, branch.map(([, , devCost]) => devCost), dev, "dash"), showlegend: false },
    ])
    const penalised = this.records.some((record) => record.cost > record.dataCost)
    if (penalised) traces.push({ ...this.line("Cost J", this.records.map((record) => record.cost), this.colours.text, "solid"), opacity: 0.6 })
    if (has(masked)) traces.push({ ...this.line("Train, with masks", this.records.map(masked), train, "dot"), opacity: 0.6 })
    traces.push(this.line("Train", this.records.map((record) => record.dataCost), train, "solid"))
    if (has((record) => record.devCost)) traces.push(this.line("Dev", this.records.map((record) => record.devCost), dev, "dash"))
    if (penalised) {
      traces.push(this.line("Penalty", this.records.map((record) => record.cost - record.dataCost), penalty, "dot"))
    }
    return traces
  }

  // The pale line of a branch: what came of going on as it was.
  leftBehind(branch, costs, color, dash) {
    return {
      ...this.line("Left behind", costs, color, dash),
      x: branch.map(([iteration]) => iteration),
      opacity: 0.35,
      hoverinfo: "skip",
      hovertemplate: undefined,
    }
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
    const { text, font, grid, scale } = this.colours
    const { left, right, bottom } = this.margins
    const { clientWidth: width, clientHeight: height } = this.element
    const top = TOP * scale
    const axis = { gridcolor: grid, zerolinecolor: grid, linecolor: grid, fixedrange: true }
    const { newest } = this
    const cursor = { type: "line", x0: this.cursor, x1: this.cursor, y0: 0, y1: 1, yref: "paper", line: { color: text, width: 2 } }
    return {
      width,
      height,
      margin: { l: left, r: right, t: top, b: bottom, autoexpand: false },
      dragmode: false,
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { color: text, family: font, size: 13 * scale },
      hovermode: "x unified",
      hoverlabel: { bgcolor: this.colours.background, font: { color: text } },
      showlegend: false,
      shapes: [...shapes(this.changes, newest, this.colours, width - left - right), ...(this.cursor === null ? [] : [cursor])],
      uirevision: this.logarithmic,
      xaxis: { ...axis, title: { text: "Iteration", standoff: 3 * scale }, range: [0, newest] },
      yaxis: {
        ...axis,
        title: { text: "Cost", standoff: 6 * scale },
        ...(this.logarithmic ? this.decades(height - top - bottom) : { type: "linear", rangemode: "tozero", nticks: Math.max(3, Math.round((height - top - bottom) / (TICK * scale))), exponentformat: "power" }),
      },
    }
  }

  // A logarithmic axis of this height.
  decades(height) {
    const costs = this.records.flatMap(({ dataCost, devCost, maskedCost, cost }) => [dataCost, devCost, maskedCost, cost > dataCost ? cost - dataCost : null])
    const range = logRange([...costs, ...this.branches.flatMap((branch) => branch.flatMap(([, cost, devCost]) => [cost, devCost]))])
    return { type: "log", range, ...logTicks(10 ** range[0], 10 ** range[1], Math.max(2, Math.floor(height / (TICK * this.colours.scale)))) }
  }

  close() {
    this.sizes.disconnect()
    this.Plotly?.purge(this.element)
  }
}
