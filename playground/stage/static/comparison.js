// The comparison's stage: several networks on the same points and the same clock, side by side.

import { ComparisonCharts } from "./comparison_charts.js"
import { KINDS } from "./comparison_message.js"
import { columns, comparisonTemplate, histograms } from "./comparison_template.js"
import { EarlyStop } from "./early_stop.js"
import { STEEPEST, Field, asProbability } from "./field.js"
import { drawHistograms } from "./histograms.js"
import { LiveStage, SPEEDS, component } from "./live_stage.js"
import { Surface } from "./surface.js"
import { drawAxes, drawPoints, frame } from "./plane.js"
import { MOST_DOTS, drawThinned } from "./thinned_network.js"

const WRITE_EVERY = 150 // milliseconds between two writings of figures and histograms
const ANNOUNCE_EVERY = 6000
const LEAST_WITH_AXES = 170 // pixels of a column's side, below which axes would take the room of the picture
const MOST_MAP = 27.8 // times the size of type
const TALLEST = 0.62 // of the window's height, for a column's picture
const MANY_COLUMNS = 5 // with more, each is so small that fewer pixels will do
const SMALL_RASTER = 90

class Comparison extends LiveStage {
  constructor(component) {
    super(component, comparisonTemplate(SPEEDS))
    const { data } = component
    this.charts = new ComparisonCharts(this.parts, new URL(data.plotly, document.baseURI).href)
    this.layer = new OffscreenCanvas(1, 1)
    this.writtenAt = this.announcedAt = 0
    this.divergedAt = []
    this.usual = { speed: data.speed, costs: "log", costs_of: data.costs_of, across: "iterations", histograms: "activations" }
    this.setView(this.viewAtFirst(data))
    this.parts.log.onchange = () => this.charts.setLogarithmic(this.parts.log.checked)
    this.surface = new Surface()
    this.map = this.parts.surface.querySelector("canvas")
    this.clock = new Float64Array(1)
    this.parts.ofDev.onchange = () => this.charts.setOfDev(this.parts.ofDev.checked)
    this.parts.byEpoch.onchange = () => this.charts.setByEpoch(this.parts.byEpoch.checked)
    this.parts.kind.onchange = () => (this.figuresStale = true)
  }

  setColours() {
    this.charts.setColours(this.colours)
    this.field?.setColours(this.colours)
    this.surface.setColours(this.colours)
  }

  setScene(scene) {
    const raster = scene.columns.length > MANY_COLUMNS ? SMALL_RASTER : undefined
    this.field = new Field(scene.grid, STEEPEST / scene.logit_step, asProbability, raster)
    this.charts.setScene(scene)
    this.divergedAt = scene.diverged_at
    this.parts.columns.innerHTML = columns(scene.columns, scene.figures)
    this.parts.histograms.innerHTML = histograms(scene.columns)
    this.root.style.setProperty("--columns", scene.columns.length)
    const all = (name) => [...this.root.querySelectorAll(`.stage-columns [data-${name}]`)]
    this.cells = Object.fromEntries(["plane", "histogram", "note", "thinned"].map((name) => [name, all(name)]))
    this.sections = [...this.parts.columns.children]
    all("published").forEach((cell, at) => (cell.textContent = scene.notes[at]))
    this.tell(scene.said)
    this.showsPaths = scene.surface !== null
    this.root.dataset.paths = this.showsPaths
    this.parts.surface.hidden = !this.showsPaths
    this.parts.spread.hidden = this.parts.gradient.hidden = this.parts.kinds.hidden = this.parts.histograms.hidden = this.showsPaths
    this.parts.ofDevLabel.hidden = !("dev" in scene.sets)
    this.parts.byEpochLabel.hidden = new Set(scene.batches).size < 2
    this.surface.forget()
    if (this.showsPaths) this.askSurface()
    this.stops = scene.stops_early.map((stops) => (stops ? new EarlyStop() : null))
    this.keep(scene.keyframes[0])
    this.setColours()
  }

  showBurst(burst) {
    this.divergedAt = burst.diverged_at
    super.showBurst(burst)
    this.tell(burst.said)
    if (!this.showsPaths) return
    for (const keyframe of burst.keyframes) this.surface.add(keyframe, burst.surface)
    if (burst.surface !== this.surface.version) this.askSurface()
  }

  askSurface() {
    this.connection.insist({ surface: true })
  }

  showSurface(surface) {
    this.surface.set(surface)
    this.parts.share.textContent = `It shows ${Math.round(100 * surface.share)} % of how far the weights have moved.`
    this.pictureStale = true
  }

  setView({ speed, costs, costs_of: costsOf, across, histograms: kind }) {
    this.setSpeed(speed)
    this.parts.log.checked = costs === "log"
    this.parts.ofDev.checked = costsOf === "dev"
    this.parts.byEpoch.checked = across === "epochs"
    if (KINDS.includes(kind)) this.parts.kind.value = kind
    this.charts.setLogarithmic(this.parts.log.checked)
    this.charts.setOfDev(this.parts.ofDev.checked)
    this.charts.setByEpoch(this.parts.byEpoch.checked)
  }

