// The colour field: probabilities over the plane, and the line where they are one half.

import { trace } from "./contour.js"

// Pixels along each side of the image that is then scaled up smoothly, unless a small picture needs fewer.
const RASTER = 160
const SHADES = 512
export const STEEPEST = 8 // logits beyond ±8 have the full colour

// How far a colour leans to class 1 or 0, from -1 to 1, for a share of the range that is shown, from -1 to 1.
export const asProbability = (share) => 2 / (1 + Math.exp(-share * STEEPEST)) - 1
export const asItIs = (share) => share

// Colours for so many values across the range, from class 0 over undecided to class 1.
export function makeShades(count, { zero, undecided, one }, lean) {
  const shades = new Uint32Array(count)
  for (let i = 0; i < count; i++) {
    const towards = lean(((i + 0.5) / count - 0.5) * 2)
    const end = towards < 0 ? zero : one
    const [r, g, b] = undecided.map((from, k) => Math.round(from + Math.abs(towards) * (end[k] - from)))
    shades[i] = (255 << 24) | (b << 16) | (g << 8) | r
  }
  return shades
}

export class Field {
  // Values from -range to range on a grid of points, coloured as `lean` says.
  constructor(grid, range, lean, raster = RASTER) {
    this.grid = grid
    this.raster = raster
    this.lean = lean
    this.values = new Float32Array(grid * grid)
    this.toShade = SHADES / 2 / range
    this.image = new ImageData(raster, raster)
    this.pixels = new Uint32Array(this.image.data.buffer)
    this.canvas = new OffscreenCanvas(raster, raster)
    this.cell = new Int32Array(raster)
    this.share = new Float32Array(raster)
    for (let i = 0; i < raster; i++) {
      const position = (i / (raster - 1)) * (grid - 1)
      this.cell[i] = Math.min(Math.floor(position), grid - 2)
      this.share[i] = position - this.cell[i]
    }
    this.columns = new Float32Array(grid * raster)
  }

  setColours(colours) {
    this.shades = makeShades(SHADES, colours, this.lean)
  }

  // The value at shares of the width and height, from the lower left, between the four around.
  at(right, up) {
    const { grid, values } = this
    const column = Math.min(Math.floor(right * (grid - 1)), grid - 2)
    const row = Math.min(Math.floor(up * (grid - 1)), grid - 2)
    const [x, y] = [right * (grid - 1) - column, up * (grid - 1) - row]
    const along = (from) => values[from] + x * (values[from + 1] - values[from])
    const below = along(row * grid + column)
    return below + y * (along((row + 1) * grid + column) - below)
  }

  // Turns `this.values` (rows from the bottom up) into the image on `this.canvas`.
  render() {
    const { grid, raster, values, cell, share, columns, pixels, shades } = this
    for (let row = 0; row < grid; row++) {
      for (let i = 0; i < raster; i++) {
        const at = row * grid + cell[i]
        columns[row * raster + i] = values[at] + share[i] * (values[at + 1] - values[at])
      }
    }
    let pixel = 0
    for (let j = raster - 1; j >= 0; j--) {
      const below = cell[j] * raster
      for (let i = 0; i < raster; i++) {
        const low = columns[below + i]
        const z = low + share[j] * (columns[below + raster + i] - low)
        const shade = (z * this.toShade + SHADES / 2) | 0
        pixels[pixel++] = shades[shade < 0 ? 0 : shade >= SHADES ? SHADES - 1 : shade]
      }
    }
    this.canvas.getContext("2d").putImageData(this.image, 0, 0)
  }

  // Draws the image into the square at (x, y).
  draw(context, x, y, side) {
    const { raster } = this
    context.imageSmoothingEnabled = true
    context.drawImage(this.canvas, 0.5, 0.5, raster - 1, raster - 1, x, y, side, side)
  }

  // Strokes the line where the logit is 0.
  strokeBoundary(context, x, y, side) {
    context.beginPath()
    trace(context, this.values, this.grid, 0, x, y, side)
    context.stroke()
  }
}
