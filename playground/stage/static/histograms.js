// Histograms of one column: a row of bars for each layer, with the range that they span.

const GAP = 3
const MOST_ROWS = 8

// Which of so many layers have a row: all, or the first, the last and some between, evenly.
export function shownLayers(layers) {
  if (layers <= MOST_ROWS) return [...Array(layers).keys()]
  return [...Array(MOST_ROWS).keys()].map((row) => Math.round((row * (layers - 1)) / (MOST_ROWS - 1)))
}

const short = (value) => (value !== 0 && (Math.abs(value) < 0.01 || Math.abs(value) >= 1000) ? value.toExponential(0) : +value.toPrecision(2))

// `counts(layer)` gives the bars of a layer, which span from minus `end(layer)` to plus.
export function drawHistograms(canvas, layers, counts, end, colour, { text, font, scale }) {
  const ratio = Math.min(window.devicePixelRatio || 1, 2)
  const width = canvas.clientWidth
  const shown = shownLayers(layers)
  const row = 26 * scale
  const height = row * shown.length
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio)
    canvas.height = Math.round(height * ratio)
    canvas.style.height = `${height}px`
  }
  const context = canvas.getContext("2d")
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, width, height)
  context.font = `${11 * scale}px ${font}`
  const left = 22 * scale
  const right = 50 * scale
  shown.forEach((layer, at) => {
    const bars = counts(layer)
    const most = Math.max(1, ...bars)
    const base = (at + 1) * row - GAP
    const step = (width - left - right) / bars.length
    context.fillStyle = colour
    bars.forEach((count, k) => {
      const tall = (count / most) * (row - 2 * GAP)
      context.fillRect(left + k * step, base - tall, Math.max(1, step - 0.5), tall)
    })
    context.fillStyle = text
    context.fillRect(left, base, width - left - right, 1)
    context.textBaseline = "middle"
    context.textAlign = "left"
    context.fillText(`${layer + 1}`, 2, base - row / 2 + GAP)
    context.textAlign = "right"
    context.fillText(end(layer) ? `±${short(end(layer))}` : "all 0", width - 2, base - row / 2 + GAP)
  })
}
