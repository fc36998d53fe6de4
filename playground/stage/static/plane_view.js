// The plane of the stage: the colour field of the network or of one unit, the border, axes and points.

import { chains } from "./contour.js"
import { STEEPEST, Field, asItIs, asProbability } from "./field.js"
import { PlanePointer } from "./plane_pointer.js"
import { drawAxes, drawPoints, drawRing, drawShape, frame } from "./plane.js"

// A unit's zero line is worth drawing where its activation changes sign there.
const SIGNED = ["tanh", "linear", "leaky_relu"]

export class PlaneView {
  constructor(parts) {
    this.parts = parts
    this.layer = new OffscreenCanvas(1, 1)
    this.pointer = new PlanePointer(parts)
  }

  setColours(colours) {
    this.colours = colours
    for (const field of [this.field, this.unitField]) field?.setColours(colours)
  }

  setScene(scene) {
    this.scene = scene
    this.field = new Field(scene.grid, STEEPEST / scene.logit_step, asProbability)
    this.unitField = new Field(scene.map_side, 127, asItIs)
    this.setColours(this.colours)
    for (const item of this.parts.legend.querySelectorAll("[data-set]")) item.hidden = !(item.dataset.set in scene.sets)
  }

  // The best possible answer over the plane, or null; where it changes sides a dashed line is drawn.
  setTruth(field) {
    this.truth = field && chains(field, this.scene.grid, 0)
  }

  // What does not change from frame to frame: axes and points, drawn once for a size, theme and scene.
  layout() {
    const { plane, canvas, legend } = this.parts
    const side = Math.floor(Math.min(plane.clientWidth, plane.clientHeight))
    if (side < 50) return
    const ratio = Math.min(window.devicePixelRatio || 1, 2)
    canvas.style.width = canvas.style.height = `${side}px`
    canvas.width = canvas.height = this.layer.width = this.layer.height = Math.round(side * ratio)
    this.ratio = ratio
    this.square = frame(side, this.colours.scale)
    const context = this.layer.getContext("2d")
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.clearRect(0, 0, side, side)
    drawPoints(context, this.square, this.scene.region, this.scene.sets, this.colours)
    drawAxes(context, this.square, this.scene.region, this.colours, this.scene.standardized)
    for (const mark of legend.querySelectorAll("canvas")) this.drawMark(mark)
  }

  drawMark(mark) {
    const small = mark.getContext("2d")
    small.clearRect(0, 0, 14, 14)
    small.fillStyle = { 0: this.colours.zeroPoint, 1: this.colours.onePoint }[mark.dataset.class] ?? this.colours.text
    small.strokeStyle = this.colours.pointEdge
    drawShape(small, mark.dataset.shape, 7, 7, 4.5)
  }

  // Paints what `view` shows (Playback or TimeTravel); `unit` is the input or hidden unit whose map fills the plane,
  // `example` the training example that is ringed.
  paint(view, unit, example) {
    if (!this.square) return
    view.blend(this.field.values)
    this.field.render()
    const shown = unit ? this.unitMap(view, unit) : this.field
    const { canvas } = this.parts
    const { iteration, revision } = view.current
    Object.assign(canvas.dataset, { iteration, revision })
    const context = canvas.getContext("2d")
    const { x, y, side } = this.square
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0)
    context.clearRect(0, 0, canvas.width, canvas.height)
    shown.draw(context, x, y, side)
    context.strokeStyle = this.colours.boundary
    context.lineWidth = 2
    if (shown === this.field || SIGNED.includes(this.scene.activation)) shown.strokeBoundary(context, x, y, side)
    if (this.truth) this.strokeTruth(context)
    this.pointer.write(this.square, this.scene.region, this.field, this.scene.logit_step)
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.drawImage(this.layer, 0, 0)
    if (example !== null) {
      context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0)
      drawRing(context, this.square, this.scene.region, this.scene.sets.train, example, this.colours)
    }
  }

  strokeTruth(context) {
    const { x, y, side } = this.square
    const { text, background } = this.colours
    context.save()
    for (const [width, colour, dash] of [[5, background, []], [2.5, text, [9, 6]]]) {
      context.lineWidth = width
      context.strokeStyle = colour
      context.setLineDash(dash)
      context.beginPath()
      const step = side / (this.scene.grid - 1)
      for (const chain of this.truth) {
        chain.forEach(([i, j], k) => context[k ? "lineTo" : "moveTo"](x + i * step, y + side - j * step))
      }
      context.stroke()
    }
    context.restore()
  }

  // The map of a hidden unit or an input, ready to be drawn over the whole plane.
  unitMap(view, unit) {
    const { values, grid } = this.unitField
    if (unit.l > 0) view.blend(values, "maps", unit.order * grid * grid)
    else {
      const along = (k) => (unit.i === 0 ? k % grid : Math.floor(k / grid))
      for (let k = 0; k < values.length; k++) values[k] = (254 * along(k)) / (grid - 1) - 127
    }
    this.unitField.render()
    return this.unitField
  }
}
