// The plane around the field: axes with numbers, and the points, each set in a shape of its own.

const LEFT = 46
const BOTTOM = 40
const FOOT = 6 // what an index reaches below the line of its letter
const EDGE = 6

// Where the square of the plane lies on a canvas of this side.
export function frame(side, scale) {
  return { x: LEFT * scale, y: EDGE, side: side - LEFT * scale - EDGE }
}

// Round numbers between low and high, about `count` of them.
export function ticks(low, high, count) {
  const rough = (high - low) / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((s) => s * power).find((s) => s >= rough)
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9))
  const values = []
  for (let i = Math.ceil(low / step); i * step <= high; i++) values.push([i * step, (i * step + 0).toFixed(digits).replace("-", "−")])
  return values
}

export function drawAxes(context, square, region, colours, standardized) {
  const [x1Low, x1High, x2Low, x2High] = region
  context.fillStyle = context.strokeStyle = colours.text
  const { scale } = colours
  context.font = `${12 * scale}px ${colours.font}`
  context.lineWidth = 1
  context.strokeRect(square.x, square.y, square.side, square.side)
  context.textAlign = "center"
  context.textBaseline = "top"
  const bottom = square.y + square.side
  for (const [value, label] of ticks(x1Low, x1High, 5)) {
    const x = square.x + ((value - x1Low) / (x1High - x1Low)) * square.side
    context.fillRect(x, bottom, 1, 4)
    context.fillText(label, x, bottom + 6)
  }
  context.textAlign = "right"
  context.textBaseline = "middle"
  for (const [value, label] of ticks(x2Low, x2High, 5)) {
    const y = bottom - ((value - x2Low) / (x2High - x2Low)) * square.side
    context.fillRect(square.x - 4, y, 4, 1)
    context.fillText(label, square.x - 6, y)
  }
  const note = standardized ? ", standardised" : ""
  drawName(context, "1", note, square.x + square.side / 2, bottom + (BOTTOM - FOOT) * scale, colours)
  context.save()
  context.translate(2 + 12 * scale, square.y + square.side / 2)
  context.rotate(-Math.PI / 2)
  drawName(context, "2", note, 0, 0, colours)
  context.restore()
}

// Writes x with an index and a note, centred on a line. The font's own ₁ loses its foot at this size.
function drawName(context, index, note, x, y, { scale, font }) {
  const parts = [["x", `italic ${15 * scale}px ${font}`, 0], [index, `${11 * scale}px ${font}`, 3], [note, `italic ${15 * scale}px ${font}`, 0]]
  const widths = parts.map(([text, look]) => {
    context.font = look
    return context.measureText(text).width
  })
  context.textAlign = "left"
  context.textBaseline = "alphabetic"
  let left = x - widths.reduce((sum, width) => sum + width, 0) / 2
  parts.forEach(([text, look, lower], at) => {
    context.font = look
    context.fillText(text, left, y + lower * scale)
    left += widths[at]
  })
}

const SHAPES = {
  train: (context, x, y, r) => context.arc(x, y, r, 0, 2 * Math.PI),
  dev: (context, x, y, r) => polygon(context, x, y, r * 1.35, 3, -Math.PI / 2),
  test: (context, x, y, r) => context.rect(x - r * 0.9, y - r * 0.9, 1.8 * r, 1.8 * r),
}

function polygon(context, x, y, r, corners, from) {
  for (let i = 0; i <= corners; i++) {
    const angle = from + (2 * Math.PI * i) / corners
    const at = [x + r * Math.cos(angle), y + r * Math.sin(angle)]
    if (i) context.lineTo(...at)
    else context.moveTo(...at)
  }
}

export function drawShape(context, set, x, y, r) {
  context.beginPath()
  SHAPES[set](context, x, y, r)
  context.fill()
  context.stroke()
}

export function drawPoints(context, square, region, sets, colours) {
  const [x1Low, x1High, x2Low, x2High] = region
  const count = Object.values(sets).reduce((sum, set) => sum + set.length / 3, 0)
  const radius = Math.max(1.6, Math.min(4 * colours.scale, square.side / 110, (60 * colours.scale) / Math.sqrt(count)))
  context.lineWidth = radius > 2.5 ? 1 : 0.5
  context.strokeStyle = colours.pointEdge
  for (const [name, points] of Object.entries(sets)) {
    for (let i = 0; i < points.length; i += 3) {
      const x = square.x + ((points[i] - x1Low) / (x1High - x1Low)) * square.side
      const y = square.y + square.side - ((points[i + 1] - x2Low) / (x2High - x2Low)) * square.side
      context.fillStyle = points[i + 2] ? colours.onePoint : colours.zeroPoint
      drawShape(context, name, x, y, radius)
    }
  }
}

// A ring around one of these points.
export function drawRing(context, square, [x1Low, x1High, x2Low, x2High], points, at, colours) {
  const x = square.x + ((points[3 * at] - x1Low) / (x1High - x1Low)) * square.side
  const y = square.y + square.side - ((points[3 * at + 1] - x2Low) / (x2High - x2Low)) * square.side
  for (const [width, colour] of [[5, colours.background], [2.5, colours.text]]) {
    context.lineWidth = width
    context.strokeStyle = colour
    context.beginPath()
    context.arc(x, y, 9, 0, 2 * Math.PI)
    context.stroke()
  }
}
