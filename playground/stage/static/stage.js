// The stage: puts connection, playback and painters together, and answers buttons and keys.

import { coloursFor } from "./colours.js"
import { Connection } from "./connection.js"
import { Curve } from "./curve.js"
import { Figures } from "./figures.js"
import { Findings } from "./findings.js"
import { listenToKeys } from "./keys.js"
import { NetworkView } from "./network_view.js"
import { PlaneView } from "./plane_view.js"
import { PULL, Playback } from "./playback.js"
import { template } from "./template.js"
import { TimeTravel } from "./time_travel.js"

const SPEEDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
const KEYFRAMES_PER_SECOND = 30
const SLOW_MOTION = 0.1
const CALM = 0.15 // of the pace, and without blending, where the system asks for less motion
const DEFAULT_VIEW = { speed: 10, links: "weight", costs: "linear" }
const REOPEN_EVERY = 3000 // milliseconds
const ADDRESS_EVERY = 500

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
    this.travel = new TimeTravel(this.parts, {
      moved: () => (this.pictureStale = this.figuresStale = true),
      play: () => this.setPlaying(true),
      tell: (iteration) => this.connection.ask({ look_at: iteration }),
      goOn: (iteration) => this.goOn(iteration),
    })
    this.curve = new Curve(this.parts.curve, new URL(data.plotly, document.baseURI).href)
    this.figures = new Figures(this.parts)
    this.findings = new Findings(this.parts.findings, (finding) => this.fix(finding))
    this.plane = new PlaneView(this.parts)
    this.network = new NetworkView(this.parts, {
      edit: (link, value) => this.edit(link, value),
      look: () => (this.pictureStale = true),
      fixed: () => this.writeAddress(),
    })
    this.playing = false
    this.slow = false
    this.calm = matchMedia("(prefers-reduced-motion: reduce)")
    this.setView(data.view)
    this.listen()
    this.paintLoop = requestAnimationFrame((now) => this.tick(now))
  }

  // Called by Streamlit on every rerun and theme change.
  update({ data, setTriggerValue }) {
    this.askPage = (what, which = null) => setTriggerValue("asked", { what, which })
    this.root.dataset.present = data.present
    this.address = data.address
    this.colours = coloursFor(this.root)
    this.root.dataset.dark = this.colours.dark
    for (const part of [this.curve, this.network, this.plane]) part.setColours(this.colours)
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
      notice: (message) => this.showChange(message),
      burst: (message) => this.showBurst(message),
      past: (message) => this.showPast(message),
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

  // What shows: the newest keyframe of the run, or an earlier one.
  get view() {
    return this.travel.active ? this.travel : this.playback
  }

  showScene(scene) {
    this.scene = scene
    this.plane.setScene(scene)
    this.network.setScene(scene)
    this.playback.show(scene.keyframes[0])
    this.travel.begin(scene.keyframes[0])
    this.pastFrom = scene.history.records.length > 1 ? 0 : null
    this.curve.setHistory(scene.history)
    this.link = scene.link
    this.writeAddress()
    this.divergedAt = scene.diverged_at
    this.say("")
    this.findings.show(scene.findings)
    this.layoutStale = this.pictureStale = true
    this.figures.write(this.playback.current)
    if (this.divergedAt !== null) this.stopDiverged()
  }

  showBurst(burst) {
    this.playback.add(burst.keyframes)
    this.divergedAt = burst.diverged_at
    if (burst.words) this.say(burst.words)
    if (burst.findings) this.findings.show(burst.findings)
    if (!this.playing) this.catchUp()
    this.pictureStale = true
  }

  // Keeps what the server still had of the time before this page was opened, and asks for more.
  showPast({ keyframes }) {
    this.travel.merge(keyframes)
    this.pastFrom = keyframes.length ? keyframes[keyframes.length - 1].iteration + 1 : null
  }

  // Something was changed, perhaps at an earlier iteration: then what was trained after it is a branch now.
  showChange({ revision, iteration, changes, link }) {
    this.playback.passOver(revision, iteration)
    if (this.travel.active) this.playback.current = this.travel.current // what is looked at stays on screen
    this.curve.goBack(iteration, changes)
    this.travel.cut(iteration)
    this.link = link
    this.writeAddress()
    this.divergedAt = null
    this.say("")
    this.connection.insist({ look: true })
    if (this.playWhenChanged) this.setPlaying(true)
    this.playWhenChanged = false
  }

  // Shows the newest keyframe there is, so that what is seen is where the run stands.
  catchUp() {
    while (this.playback.queue.length) this.playback.advance(1)
    this.pictureStale = true
  }

  reached(keyframe, shown) {
    this.curve.add(keyframe)
    this.travel.add(keyframe)
    if (shown) this.figuresStale = true
  }

  tick(now) {
    const seconds = Math.min((now - (this.lastTick ?? now)) / 1000, 0.1)
    this.lastTick = now
    if (this.scene) {
      if (this.playing) this.play(seconds)
      if (this.pastFrom !== null && !(this.playing && this.playback.hungry)) this.connection.ask({ past: this.pastFrom })
      if (this.layoutStale) this.layout()
      if (this.pictureStale) this.paint()
      this.network.draw(this.view.current, this.plane.field.canvas, now, this.playing)
      if (this.figuresStale && this.figures.write(this.view.current, now)) this.figuresStale = false
      this.figures.announce(now)
      this.travel.tick(now)
      this.curve.setCursor(this.travel.active ? this.travel.current.iteration : null)
      this.curve.tick(now)
      // The page writes the address too, and puts back what it knew when it last ran.
      if (now - (this.addressAt ?? 0) > ADDRESS_EVERY) this.writeAddress(now)
    }
    this.paintLoop = requestAnimationFrame((next) => this.tick(next))
  }

  play(seconds) {
    const pace = seconds * KEYFRAMES_PER_SECOND * (this.slow ? SLOW_MOTION : 1) * (this.calm.matches ? CALM : 1)
    if (this.travel.active) {
      if (!this.travel.advance(pace) && this.travel.active) this.setPlaying(false)
      return
    }
    if (this.playback.hungry && this.divergedAt === null) {
      this.connection.ask({ pull: PULL, stride: SPEEDS[this.parts.speed.value] })
    }
    const before = this.playback.current
    if (this.playback.advance(pace)) this.pictureStale ||= !this.calm.matches || before !== this.playback.current
    else if (this.divergedAt !== null) this.stopDiverged()
  }

  stopDiverged() {
    this.setPlaying(false)
    const at = this.divergedAt.toLocaleString("en")
    this.say(`Training diverged at iteration ${at}: the numbers grew past what a computer can hold.`)
  }

  setPlaying(on) {
    this.playing = on && (this.travel.active || (this.divergedAt ?? null) === null)
    if (!this.playing) {
      this.travel.backwards = false
      this.catchUp()
    }
    this.parts.play.querySelector("[data-icon]").textContent = this.playing ? "pause" : "play_arrow"
    this.parts.play.querySelector("[data-label]").textContent = this.playing ? "Pause" : "Play"
    if (!this.scene) return
    this.figures.write(this.view.current)
    this.figures.announce(performance.now(), true)
  }

  togglePlaying() {
    this.travel.backwards = false
    this.setPlaying(!this.playing)
  }

  // One iteration; of the past, one kept keyframe.
  step() {
    this.setPlaying(false)
    if (this.travel.active) this.travel.advance(1)
    else this.connection.insist({ step: true })
  }

  reset() {
    this.travel.leave()
    this.setPlaying(false)
    this.connection.insist({ reset: true })
  }

  // Trains on from an earlier iteration, as soon as the run stands there.
  goOn(iteration) {
    this.setPlaying(false)
    this.playWhenChanged = true
    this.askPage("continue", iteration)
  }

  // Does what a finding advises; who goes back wants to look at what is there.
  fix({ name, goes_back: goesBack }) {
    if (goesBack) this.setPlaying(false)
    this.askPage("fix", name)
  }

  // Sets a weight or bias by hand; the server answers with what that makes of the picture.
  edit({ l, i, j }, value) {
    if (this.travel.active) this.connection.insist({ look_at: this.travel.current.iteration })
    this.playback.queue = []
    this.say("")
    this.connection.insist({ edit: `${j === null ? "b" : "W"}${l}`, row: i, column: j ?? 0, value })
  }

  listen() {
    const { play, step, reset, weights, data, present, speed, log, slow, byGradient, plane, diagramBox } = this.parts
    play.onclick = () => this.togglePlaying()
    step.onclick = () => this.step()
    reset.onclick = () => this.reset()
    weights.onclick = () => this.askPage("new_weights")
    data.onclick = () => this.askPage("new_data")
    present.onclick = () => this.askPage("present")
    slow.onclick = () => slow.setAttribute("aria-pressed", (this.slow = !this.slow))
    slow.setAttribute("aria-pressed", false)
    for (const control of [speed, log, byGradient]) {
      control.oninput = () => this.applyView()
      control.onchange = () => this.writeAddress()
    }
    this.forgetKeys = listenToKeys({
      " ": () => this.togglePlaying(),
      arrowright: () => this.step(),
      r: () => this.reset(),
    })
    this.sizes = new ResizeObserver(() => (this.layoutStale = this.pictureStale = true))
    this.sizes.observe(plane)
    this.sizes.observe(diagramBox)
    const redraw = () => (this.layoutStale = true) // the axes' numbers, once their font is there
    document.fonts.addEventListener("loadingdone", redraw)
    this.forgetFonts = () => document.fonts.removeEventListener("loadingdone", redraw)
  }

  // The view as the address keeps it: speed, what links show, the scale of the costs, the unit that is looked into.
  readView() {
    const { speed, log, byGradient } = this.parts
    return {
      speed: SPEEDS[speed.value],
      links: byGradient.checked ? "gradient" : "weight",
      costs: log.checked ? "log" : "linear",
      unit: this.network.fixedName,
    }
  }

  // Puts the view and the run's changes into the address, without asking the server; defaults are left out.
  writeAddress(now = performance.now()) {
    this.addressAt = now
    const address = new URL(location.href)
    for (const [name, value] of Object.entries({ ...this.address, ...this.readView(), changes: this.link })) {
      if (value && value !== DEFAULT_VIEW[name]) address.searchParams.set(name, value)
      else address.searchParams.delete(name)
    }
    if (address.href !== location.href) history.replaceState(history.state, "", address)
  }

  setView({ speed, links, costs, unit }) {
    this.network.fixNamed(unit)
    this.parts.speed.value = Math.max(0, SPEEDS.findLastIndex((stride) => stride <= speed))
    this.parts.byGradient.checked = links === "gradient"
    this.parts.log.checked = costs === "log"
    this.applyView()
  }

  applyView() {
    const { speed, log, byGradient, speedText } = this.parts
    const stride = SPEEDS[speed.value]
    speedText.textContent = `${stride.toLocaleString("en")} ${stride === 1 ? "iteration" : "iterations"} per frame`
    speed.setAttribute("aria-valuetext", speedText.textContent)
    this.curve.setLogarithmic(log.checked)
    this.network.setLinks(byGradient.checked ? "gradients" : "weights")
  }

  say(words) {
    this.parts.words.textContent = words
    this.parts.words.hidden = !words
  }

  layout() {
    this.plane.layout()
    this.network.layout()
    this.layoutStale = false
    this.pictureStale = true
  }

  paint() {
    this.pictureStale = false
    this.plane.paint(this.view, this.network.unit, this.network.example)
  }

  close() {
    cancelAnimationFrame(this.paintLoop)
    clearTimeout(this.asking)
    this.forgetKeys()
    this.forgetFonts()
    this.sizes.disconnect()
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
