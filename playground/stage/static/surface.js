// The cost surface: a slice of it as a map with contour lines, and the way of every network over it.

import { trace } from "./contour.js"
import { Thinned } from "./thinned.js"

const MOST = 600 // places of the paths that are kept
const LEVELS = 16 // contour lines
const RASTER = 120 // pixels along each side of the shading, which is scaled up
const HEAD = 9

export class Surface {
  constructor() {
    this.version = null
    this.map = new OffscreenCanvas(RASTER, RASTER)
    this.layer = new OffscreenCanvas(1, 1)
  }

  setColours(colours) {
    this.colours = colours
    if (this.heights) this.drawMap()
  }

  // A slice cut anew, with the paths until now.
  set({ version, side, costs, path, share }) {
    Object.assign(this, { version, side, share, heights: toHeights(costs) })
    this.kept = new Thinned(MOST)
    for (const footprint of path) this.kept.add(footprint)
    if (this.colours) this.drawMap()
  }

  // Keeps where a keyframe's networks stand, if that is told in this slice.
  add({ iteration, places }, version) {
    if (version === this.version) this.kept.add({ iteration, places: places.slice() })
  }

  forget() {
    this.version = null
    this.kept = null
    this.stale = true
  }

  // Shades from low to high, and contour lines over them.
  drawMap() {
    const { low, high, line } = this.colours.surface
    const image = new ImageData(RASTER, RASTER)
    for (let at = 0; at < RASTER * RASTER; at++) {
      const height = this.heightAt((at % RASTER) / (RASTER - 1), 1 - Math.floor(at / RASTER) / (RASTER - 1))
      image.data.set([...low.map((from, k) => from + height * (high[k] - from)), 255], 4 * at)
    }
    this.map.getContext("2d").putImageData(image, 0, 0)
    this.lines = new Path2D()
    for (let level = 1; level < LEVELS; level++) trace(this.lines, this.heights, this.side, level / LEVELS, 0, 0, 1)
    this.lineColour = `rgb(${line.join()})`
    this.stale = true
  }

  // The height at shares of the slice's width, between the four costs around.
  heightAt(x, y) {
    const { side, heights } = this
    const column = Math.min(Math.floor(x * (side - 1)), side - 2)
    const row = Math.min(Math.floor(y * (side - 1)), side - 2)
    const right = x * (side - 1) - column
    const up = y * (side - 1) - row
    const along = (from) => heights[from] + right * (heights[from + 1] - heights[from])
    const below = along(row * side + column)
    return below + up * (along((row + 1) * side + column) - below)
  }

  // Draws the map and the paths until an iteration, which may lie between two keyframes. What was drawn once stays on
  // a layer of its own, so that a frame costs no more after a long way.
  draw(context, side, ratio, until) {
    if (!this.heights) return
    if (this.stale || this.layer.width !== Math.round(side * ratio) || until < this.reached?.iteration) this.beginLayer(side, ratio)
    if (!this.kept) return context.drawImage(this.layer, 0, 0, side, side)
    const { items } = this.kept
    const upTo = items.findLastIndex(({ iteration }) => iteration <= until)
    if (upTo < 0) return context.drawImage(this.layer, 0, 0, side, side)
    this.extendLayer(items.slice(0, upTo + 1), side)
    context.imageSmoothingEnabled = true
    context.drawImage(this.layer, 0, 0, side, side)
    const [last, next] = [items[upTo], items[upTo + 1]]
    const share = next ? (until - last.iteration) / (next.iteration - last.iteration) : 0
    const heads = Array.from({ length: last.places.length / 2 }, (_, at) => {
      const [x, y] = place(last, at, side)
      const [toX, toY] = next ? place(next, at, side) : [x, y]
      return [x + share * (toX - x), y + share * (toY - y)]
    })
    heads.forEach((head, at) => this.drawWay(context, [place(last, at, side), head], at))
    this.drawStart(context, place(items[0], 0, side))
    const discs = apart(heads, HEAD * this.colours.scale)
    heads.forEach((head, at) => this.drawWay(context, [head, discs[at]], at))
    discs.forEach((disc, at) => this.drawHead(context, disc, at))
  }

