// The stage: puts connection, playback and painters together, and answers buttons and keys.

import { coloursFor } from "./colours.js"
import { Connection } from "./connection.js"
import { Curve } from "./curve.js"
import { STEEPEST, Field, asItIs, asProbability } from "./field.js"
import { NetworkView } from "./network_view.js"
import { drawAxes, drawPoints, drawShape, frame } from "./plane.js"
import { PULL, Playback } from "./playback.js"
import { template } from "./template.js"

const SPEEDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
const REOPEN_EVERY = 3000 // milliseconds
const FIGURES_EVERY = 100 // milliseconds: faster numbers cannot be read

// Where a key keeps its own meaning: everywhere that one types, and where it presses or moves something.
const TYPING = "input:not([type=range], [type=radio], [type=checkbox]), textarea, select, [contenteditable]"
const KEYS = {
  " ": "button, a, summary, [role=button], [role=checkbox], [role=option], input[type=checkbox], input[type=radio]",
  arrowright: "input, [role=slider], [role=radiogroup], [role=tablist], [role=menu], [role=listbox]",
  r: "[role=menu], [role=listbox], [role=combobox]",
}

const stages = new WeakMap()

export function mount(component) {
  const { parentElement } = component
  if (!stages.has(parentElement)) stages.set(parentElement, new Stage(component))
  stages.get(parentElement).update(component)
}

export function unmount(parentElement) {
  stages.get(parentElement)?.close()
  stages.delete(parentElement)
}

class Stage {
  constructor({ parentElement, data }) {
    this.root = parentElement.querySelector("[data-stage]")
    this.root.innerHTML = template(SPEEDS)
    this.parts = Object.fromEntries(
      [...this.root.querySelectorAll("[data-part]")].map((element) => [element.dataset.part, element]),
    )
    addStylesheet(new URL(data.stylesheet, document.baseURI).href)
    this.playback = new Playback((keyframe, shown) => this.reached(keyframe, shown))
    this.curve = new Curve(this.parts.curve, new URL(data.plotly, document.baseURI).href)
    this.network = new NetworkView(this.parts, {
      edit: (link, value) => this.edit(link, value),
      look: () => (this.pictureStale = true),
    })
    this.layer = new OffscreenCanvas(1, 1)
    this.playing = false
    this.listen()
    this.paintLoop = requestAnimationFrame((now) => this.tick(now))
  }

  // Called by Streamlit on every rerun and theme change.
  update({ data, setTriggerValue }) {
    this.askPage = (what) => setTriggerValue("asked", what)
    this.colours = coloursFor(this.root)
    this.curve.setColours(this.colours)
    this.network.setColours(this.colours)
    for (const field of [this.field, this.unitField]) field?.setColours(this.colours)
    if (data.token !== this.token) this.connect(data)
    else this.playback.passOver(data.revision)
    this.layoutStale = this.pictureStale = true
  }

  connect(data) {
    this.connection?.close()
    this.token = data.token
    clearTimeout(this.asking)
    const address = new URL(data.channel, document.baseURI)
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:"
    this.connection = new Connection(address.href, data.token, {
      scene: (message) => this.showScene(message),
      notice: (message) => this.playback.passOver(message.revision),
      burst: (message) => this.showBurst(message),
      down: () => this.say("Connection lost. Trying again …"),
      lost: () => this.reopen(),
    })
  }

  // The server no longer knows this run: the page opens it anew. It is asked until it has, for right after a
  // restart of the server the page itself may not be connected yet.
  reopen() {
    this.say("The server has let this run go. Opening it again …")
    this.askPage("lost")
    this.asking = setTimeout(() => this.reopen(), REOPEN_EVERY)
  }

  showScene(scene) {
    this.field = new Field(scene.grid, STEEPEST / scene.logit_step, asProbability)
    this.unitField = new Field(scene.map_side, 127, asItIs)
    for (const field of [this.field, this.unitField]) field.setColours(this.colours)
    this.scene = scene
    // A unit's zero line is worth drawing where its activation changes sign there.
    this.signed = ["tanh", "linear", "leaky_relu"].includes(scene.activation)
    this.network.setScene(scene)
    this.playback.show(scene.keyframes[0])
    this.curve.setRecords(scene.history.records)
    this.divergedAt = scene.diverged_at
    this.say("")
    this.layoutStale = this.pictureStale = true
    this.writeLegend()
    this.writeFigures()
    if (this.divergedAt !== null) this.stopDiverged()
  }

