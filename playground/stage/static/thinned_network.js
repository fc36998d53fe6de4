// The thinned network: a row of dots for each hidden layer, full where a unit is left and crossed where it is dropped.

export const MOST_DOTS = 24

export function drawThinned(canvas, sizes, dropped, colour, { text }) {
  const ratio = Math.min(window.devicePixelRatio || 1, 2)
  const width = canvas.clientWidth || 160
  const step = Math.min(14, width / Math.max(...sizes))
  const height = 14 * sizes.length
  canvas.width = Math.round(width * ratio)
  canvas.height = Math.round(height * ratio)
  canvas.style.height = `${height}px`
  const context = canvas.getContext("2d")
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.strokeStyle = text
  context.fillStyle = colour
  const radius = Math.min(4, step / 2 - 1)
  let unit = 0
  sizes.forEach((count, l) => {
    for (let i = 0; i < count; i++, unit++) {
      const x = (i + 0.5) * step
      const y = 14 * l + 7
      context.beginPath()
      if (dropped[unit]) {
        context.moveTo(x - radius, y - radius)
        context.lineTo(x + radius, y + radius)
        context.moveTo(x + radius, y - radius)
        context.lineTo(x - radius, y + radius)
        context.stroke()
      } else {
        context.arc(x, y, radius, 0, 2 * Math.PI)
        context.fill()
      }
    }
  })
}
