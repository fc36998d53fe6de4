// The network drawn: a map of what every unit computes, links as wide as their weights, biases as small squares.

const PADDING = 10
const HEADER = 22 // room above the units for the layers' names
const FOOTER = 20 // and below for what is not shown
const LARGEST = 46
const SMALLEST = 12
const WIDEST = 6

export class Diagram {
  constructor(canvas) {
    this.canvas = canvas
    this.by = "weights"
  }

  setColours(colours) {
    this.colours = colours
  }

  // Takes a scene's network; the layout follows when the size is known.
  setScene(scene) {
    this.scene = scene
    this.atlas = new OffscreenCanvas(scene.map_side, scene.map_side * Math.max(1, scene.units))
    this.ends = { inputs: [inputMap(0), inputMap(1)], output: new OffscreenCanvas(scene.map_side, scene.map_side) }
  }

  // Places units and links on a canvas of this size.
  layout(width, height, ratio) {
    Object.assign(this, { width, height, ratio })
    this.canvas.width = Math.round(width * ratio)
    this.canvas.height = Math.round(height * ratio)
    const { shown } = this.scene
    const most = Math.max(...shown)
    const { scale } = this.colours
    const more = shown.some((units, l) => units < this.scene.layer_sizes[l])
    const [header, footer] = [HEADER * scale, more ? FOOTER * scale : 0]
    const column = (width - 2 * PADDING) / shown.length
    const row = (height - header - footer - PADDING) / most
    this.side = Math.max(SMALLEST, Math.min(LARGEST * scale, 0.82 * row, 0.62 * column))
    this.units = []
    let hidden = 0
    for (let l = 0; l < shown.length; l++) {
      const x = PADDING + (shown.length === 1 ? 0 : (l * (width - 2 * PADDING - this.side)) / (shown.length - 1))
      const gap = Math.min(row, Math.max(1.3 * this.side, 2.2 * SMALLEST * scale))
      const middle = header + (height - header - footer) / 2
      for (let i = 0; i < shown[l]; i++) {
        const y = middle + (i - (shown[l] - 1) / 2) * gap - this.side / 2
        // `order` is a hidden unit's place among the hidden units, as maps and tops have it.
        this.units.push({ l, i, x, y, order: l > 0 && l < shown.length - 1 ? hidden++ : null })
      }
    }
    this.links = this.placeLinks()
  }

  // One entry a weight or bias, in the order in which a keyframe has them; `from` is null for a bias.
  placeLinks() {
    const { shown } = this.scene
    const at = (l, i) => this.units.find((unit) => unit.l === l && unit.i === i)
    const links = []
    for (let l = 1; l < shown.length; l++) {
      for (let i = 0; i < shown[l]; i++)
        for (let j = 0; j < shown[l - 1]; j++) links.push({ l, i, j, from: at(l - 1, j), to: at(l, i) })
      for (let i = 0; i < shown[l]; i++) links.push({ l, i, j: null, from: null, to: at(l, i) })
    }
    return links
  }