  // Speed, the scale of the costs, over what they are drawn, and of what the histograms are.
  readView() {
    const { log, ofDev, byEpoch, kind } = this.parts
    return {
      speed: this.stride,
      costs: log.checked ? "log" : "linear",
      costs_of: ofDev.checked ? "dev" : "train",
      across: byEpoch.checked ? "epochs" : "iterations",
      histograms: kind.value,
    }
  }

  // What the comparison shows, in words.
  tell(sentences) {
    const written = sentences.join("\n")
    if (written === this.told) return
    this.told = written
    this.parts.said.replaceChildren(
      ...sentences.map((sentence) => Object.assign(document.createElement("li"), { textContent: sentence })),
    )
  }

  keep(keyframe) {
    this.charts.add(keyframe)
    this.stops.forEach((stop, at) => stop?.add(keyframe, at, this.scene.grid ** 2))
  }

  // Of a column that stops early what it shows: the best network until then.
  best(at) {
    return this.stops[at]?.until(this.view.current.iteration)
  }

  // A comparison trains on while one of its networks still can.
  get stopped() {
    return this.divergedAt.length > 0 && this.divergedAt.every((at) => at !== null)
  }

  stop() {
    super.stop()
    this.say("Every network here has diverged.")
  }

  // The server keeps no earlier iterations of a comparison to change.
  tellLook() {
    return true
  }

  layout() {
    const ratio = Math.min(window.devicePixelRatio || 1, 2)
    const side = Math.floor(Math.min(this.sections[0].clientWidth, TALLEST * window.innerHeight))
    if (side < 50) return
    this.ratio = ratio
    this.bare = side < LEAST_WITH_AXES
    this.square = this.bare ? { x: 1, y: 1, side: side - 2 } : frame(side, 0.8 * this.colours.scale)
    for (const canvas of [...this.cells.plane, this.layer]) canvas.width = canvas.height = Math.round(side * ratio)
    for (const canvas of this.cells.plane) canvas.style.width = canvas.style.height = `${side}px`
    const context = this.layer.getContext("2d")
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    const small = { ...this.colours, scale: 0.8 * this.colours.scale }
    drawPoints(context, this.square, this.scene.region, { train: this.scene.sets.train }, small)
    if (!this.bare) drawAxes(context, this.square, this.scene.region, small, this.scene.standardized)
    this.sections.forEach((section, at) => section.style.setProperty("--column-colour", this.colourOf(at)))
    this.figuresStale = true
  }