  // Wipes the layer and draws the map with its contour lines.
  beginLayer(side, ratio) {
    this.layer.width = this.layer.height = Math.round(side * ratio)
    this.stale = false
    this.reached = null
    const context = this.layer.getContext("2d")
    context.scale(ratio, ratio)
    context.drawImage(this.map, 0, 0, side, side)
    context.save()
    context.scale(side, side)
    context.lineWidth = 1 / side
    context.strokeStyle = this.lineColour
    context.stroke(this.lines)
    context.restore()
  }

  // Draws on to the last of these footprints, step by step, so that it looks the same however it came there.
  extendLayer(footprints, side) {
    const context = this.layer.getContext("2d")
    for (const footprint of footprints) {
      if (this.reached && footprint.iteration <= this.reached.iteration) continue
      const from = this.reached ?? footprint
      this.reached = footprint
      for (let at = 0; at < footprint.places.length / 2; at++) {
        this.drawWay(context, [place(from, at, side), place(footprint, at, side)], at)
      }
    }
  }

  drawWay(context, way, at) {
    const { background, columns, scale } = this.colours
    // The halo of a step must not lie over the end of the step before.
    for (const [width, colour, cap] of [[4.5, background, "butt"], [2.5, columns[at % columns.length], "round"]]) {
      context.lineCap = cap
      context.strokeStyle = colour
      context.lineWidth = width * scale
      context.beginPath()
      for (const [x, y] of way) context.lineTo(x, y)
      context.stroke()
    }
  }

  drawStart(context, [x, y]) {
    const { text, background } = this.colours
    for (const [width, colour] of [[5, background], [2, text]]) {
      context.strokeStyle = colour
      context.lineWidth = width
      context.beginPath()
      context.arc(x, y, 6, 0, 2 * Math.PI)
      context.stroke()
    }
  }

  // A disc with the network's number, so that colour is not all that tells them apart.
  drawHead(context, [x, y], at) {
    const { columns, background, font, scale } = this.colours
    context.fillStyle = columns[at % columns.length]
    context.strokeStyle = background
    context.lineWidth = 1.5
    context.beginPath()
    context.arc(x, y, HEAD * scale, 0, 2 * Math.PI)
    context.fill()
    context.stroke()
    context.fillStyle = background
    context.font = `600 ${11 * scale}px ${font}`
    context.textAlign = "center"
    context.textBaseline = "middle"
    context.fillText(`${at + 1}`, x, y + 0.5)
  }
}

// Where to draw discs of this radius for these heads, so that each can be seen: one that would lie over an earlier disc
// moves to the nearest free place around its head.
function apart(heads, radius) {
  const discs = []
  for (const [x, y] of heads) {
    const around = [[x, y]]
    for (let ring = 1; ring <= 3; ring++) {
      for (let k = 0; k < 8 * ring; k++) {
        const angle = (2 * Math.PI * k) / (8 * ring)
        around.push([x + 1.1 * ring * radius * Math.cos(angle), y + 1.1 * ring * radius * Math.sin(angle)])
      }
    }
    const free = around.find(([toX, toY]) => discs.every(([atX, atY]) => Math.hypot(toX - atX, toY - atY) > 1.8 * radius))
    discs.push(free ?? [x, y])
  }
  return discs
}

// Where network `at` stands in a footprint, in pixels of a square of this side.
const place = ({ places }, at, side) => [places[2 * at] * side, (1 - places[2 * at + 1]) * side]

// From 0 to just below 1 on a scale that is fine near the lowest cost and coarse where it is high.
function toHeights(costs) {
  const finite = [...costs].filter(Number.isFinite).sort((a, b) => a - b)
  const lowest = finite[0] ?? 0
  const middle = Math.max(1e-9, (finite[finite.length >> 1] ?? 1) - lowest)
  const height = (cost) => Math.log1p((20 * (cost - lowest)) / middle)
  const highest = height(finite[finite.length - 1] ?? 1)
  return Float32Array.from(costs, (cost) => (Number.isFinite(cost) ? 0.999 * (height(cost) / highest) : 0.999))
}