  // Draws a keyframe; `chosen` is the unit or link that someone points at, `dropped` has a 1 for every hidden unit
  // that is drawn as dropped.
  draw(keyframe, field, chosen, dropped) {
    this.dropped = dropped
    const context = this.canvas.getContext("2d")
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0)
    context.clearRect(0, 0, this.width, this.height)
    this.drawLinks(context, keyframe[this.by], chosen)
    this.fillAtlas(keyframe, field)
    for (const unit of this.units) this.drawUnit(context, unit, chosen)
    this.drawBiases(context, keyframe[this.by])
    this.drawNames(context)
  }

  drawLinks(context, values, chosen) {
    const largest = this.largest(values, (link) => link.from)
    this.links.forEach((link, k) => {
      if (!link.from) return
      const share = Math.abs(values[k]) / largest
      const lit = chosen && (chosen === link || chosen === link.to || chosen === link.from)
      const cut = this.isDropped(link.from) || this.isDropped(link.to)
      context.globalAlpha = lit ? 1 : chosen ? 0.15 : cut ? 0.06 : 0.25 + 0.6 * share
      context.lineWidth = (lit ? 1.2 : 0.4) + WIDEST * share * Math.min(1, this.side / 30)
      context.strokeStyle = this.colourOf(values[k])
      context.beginPath()
      this.trace(context, link)
      context.stroke()
    })
    context.globalAlpha = 1
  }

  // Blue for what is positive, orange for what is negative, neither for 0.
  colourOf(value) {
    return value === 0 ? this.colours.penalty : value < 0 ? this.colours.negative : this.colours.positive
  }

  isDropped(unit) {
    return Boolean(unit.order !== null && this.dropped?.[unit.order])
  }

  trace(context, { from, to }) {
    const [x0, y0, x1, y1] = this.endsOf({ from, to })
    const bend = (x1 - x0) / 2
    context.moveTo(x0, y0)
    context.bezierCurveTo(x0 + bend, y0, x1 - bend, y1, x1, y1)
  }

  endsOf({ from, to }) {
    const half = this.side / 2
    return [from.x + this.side, from.y + half, to.x, to.y + half]
  }

  largest(values, counts) {
    let largest = 1e-12
    this.links.forEach((link, k) => {
      if (counts(link)) largest = Math.max(largest, Math.abs(values[k]))
    })
    return largest
  }

  // All hidden units' maps in one image, and the output's map from the field.
  fillAtlas({ maps }, field) {
    const side = this.scene.map_side
    const image = new ImageData(side, this.atlas.height)
    const pixels = new Uint32Array(image.data.buffer)
    const { shades } = this
    for (let u = 0; u < this.scene.units; u++)
      for (let row = 0; row < side; row++)
        for (let column = 0; column < side; column++)
          pixels[(u * side + side - 1 - row) * side + column] = shades[maps[(u * side + row) * side + column] + 128]
    this.atlas.getContext("2d").putImageData(image, 0, 0)
    const context = this.ends.output.getContext("2d")
    context.drawImage(field, 0, 0, side, side)
  }

  // Colours for a map's values from -127 to 127.
  setShades(shades) {
    this.shades = shades
    for (const axis of [0, 1]) paintInput(this.ends.inputs[axis], axis, shades)
  }

  drawUnit(context, unit, chosen) {
    const { x, y } = unit
    const { map_side: side, shown } = this.scene
    context.imageSmoothingEnabled = true
    if (unit.l === 0) context.drawImage(this.ends.inputs[unit.i], x, y, this.side, this.side)
    else if (unit.l === shown.length - 1) context.drawImage(this.ends.output, x, y, this.side, this.side)
    else context.drawImage(this.atlas, 0, unit.order * side, side, side, x, y, this.side, this.side)
    context.lineWidth = unit === chosen ? 3 : 1
    context.strokeStyle = unit === chosen ? this.colours.focus : this.colours.text
    context.strokeRect(x, y, this.side, this.side)
    if (this.isDropped(unit)) this.crossOut(context, unit)
  }

  crossOut(context, { x, y }) {
    const { side } = this
    context.globalAlpha = 0.7
    context.fillStyle = this.colours.background
    context.fillRect(x, y, side, side)
    context.globalAlpha = 1
    context.lineWidth = 2
    context.beginPath()
    context.moveTo(x, y)
    context.lineTo(x + side, y + side)
    context.moveTo(x + side, y)
    context.lineTo(x, y + side)
    context.stroke()
  }

  drawBiases(context, values) {
    const largest = this.largest(values, (link) => !link.from)
    const size = Math.max(4, Math.min(8, this.side / 5))
    this.links.forEach((link, k) => {
      if (link.from) return
      const { x, y } = link.to
      context.fillStyle = this.colours.background
      context.fillRect(x - size / 2, y + this.side - size / 2, size, size)
      context.globalAlpha = 0.15 + 0.85 * (Math.abs(values[k]) / largest)
      context.fillStyle = this.colourOf(values[k])
      context.fillRect(x - size / 2, y + this.side - size / 2, size, size)
      context.globalAlpha = 1
      context.lineWidth = 1
      context.strokeStyle = this.colours.text
      context.strokeRect(x - size / 2, y + this.side - size / 2, size, size)
    })
  }

  drawNames(context) {
    const { shown, layer_sizes: sizes } = this.scene
    context.fillStyle = this.colours.text
    context.textBaseline = "top"
    context.font = `${(shown.length > 9 ? 10 : 12) * this.colours.scale}px ${this.colours.font}`
    for (let l = 0; l < shown.length; l++) {
      const first = this.units.find((unit) => unit.l === l)
      const last = shown.length - 1
      const many = shown.length > 14
      const name = l === 0 ? (many ? "In" : "Input") : l === last ? (many ? "Out" : "Output") : shown.length > 7 ? `${l}` : `Layer ${l}`
      context.textAlign = l === 0 ? "left" : l === last ? "right" : "center"
      const x = l === 0 ? first.x : l === last ? first.x + this.side : first.x + this.side / 2
      context.fillText(name, x, 2)
      if (sizes[l] > shown[l]) context.fillText(`+ ${sizes[l] - shown[l]} more`, x, this.height - FOOTER * this.colours.scale + 4)
    }
  }

  // The unit or link under a point, if there is one.
  find(x, y) {
    const inside = (unit) => x >= unit.x && x <= unit.x + this.side && y >= unit.y && y <= unit.y + this.side
    const unit = this.units?.find(inside)
    if (unit) return unit
    let nearest = null
    let distance = 6
    for (const link of this.links ?? []) {
      if (!link.from) continue
      const [x0, y0, x1, y1] = this.endsOf(link)
      if (x < x0 || x > x1) continue
      const t = (x - x0) / (x1 - x0)
      const away = Math.abs(y - (y0 + (y1 - y0) * eased(t)))
      if (away < distance) [nearest, distance] = [link, away]
    }
    return nearest
  }
}

// The height along the links' curve at this share of the width: their control points lie halfway.
function eased(share) {
  let t = share
  for (let k = 0; k < 4; k++) {
    const x = 1.5 * t * (1 - t) + t ** 3
    const slope = 1.5 - 3 * t + 3 * t * t
    t -= (x - share) / slope
  }
  return 3 * t * t - 2 * t ** 3
}

function inputMap() {
  return new OffscreenCanvas(22, 22)
}

function paintInput(canvas, axis, shades) {
  const image = new ImageData(canvas.width, canvas.height)
  const pixels = new Uint32Array(image.data.buffer)
  for (let row = 0; row < canvas.height; row++)
    for (let column = 0; column < canvas.width; column++) {
      const share = axis === 0 ? column / (canvas.width - 1) : 1 - row / (canvas.height - 1)
      pixels[row * canvas.width + column] = shades[Math.round(1 + 254 * share)]
    }
  canvas.getContext("2d").putImageData(image, 0, 0)
}
