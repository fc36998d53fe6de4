// The playground's stage: one network with its plane, every unit's map, cost curves, figures and findings.

import { Curve } from "./curve.js"
import { Figures } from "./figures.js"
import { Findings } from "./findings.js"
import { LiveStage, SPEEDS, component } from "./live_stage.js"
import { NetworkView } from "./network_view.js"
import { PlaneView } from "./plane_view.js"
import { template } from "./template.js"

const DEFAULT_VIEW = { speed: 10, links: "weight", costs: "linear", truth: "off", unit: "" }

class Stage extends LiveStage {
  constructor(component) {
    super(component, template(SPEEDS))
    const { data } = component
    this.travel.on.goOn = (iteration) => this.goOn(iteration)
    this.curve = new Curve(this.parts, new URL(data.plotly, document.baseURI).href, (iteration) => this.goTo(iteration))
    this.figures = new Figures(this.parts)
    this.findings = new Findings(this.parts.findings, (finding) => this.fix(finding))
    this.plane = new PlaneView(this.parts)
    this.network = new NetworkView(this.parts, {
      edit: (link, value) => this.edit(link, value),
      look: () => (this.pictureStale = true),
      fixed: () => this.writeAddress(),
    })
    this.divergedAt = null
    this.usual = DEFAULT_VIEW
    this.setView(this.viewAtFirst(data))
    this.listenToView()
  }

  update(component) {
    this.address = component.data.address
    super.update(component)
  }

  setColours() {
    for (const part of [this.curve, this.network, this.plane]) part.setColours(this.colours)
  }

  setScene(scene) {
    this.plane.setScene(scene)
    this.askTruth()
    this.network.setScene(scene)
    this.curve.setHistory(scene.history)
    this.link = scene.link
    this.writeAddress()
    this.findings.show(scene.findings)
    this.divergedAt = scene.diverged_at
    if (this.stopped) this.stop()
  }

  showBurst(burst) {
    this.divergedAt = burst.diverged_at
    super.showBurst(burst)
    if (burst.findings) this.findings.show(burst.findings)
  }

  // Asks for the best possible answer over this scene's plane, if it is to be shown.
  askTruth() {
    this.plane.setTruth(null)
    this.parts.truthText.textContent = ""
    this.pictureStale = true
    if (this.scene && this.parts.truth.checked) this.connection.insist({ truth: true })
  }

  showTruth({ field, error }) {
    if (!this.parts.truth.checked) return
    this.plane.setTruth(field)
    this.parts.truthText.textContent = field ? `Nobody errs less than ${(100 * error).toFixed(1)} %` : "Nobody knows it here"
    this.pictureStale = true
  }

  // What was trained after the iteration at which something was changed is a branch now.
  showChange(notice) {
    super.showChange(notice)
    this.curve.goBack(notice.iteration, notice.changes)
    this.link = notice.link
    this.story = notice.story
    this.writeAddress()
    this.divergedAt = null
    if (this.playWhenChanged) this.setPlaying(true)
    this.playWhenChanged = false
  }

  keep(keyframe) {
    this.curve.add(keyframe)
  }

  get stopped() {
    return this.divergedAt !== null
  }

  stop() {
    super.stop()
    const at = this.divergedAt.toLocaleString("en")
    this.say(`Training diverged at iteration ${at}: the numbers grew past what a computer can hold.`)
  }

  layout() {
    this.plane.layout()
    this.network.layout()
  }

  paint() {
    this.plane.paint(this.view, this.network.unit, this.network.example)
  }

  write(now, atOnce = false) {
    const { current } = this.view
    if (this.plane.pointer.stale) this.pictureStale = true
    this.network.draw(current, this.plane.field.canvas, now, this.playing)
    if (atOnce || this.figuresStale) this.figuresStale = !this.figures.write(current, atOnce ? undefined : now)
    this.figures.announce(now, atOnce)
    this.curve.setCursor(this.travel.active ? current.iteration : null)
    this.curve.tick(now)
  }

  // Shows an earlier iteration, at rest.
  goTo(iteration) {
    if (this.playing) this.setPlaying(false)
    this.travel.goTo(iteration)
  }

  escape() {
    if (this.network.fixed) this.network.release()
    else super.escape()
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

  listenToView() {
    const { weights, data, speed, log, byGradient, truth } = this.parts
    weights.onclick = () => this.askPage("new_weights")
    data.onclick = () => this.askPage("new_data")
    truth.onchange = () => this.askTruth()
    for (const control of [speed, log, byGradient, truth]) {
      control.addEventListener("input", () => this.applyView())
      control.addEventListener("change", () => this.writeAddress())
    }
  }

  // Speed, what links show, the scale of the costs, the unit that is looked into, whether the best possible border is
  // drawn, and the run's changes.
  readView() {
    const { log, byGradient, truth } = this.parts
    return {
      ...this.address,
      changes: this.link,
      speed: this.stride,
      links: byGradient.checked ? "gradient" : "weight",
      costs: log.checked ? "log" : "linear",
      unit: this.network.fixedName,
      truth: truth.checked ? "on" : "off",
    }
  }

  setView({ speed, links, costs, unit, truth }) {
    this.setSpeed(speed)
    this.parts.byGradient.checked = links === "gradient"
    this.parts.log.checked = costs === "log"
    this.parts.truth.checked = truth === "on"
    this.network.fixNamed(unit)
    this.applyView()
  }

  applyView() {
    this.curve.setLogarithmic(this.parts.log.checked)
    this.network.setLinks(this.parts.byGradient.checked ? "gradients" : "weights")
  }

  close() {
    super.close()
    this.curve.close()
  }
}

export const { mount, unmount } = component(Stage)