  showBurst(burst) {
    this.playback.add(burst.keyframes)
    this.divergedAt = burst.diverged_at
    if (burst.words) this.say(burst.words)
    if (!this.playing) this.catchUp()
    this.pictureStale = true
  }

  // Shows the newest keyframe there is, so that what is seen is where the run stands.
  catchUp() {
    while (this.playback.queue.length) this.playback.advance(1)
    this.pictureStale = true
  }

  reached(keyframe, shown) {
    this.curve.add(keyframe)
    if (shown) this.figuresStale = true
  }

  tick(now) {
    const seconds = (now - (this.lastTick ?? now)) / 1000
    this.lastTick = now
    if (this.scene) {
      if (this.playing) this.play(seconds)
      if (this.layoutStale) this.drawLayer()
      if (this.pictureStale) this.paint()
      this.network.draw(this.playback.current, this.field.canvas, now)
      if (this.figuresStale && now - (this.figuresAt ?? 0) > FIGURES_EVERY) this.writeFigures(now)
      this.curve.tick(now)
    }
    this.paintLoop = requestAnimationFrame((next) => this.tick(next))
  }

  play(seconds) {
    if (this.playback.hungry && this.divergedAt === null) {
      this.connection.ask({ pull: PULL, stride: SPEEDS[this.parts.speed.value] })
    }
    if (this.playback.advance(seconds)) this.pictureStale = true
    else if (this.divergedAt !== null) this.stopDiverged()
  }

  stopDiverged() {
    this.setPlaying(false)
    this.say(
      `Training diverged at iteration ${this.divergedAt.toLocaleString("en")}: the numbers grew past what a computer can hold. ` +
        "Choose a smaller learning rate, L2 strength or initial scale, then reset.",
    )
  }

  setPlaying(on) {
    this.playing = on && (this.divergedAt ?? null) === null
    if (!this.playing) this.catchUp()
    this.parts.play.querySelector("[data-icon]").textContent = this.playing ? "pause" : "play_arrow"
    this.parts.play.querySelector("[data-label]").textContent = this.playing ? "Pause" : "Play"
    this.writeFigures()
  }

  step() {
    this.setPlaying(false)
    this.connection.insist({ step: true })
  }

  reset() {
    this.setPlaying(false)
    this.connection.insist({ reset: true })
  }

  // Sets a weight or bias by hand; the server answers with what that makes of the picture.
  edit({ l, i, j }, value) {
    this.playback.queue = []
    this.say("")
    this.connection.insist({ edit: `${j === null ? "b" : "W"}${l}`, row: i, column: j ?? 0, value })
  }

  listen() {
    const { play, step, reset, weights, data, speed, log, plane, diagramBox } = this.parts
    play.onclick = () => this.setPlaying(!this.playing)
    step.onclick = () => this.step()
    reset.onclick = () => this.reset()
    weights.onclick = () => this.askPage("new_weights")
    data.onclick = () => this.askPage("new_data")
    speed.oninput = () => this.writeSpeed()
    log.onchange = () => this.curve.setLogarithmic(log.checked)
    this.writeSpeed()
    this.keys = (event) => this.press(event)
    document.addEventListener("keydown", this.keys)
    this.sizes = new ResizeObserver(() => (this.layoutStale = this.pictureStale = true))
    this.sizes.observe(plane)
    this.sizes.observe(diagramBox)
    const redraw = () => (this.layoutStale = true) // the axes' numbers, once their font is there
    document.fonts.addEventListener("loadingdone", redraw)
    this.forget = () => document.fonts.removeEventListener("loadingdone", redraw)
  }

