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

  // Draws the map and the paths until an iteration, which may lie between two keyframes.
  draw(context, side, until) {
    if (!this.heights) return
    const { text, background, columns, scale } = this.colours
    context.imageSmoothingEnabled = true
    context.drawImage(this.map, 0, 0, side, side)
    context.save()
    context.scale(side, side)
    context.lineWidth = 1 / side
    context.strokeStyle = this.lineColour
    context.stroke(this.lines)
    context.restore()
    if (!this.kept) return
    const past = this.kept.items.filter(({ iteration }) => iteration <= until)
    const next = this.kept.items[past.length]
    if (!past.length) return
    const last = past[past.length - 1]
    const share = next ? (until - last.iteration) / (next.iteration - last.iteration) : 0
    const networks = last.places.length / 2
    const place = ({ places }, at) => [places[2 * at] * side, (1 - places[2 * at + 1]) * side]
    const heads = []
    context.save()
    context.beginPath()
    context.rect(0, 0, side, side)
    context.clip()
    context.lineJoin = "round"
    for (let at = 0; at < networks; at++) {
      const way = past.map((footprint) => place(footprint, at))
      const [x, y] = way[way.length - 1]
      const [toX, toY] = next ? place(next, at) : [x, y]
      way.push([x + share * (toX - x), y + share * (toY - y)])
      heads.push(way[way.length - 1])
      for (const [width, colour] of [[4.5, background], [2.5, columns[at % columns.length]]]) {
        context.strokeStyle = colour
        context.lineWidth = width * scale
        context.beginPath()
        for (const [px, py] of way) context.lineTo(px, py)
        context.stroke()
      }
    }
    this.drawStart(context, place(past[0], 0), text, background)
    heads.forEach((head, at) => this.drawHead(context, head, at))
    context.restore()
  }

  drawStart(context, [x, y], text, background) {
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

// From 0 to just below 1 on a scale that is fine near the lowest cost and coarse where it is high.
function toHeights(costs) {
  const finite = [...costs].filter(Number.isFinite).sort((a, b) => a - b)
  const lowest = finite[0] ?? 0
  const middle = Math.max(1e-9, (finite[finite.length >> 1] ?? 1) - lowest)
  const height = (cost) => Math.log1p((20 * (cost - lowest)) / middle)
  const highest = height(finite[finite.length - 1] ?? 1)
  return Float32Array.from(costs, (cost) => (Number.isFinite(cost) ? 0.999 * (height(cost) / highest) : 0.999))
}
