// Colours: blue and orange, which people with any of the common colour-vision deficiencies tell apart.

const LIGHT = {
  zero: [245, 160, 80],
  undecided: [250, 250, 248],
  one: [96, 160, 220],
  zeroPoint: "#c65102",
  onePoint: "#08519c",
  pointEdge: "#ffffff",
  boundary: "#1b1f24",
  train: "#08519c",
  dev: "#c65102",
  penalty: "#6b7280",
  grid: "#d8dce2",
  positive: "#2f7fc4",
  negative: "#e07b1f",
  focus: "#111418",
  columns: ["#0072b2", "#b25500", "#00795a", "#a0358b", "#5d6673", "#8a6d00", "#c22243"],
  surface: { low: [176, 190, 208], high: [250, 251, 253], line: [140, 152, 170] },
}

const DARK = {
  zero: [168, 88, 20],
  undecided: [26, 29, 36],
  one: [30, 92, 158],
  zeroPoint: "#ffb066",
  onePoint: "#8cc4ff",
  pointEdge: "#10131a",
  boundary: "#f4f6f8",
  train: "#8cc4ff",
  dev: "#ffb066",
  penalty: "#a3abb8",
  grid: "#3a404c",
  positive: "#5aa2e6",
  negative: "#f0943c",
  focus: "#ffffff",
  columns: ["#6cb8ef", "#ff9d4d", "#3fc79f", "#ea8fd5", "#b9c0cc", "#e6c84a", "#ff8c9e"],
  surface: { low: [13, 16, 22], high: [60, 70, 88], line: [98, 112, 134] },
}

const USUAL_SIZE = 14.4 // pixels of the stage's type, beside which what is drawn was measured

// The colours that suit the page's theme, with its own text, background and font; `scale` is how much larger than
// usual its type is.
export function coloursFor(element) {
  const style = getComputedStyle(element)
  const text = style.getPropertyValue("--st-text-color").trim() || "#31333f"
  const background = style.getPropertyValue("--st-background-color").trim() || "#ffffff"
  const font = style.getPropertyValue("--st-font").trim() || "sans-serif"
  const dark = lightness(background) < 0.5
  const scale = parseFloat(style.fontSize) / USUAL_SIZE
  return { ...(dark ? DARK : LIGHT), dark, text, background, font, scale }
}

function lightness(colour) {
  const context = new OffscreenCanvas(1, 1).getContext("2d")
  context.fillStyle = colour
  context.fillRect(0, 0, 1, 1)
  const [r, g, b] = context.getImageData(0, 0, 1, 1).data
  return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255
}