  // Space, → and R anywhere on the page, but never where a key already has a meaning.
  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const key = event.key.toLowerCase()
    if (!(key in KEYS) || (event.repeat && key !== "arrowright")) return
    if (event.composedPath()[0].closest?.(`${TYPING}, ${KEYS[key]}`)) return
    event.preventDefault()
    if (key === " ") this.setPlaying(!this.playing)
    else if (key === "arrowright") this.step()
    else this.reset()
  }

  writeSpeed() {
    const stride = SPEEDS[this.parts.speed.value]
    this.parts.speedText.textContent = `${stride.toLocaleString("en")} ${stride === 1 ? "iteration" : "iterations"} per frame`
    this.parts.speed.setAttribute("aria-valuetext", this.parts.speedText.textContent)
  }

  writeFigures(now = performance.now()) {
    if (!this.scene) return
    this.figuresStale = false
    this.figuresAt = now
    const { iteration, cost, trainAccuracy, devAccuracy, testAccuracy } = this.playback.current
    const percent = (share) => (share === null ? "–" : `${(100 * share).toFixed(1)} %`)
    const texts = {
      iteration: iteration.toLocaleString("en"),
      cost: cost < 1e-4 || cost >= 1e4 ? cost.toExponential(3) : cost.toFixed(4),
      train: percent(trainAccuracy),
      dev: percent(devAccuracy),
      test: percent(testAccuracy),
    }
    for (const [name, text] of Object.entries(texts)) {
      this.parts.figures.querySelector(`[data-figure="${name}"]`).textContent = text
    }
    this.parts.canvas.setAttribute(
      "aria-label",
      `Decision boundary at iteration ${texts.iteration}: cost ${texts.cost}, train accuracy ${texts.train}`,
    )
  }

  writeLegend() {
    const names = this.scene.sets
    for (const item of this.parts.legend.querySelectorAll("[data-set]")) item.hidden = !(item.dataset.set in names)
  }

  say(words) {
    this.parts.words.textContent = words
    this.parts.words.hidden = !words
  }

  // What does not change from frame to frame: axes and points, drawn once for a size, theme and scene.
  drawLayer() {
    const { plane, canvas, legend } = this.parts
    const side = Math.floor(Math.min(plane.clientWidth, plane.clientHeight))
    if (side < 50) return
    const ratio = Math.min(window.devicePixelRatio || 1, 2)
    canvas.style.width = canvas.style.height = `${side}px`
    canvas.width = canvas.height = this.layer.width = this.layer.height = Math.round(side * ratio)
    this.ratio = ratio
    this.square = frame(side)
    const context = this.layer.getContext("2d")
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.clearRect(0, 0, side, side)
    drawPoints(context, this.square, this.scene.region, this.scene.sets, this.colours)
    drawAxes(context, this.square, this.scene.region, this.colours, this.scene.standardized)
    for (const mark of legend.querySelectorAll("canvas")) {
      const small = mark.getContext("2d")
      small.clearRect(0, 0, 14, 14)
      small.fillStyle = { 0: this.colours.zeroPoint, 1: this.colours.onePoint }[mark.dataset.class] ?? this.colours.text
      small.strokeStyle = this.colours.pointEdge
      drawShape(small, mark.dataset.shape, 7, 7, 4.5)
    }
    this.network.layout()
    this.layoutStale = false
    this.pictureStale = true
  }

  paint() {
    if (!this.square) return
    this.pictureStale = false
    this.playback.blend(this.field.values)
    this.field.render()
    const shown = this.network.unit ? this.unitMap(this.network.unit) : this.field
    const { iteration, revision } = this.playback.current
    Object.assign(this.parts.canvas.dataset, { iteration, revision })
    const context = this.parts.canvas.getContext("2d")
    const { x, y, side } = this.square
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0)
    context.clearRect(0, 0, this.parts.canvas.width, this.parts.canvas.height)
    shown.draw(context, x, y, side)
    context.strokeStyle = this.colours.boundary
    context.lineWidth = 2
    if (shown === this.field || this.signed) shown.strokeBoundary(context, x, y, side)
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.drawImage(this.layer, 0, 0)
  }

  // The map of a hidden unit or an input, ready to be drawn over the whole plane.
  unitMap(unit) {
    const { values, grid } = this.unitField
    if (unit.l > 0) this.playback.blend(values, "maps", this.network.diagram.order(unit) * grid * grid)
    else {
      const along = (k) => (unit.i === 0 ? k % grid : Math.floor(k / grid))
      for (let k = 0; k < values.length; k++) values[k] = (254 * along(k)) / (grid - 1) - 127
    }
    this.unitField.render()
    return this.unitField
  }

  close() {
    cancelAnimationFrame(this.paintLoop)
    clearTimeout(this.asking)
    document.removeEventListener("keydown", this.keys)
    this.sizes.disconnect()
    this.forget()
    this.connection?.close()
    this.curve.close()
  }
}

function addStylesheet(address) {
  if (document.querySelector(`link[href="${address}"]`)) return
  const link = document.createElement("link")
  link.rel = "stylesheet"
  link.href = address
  document.head.append(link)
}
