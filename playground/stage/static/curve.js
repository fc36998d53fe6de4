// The cost curves: a Plotly chart that is updated in place, a few times a second.

const PAUSE = 150 // milliseconds between two updates, so that painting the field is never late
const MOST = 800 // records kept

let loading

function loadPlotly(address) {
  loading ??= new Promise((resolve, reject) => {
    if (window.Plotly) return resolve(window.Plotly)
    const script = document.createElement("script")
    script.src = address
    script.onload = () => resolve(window.Plotly)
    script.onerror = reject
    document.head.append(script)
  })
  return loading
}

export class Curve {
  constructor(element, address) {
    this.element = element
    this.records = []
    this.logarithmic = false
    this.drawnAt = 0
    loadPlotly(address).then((Plotly) => {
      this.Plotly = Plotly
      this.draw()
    })
  }

  setColours(colours) {
    this.colours = colours
    this.stale = true
  }

  setRecords(records) {
    this.records = records
    this.gap = 0
    this.stale = true
  }

  setLogarithmic(on) {
    this.logarithmic = on
    this.draw()
  }

  // Keeps a record; when there are too many, about every second goes, and from then on they stay twice as far apart.
  add(record) {
    const { records } = this
    const last = records[records.length - 1]
    if (last && record.iteration <= last.iteration) return
    if (records.length > 1 && last.iteration - records[records.length - 2].iteration < this.gap) records.pop()
    records.push(record)
    if (records.length > MOST) this.thin()
    this.stale = true
  }

  thin() {
    const newest = this.records.pop()
    this.gap = Math.max(2 * this.gap, (2 * (newest.iteration - this.records[0].iteration)) / MOST)
    let kept = -Infinity
    this.records = this.records.filter(({ iteration }) => iteration - kept >= this.gap && ((kept = iteration), true))
    this.records.push(newest)
  }

  // Draws if something is new and the last time was long enough ago.
  tick(now) {
    if (this.stale && now - this.drawnAt > PAUSE) this.draw(now)
  }

  draw(now = performance.now()) {
    if (!this.Plotly || !this.colours || !this.element.isConnected) return
    this.stale = false
    this.drawnAt = now
    this.Plotly.react(this.element, this.traces(), this.layout(), { displayModeBar: false, responsive: true })
  }

  traces() {
    const iterations = this.records.map((record) => record.iteration)
    const line = (name, values, color, dash) => ({
      name,
      x: iterations,
      y: values,
      type: "scatter",
      mode: this.records.length > 1 ? "lines" : "markers",
      line: { color, dash, width: 2 },
      marker: { color, size: 6 },
      hovertemplate: "%{y:.4f}",
    })
    const { train, dev, penalty } = this.colours
    const traces = [line("Train", this.records.map((r) => r.dataCost), train, "solid")]
    if (this.records.some((r) => r.devCost !== null)) traces.push(line("Dev", this.records.map((r) => r.devCost), dev, "dash"))
    if (this.records.some((r) => r.cost > r.dataCost)) {
      traces.push(line("Penalty", this.records.map((r) => r.cost - r.dataCost), penalty, "dot"))
    }
    return traces
  }

  layout() {
    const { text, font, grid } = this.colours
    const axis = { gridcolor: grid, zerolinecolor: grid, linecolor: grid, automargin: true, title: { standoff: 6 } }
    return {
      margin: { l: 52, r: 8, t: 8, b: 40 },
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { color: text, family: font, size: 13 },
      hovermode: "x unified",
      hoverlabel: { bgcolor: this.colours.background, font: { color: text } },
      showlegend: true,
      legend: { orientation: "h", x: 1, xanchor: "right", y: 1, yanchor: "bottom" },
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
    this.Plotly?.purge(this.element)
  }
}
