// The network beside the plane: drawn, pointed at, and set by hand.

import { Diagram } from "./diagram.js"
import { asItIs, makeShades } from "./field.js"
import { Inspector } from "./inspector.js"

const EVERY = 30 // milliseconds between two drawings: keyframes come no faster
const MASKS_EVERY = 400 // while playing: units that came and went faster would flash

export class NetworkView {
  // `on.edit(link, value)` when a parameter is set, `on.look()` when something else is pointed at, `on.fixed()`
  // when something else was clicked.
  constructor(parts, on) {
    this.parts = parts
    this.on = on
    this.diagram = new Diagram(parts.diagram)
    this.inspector = new Inspector(parts.inspector, {
      edit: on.edit,
      typing: () => this.lookAtOutput(),
      closed: () => this.release(),
    })
    this.drawnAt = 0
    this.fixed = null
    this.pointed = null
    const box = parts.diagramBox
    const spot = (event) => {
      const { left, top } = box.getBoundingClientRect()
      return this.diagram.find(event.clientX - left, event.clientY - top)
    }
    box.onpointermove = (event) => this.point(spot(event))
    box.onpointerleave = () => this.point(null)
    box.onclick = (event) => this.fix(spot(event))
  }

  // What is shown in numbers: what someone points at now, or else what they clicked.
  get chosen() {
    return this.pointed ?? this.fixed
  }

  // The hidden unit or input whose map should fill the plane, if one is chosen.
  get unit() {
    const unit = this.pointed ?? (this.editing ? null : this.fixed)
    if (!unit || "from" in unit || unit.l === this.scene.shown.length - 1) return null
    return unit
  }

  // The unit that was clicked, as the address names it: layer and unit counted as on screen, the input is layer 0.
  get fixedName() {
    return this.fixed && !("from" in this.fixed) ? `${this.fixed.l}.${this.fixed.i + 1}` : ""
  }

  // Looks into a unit that the address names, once the network is laid out.
  fixNamed(name) {
    const [l, i] = name.split(".").map(Number)
    if (name) this.toFix = { l, i: i - 1 }
  }

  // Draws links by "weights" or "gradients".
  setLinks(by) {
    this.diagram.by = by
    this.stale = true
  }

  setColours(colours) {
    this.colours = colours
    this.diagram.setColours(colours)
    if (this.scene) this.diagram.setShades(makeShades(256, colours, asItIs))
    this.stale = true
  }

  setScene(scene) {
    this.scene = scene
    this.keyframe = scene.keyframes[0]
    this.fixed = this.pointed = this.masks = null
    this.editing = false
    this.buttons?.forEach((button) => button.remove())
    this.buttons = null
    this.diagram.setScene(scene)
    this.setColours(this.colours)
    this.inspector.show(null)
  }

  // Fits the drawing to its box, with a button over every unit so that keys and screen readers reach it.
  layout() {
    const { diagramBox, units } = this.parts
    if (diagramBox.clientWidth < 50) return
    const kept = this.fixed && [this.fixed.l, this.fixed.i, this.fixed.j]
    this.diagram.layout(diagramBox.clientWidth, diagramBox.clientHeight, Math.min(window.devicePixelRatio || 1, 2))
    this.placeButtons(units)
    this.pointed = null
    if (kept) {
      const same = (item) => item.l === kept[0] && item.i === kept[1] && item.j === kept[2]
      this.fixed = (kept[2] === undefined ? this.diagram.units : this.diagram.links).find(same) ?? null
    }
    if (this.inspector.chosen) this.lookAgain() // what it shows lies elsewhere now
    if (this.toFix) {
      const { l, i } = this.toFix
      this.toFix = null
      this.fix(this.diagram.units.find((unit) => unit.l === l && unit.i === i) ?? null)
    }
    this.stale = true
  }

  // One button a unit, in its place; those that are there stay, and with them the focus.
  placeButtons(box) {
    const { units, side } = this.diagram
    if (this.buttons?.length !== units.length) {
      this.buttons?.forEach((button) => button.remove())
      this.buttons = units.map((_, at) => this.button(at))
      box.prepend(...this.buttons)
    }
    units.forEach(({ x, y }, at) => {
      Object.assign(this.buttons[at].style, { left: `${x}px`, top: `${y}px`, width: `${side}px`, height: `${side}px` })
    })
  }

  button(at) {
    const button = document.createElement("button")
    button.type = "button"
    button.className = "stage-unit"
    const unit = this.diagram.units[at]
    const last = this.scene.shown.length - 1
    const name = unit.l === 0 ? `Input x${unit.i + 1}` : unit.l === last ? "Output" : `Layer ${unit.l}, unit ${unit.i + 1}`
    button.setAttribute("aria-label", name)
    button.onfocus = () => button.matches(":focus-visible") && !this.releasing && this.point(this.diagram.units[at])
    button.onblur = () => this.point(null)
    button.onclick = (event) => {
      event.stopPropagation()
      this.fix(this.diagram.units[at])
    }
    return button
  }

  point(item) {
    if (item === this.pointed) return
    this.pointed = item
    this.lookAgain()
  }

  // While a parameter is set by hand, the plane shows what that does to the network's answer.
  lookAtOutput() {
    this.editing = true
    this.on.look()
  }

  // Lets go of what was clicked; the focus goes back to its button if it was in the panel.
  release() {
    const button = this.buttons[this.diagram.units.indexOf(this.fixed)]
    const inside = this.parts.inspector.contains(document.activeElement)
    this.fix(null)
    this.releasing = true
    if (inside) button?.focus()
    this.releasing = false
  }

  fix(item) {
    this.fixed = item
    this.editing = false
    if (!item) this.pointed = null
    else this.placeInspector(item)
    this.lookAgain()
    this.on.fixed()
  }

  // The panel's fields come right after the unit for who walks through the page by the tab key.
  placeInspector(item) {
    const button = this.buttons[this.diagram.units.indexOf("from" in item ? item.to : item)]
    if (button.nextSibling !== this.parts.inspector) button.after(this.parts.inspector)
  }

  // Shows the chosen item, unless it is shown already: what someone types there must not be wiped.
  lookAgain() {
    const fixed = this.chosen !== null && this.chosen === this.fixed
    if (this.inspector.chosen !== this.chosen || this.inspector.fixed !== fixed) {
      this.inspector.show(this.chosen, this.diagram, this.keyframe, fixed)
    }
    this.stale = true
    this.on.look()
  }

  // The training example whose masks are drawn, or null where dropout is off.
  get example() {
    return this.masks?.example ?? null
  }

  // Takes the masks of a keyframe, at a rate that does not flash; a paused picture shows its own.
  lookAtMasks(keyframe, now, playing) {
    const masked = keyframe.maskedCost !== null ? keyframe : null
    if (masked === this.masks || (masked && this.masks && playing && now - this.maskedAt < MASKS_EVERY)) return
    this.masks = masked
    this.maskedAt = now
    this.stale = true
    const at = masked?.iteration.toLocaleString("en")
    this.parts.masks.textContent = masked ? `Crossed out: dropped for the ringed example at iteration ${at}` : ""
    this.on.look()
  }

  // Draws a keyframe, with the picture of the whole as the output's map.
  draw(keyframe, field, now, playing) {
    this.lookAtMasks(keyframe, now, playing)
    if (!this.diagram.units || (keyframe === this.keyframe && !this.stale) || now - this.drawnAt < EVERY) return
    this.keyframe = keyframe
    this.stale = false
    this.drawnAt = now
    this.diagram.draw(keyframe, field, this.chosen, this.masks?.dropped)
    this.inspector.refresh(keyframe)
  }
}