  paint() {
    if (!this.square) return
    const { x, y, side } = this.square
    this.cells.plane.forEach((canvas, at) => {
      const best = this.best(at)
      if (best) this.field.values.set(best.field)
      else this.view.blend(this.field.values, "field", at * this.field.values.length)
      this.field.render()
      canvas.dataset.iteration = this.view.current.iteration
      const context = canvas.getContext("2d")
      context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0)
      context.clearRect(0, 0, canvas.width, canvas.height)
      this.field.draw(context, x, y, side)
      context.strokeStyle = this.colours.boundary
      context.lineWidth = 1.5
      this.field.strokeBoundary(context, x, y, side)
      context.setTransform(1, 0, 0, 1, 0, 0)
      context.drawImage(this.layer, 0, 0)
    })
    if (this.showsPaths) this.paintPaths()
  }

  paintPaths() {
    const side = Math.floor(Math.min(this.map.parentElement.clientWidth, MOST_MAP * 14.4 * this.colours.scale, TALLEST * window.innerHeight))
    if (this.map.width !== Math.round(side * this.ratio)) {
      this.map.width = this.map.height = Math.round(side * this.ratio)
      this.map.style.width = this.map.style.height = `${side}px`
    }
    const context = this.map.getContext("2d")
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0)
    this.view.blend(this.clock, "clock")
    this.surface.draw(context, side, this.ratio, this.clock[0])
  }

  colourOf(at) {
    const { columns } = this.colours
    return columns[at % columns.length]
  }

  write(now, atOnce = false) {
    const { current } = this.view
    this.charts.tick(now, current)
    if (this.figuresStale && (atOnce || now - this.writtenAt > WRITE_EVERY)) {
      this.writtenAt = now
      this.figuresStale = false
      this.writeFigures(current)
    }
    if (!atOnce && now - this.announcedAt < ANNOUNCE_EVERY) return
    this.announcedAt = now
    this.parts.live.textContent = `Iteration ${current.iteration.toLocaleString("en")}. ${current.records
      .map((record, at) => `${this.scene.columns[at]}: ${this.spoken(this.best(at)?.record ?? record)}`)
      .join(". ")}`
  }

  // The cost as the column shows it: with the penalty in, unless that stands apart.
  spoken(record) {
    const name = this.scene.figures.includes("data") ? "data" : "cost"
    return `${name === "data" ? "data cost" : "cost"} ${FIGURES[name](record)}`
  }

  writeFigures(keyframe) {
    this.parts.iteration.textContent = `Iteration ${keyframe.iteration.toLocaleString("en")}`
    const kind = KINDS.indexOf(this.parts.kind.value)
    keyframe.records.forEach((record, at) => {
      const shown = this.best(at)?.record ?? record
      for (const cell of this.sections[at].querySelectorAll("[data-figure]")) {
        cell.textContent = FIGURES[cell.dataset.figure](shown, this.scene.batches[at] / this.scene.sets.train.length * 3)
      }
      this.cells.note[at].textContent = this.note(keyframe, at)
      this.cells.plane[at].setAttribute("aria-label", `Boundary of ${this.scene.columns[at]} at iteration ${keyframe.iteration}`)
      if (!this.showsPaths) this.drawHistograms(keyframe, kind, at)
      this.drawThinned(keyframe, at)
    })
  }

  // Of a column with dropout: the units that are left for one example in the shown iteration.
  drawThinned(keyframe, at) {
    const canvas = this.cells.thinned[at]
    const { sizes } = this.scene
    canvas.hidden = record(keyframe, at).maskedCost === null || Math.max(...sizes) > MOST_DOTS || sizes.length > 4
    if (canvas.hidden) return
    const units = sizes.reduce((sum, n) => sum + n, 0)
    const dropped = keyframe.dropped.subarray(at * units, (at + 1) * units)
    drawThinned(canvas, sizes, dropped, this.colourOf(at), this.colours)
    const kept = dropped.filter((unit) => !unit).length
    canvas.setAttribute("aria-label", `Thinned network: ${kept} of ${units} hidden units are left for one example`)
  }

  // How many units of each layer really differ, or that the network diverged.
  note(keyframe, at) {
    const best = this.best(at)
    if (best) return `Stopped at iteration ${best.iteration.toLocaleString("en")}, where the dev cost was lowest`
    const diverged = this.divergedAt[at]
    if (diverged !== null && keyframe.iteration >= diverged) return `Diverged at iteration ${diverged.toLocaleString("en")}`
    const { layers, sizes } = this.scene
    const different = keyframe.different.subarray(at * layers, at * layers + sizes.length)
    if (!sizes.length) return ""
    if (sizes.length > 4) {
      const same = different.filter((count, l) => count < sizes[l]).length
      return same ? `${same} of ${sizes.length} layers have units that are the same` : "All units differ"
    }
    if (sizes.every((units, l) => different[l] === units)) return "All units differ"
    return `Units that differ: ${sizes.map((units, l) => `${different[l]} of ${units} in layer ${l + 1}`).join(", ")}`
  }

  drawHistograms(keyframe, kind, at) {
    const { layers, bins } = this.scene
    const cell = (layer) => (kind * this.scene.columns.length + at) * layers + layer
    drawHistograms(
      this.cells.histogram[at],
      layers,
      (layer) => keyframe.histograms.subarray(cell(layer) * bins, (cell(layer) + 1) * bins),
      (layer) => keyframe.ends[cell(layer)],
      this.colourOf(at),
      { ...this.colours, scale: Math.min(1.2, this.colours.scale) },
    )
  }

  close() {
    super.close()
    this.charts.close()
  }
}

const record = (keyframe, at) => keyframe.records[at]
const cost = (value) => {
  if (value === 0) return "0"
  if (value < 1e-4 || value >= 1e6) return powerOfTen(value)
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(4)
}

// As in 6.8 × 10⁵⁷.
function powerOfTen(value) {
  const [digits, power] = value.toExponential(1).split("e")
  const raised = [...power.replace("+", "")].map((sign) => (sign === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[sign])).join("")
  return `${digits} × 10${raised}`
}

const percent = (share) => (share === null ? "–" : `${(100 * share).toFixed(1)} %`)

// Of a record and of which share of the training set each update sees.
const FIGURES = {
  epochs: ({ iteration }, share) => (iteration * share).toLocaleString("en", { maximumFractionDigits: 1 }),
  cost: (record) => cost(record.cost),
  data: (record) => cost(record.dataCost),
  penalty: (record) => cost(record.cost - record.dataCost),
  train: (record) => percent(record.trainAccuracy),
  dev: (record) => percent(record.devAccuracy),
  test: (record) => percent(record.testAccuracy ?? record.devAccuracy),
  gap: ({ trainAccuracy, devAccuracy }) => (devAccuracy === null ? "–" : `${(100 * (trainAccuracy - devAccuracy)).toFixed(1)} %`.replace("-", "−")),
}

export const { mount, unmount } = component(Comparison)
