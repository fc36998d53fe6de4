// The curve of an activation beside its slope. Everything that is written comes with the data, for every z that
// can be chosen; dragging asks nobody, and where it ends is told.

const WIDTH = 500
const HEIGHT = 330
const LEFT = 44
const RIGHT = 12
const TOP = 12
const BOTTOM = 30
const RAISED = { "-": "⁻", "+": "", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" }
const chosen = new WeakMap()

const element = (name, attributes, text = "") => {
  const words = Object.entries(attributes).map(([key, value]) => `${key}="${value}"`)
  return `<${name} ${words.join(" ")}>${text}</${name}>`
}

// A number with a true minus sign and the digits a reader wants.
export function shown(value) {
  if (value === 0) return "0"
  const size = Math.abs(value)
  if (size < 1e-3) {
    const [digits, power] = value.toExponential(1).split("e")
    return `${digits} · 10${[...power].map((sign) => RAISED[sign]).join("")}`.replace("-", "−")
  }
  const text = value.toFixed(size < 0.1 ? 4 : 3)
  return text.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "").replace("-", "−")
}

function scales(z, low, high) {
  const across = (at) => LEFT + ((at - z[0]) / (z[z.length - 1] - z[0])) * (WIDTH - LEFT - RIGHT)
  const up = (value) => HEIGHT - BOTTOM - ((value - low) / (high - low)) * (HEIGHT - TOP - BOTTOM)
  return { across, up, low, high }
}

function ticks(low, high) {
  const step = [0.05, 0.25, 0.5, 1, 2, 4].find((size) => (high - low) / size <= 7) ?? 5
  const found = []
  for (let at = Math.ceil(low / step) * step; at <= high; at += step) found.push(at)
  return found
}

function frame(z, { across, up, low, high }) {
  const lines = ticks(low, high).map(
    (at) =>
      element("line", { class: at ? "grid" : "axis", x1: LEFT, x2: WIDTH - RIGHT, y1: up(at), y2: up(at) }) +
      element("text", { x: LEFT - 7, y: up(at) + 5, "text-anchor": "end" }, shown(at)),
  )
  for (let at = z[0]; at <= z[z.length - 1]; at += 2) {
    const kind = at ? "grid" : "axis"
    lines.push(element("line", { class: kind, x1: across(at), x2: across(at), y1: TOP, y2: HEIGHT - BOTTOM }))
    lines.push(element("text", { x: across(at), y: HEIGHT - 9, "text-anchor": "middle" }, shown(at)))
  }
  return lines.join("")
}

function shade({ ranges }, { across }) {
  return ranges
    .map(([from, to]) => {
      const place = { x: across(from), width: across(to) - across(from), y: TOP, height: HEIGHT - TOP - BOTTOM }
      return element("rect", { class: "shade", ...place })
    })
    .join("")
}

// The curve; where it jumps, the right piece begins with an open circle: at a kink the slope is that of the left side.
function line({ z, jump }, values, { across, up }) {
  let path = ""
  let circles = ""
  values.forEach((value, k) => {
    const x = across(z[k])
    if (k > 0 && Math.abs(value - values[k - 1]) > jump) {
      const kink = across(z[k - 1])
      path += `M${kink} ${up(value)}`
      circles += element("circle", { class: "open", cx: kink, cy: up(value), r: 5 })
    }
    path += `${k ? "L" : "M"}${x} ${up(value)}`
  })
  return element("path", { class: "line", d: path }) + circles
}

function tangent(at, value, slope, { across, up }) {
  const reach = 20
  return element("line", {
    class: "tangent",
    x1: across(at - reach),
    x2: across(at + reach),
    y1: up(value - slope * reach),
    y2: up(value + slope * reach),
  })
}

function marker(at, value, { across, up }) {
  const x = across(at)
  return (
    element("line", { class: "at", x1: x, x2: x, y1: TOP, y2: HEIGHT - BOTTOM }) +
    element("circle", { class: "dot", cx: x, cy: up(value), r: 9 })
  )
}

function draw(host, data, k) {
  const { z, g, slope } = data
  const [left, right] = host.querySelectorAll("svg")
  const inside = { x: LEFT, y: TOP, width: WIDTH - LEFT - RIGHT, height: HEIGHT - TOP - BOTTOM }
  const clip = (name, drawn) =>
    element("clipPath", { id: name }, element("rect", inside)) + element("g", { "clip-path": `url(#${name})` }, drawn)
  const value = scales(z, data.low, data.high)
  const touching = clip("inside-g", tangent(z[k], g[k], slope[k], value))
  left.innerHTML = frame(z, value) + shade(data, value) + line(data, g, value) + touching + marker(z[k], g[k], value)
  const steep = scales(z, -0.08 * Math.max(...slope), 1.12 * Math.max(...slope))
  const limit = { class: "limit", x1: LEFT, x2: WIDTH - RIGHT, y1: steep.up(data.saturated), y2: steep.up(data.saturated) }
  const name = { x: WIDTH - RIGHT - 4, y: steep.up(data.saturated) - 6, "text-anchor": "end" }
  right.innerHTML =
    frame(z, steep) + shade(data, steep) + element("line", limit) +
    line(data, slope, steep) + marker(z[k], slope[k], steep) +
    element("text", name, `saturated below ${shown(data.saturated)}`)
  left.setAttribute("aria-label", `${data.title} with its tangent at z = ${shown(z[k])}`)
  right.setAttribute("aria-label", `Slope of ${data.title}, with z = ${shown(z[k])} marked`)
}

function write(host, data, k) {
  const put = (name, text) => (host.querySelector(`[data-number="${name}"]`).textContent = text)
  put("z", shown(data.z[k]))
  put("g", shown(data.g[k]))
  put("slope", shown(data.slope[k]))
  put("power", `g′(z) through ${data.layers} layers`)
  put("through", shown(data.slope[k] ** data.layers))
  host.querySelector("p").textContent = data.sentences[k]
  const range = host.querySelector("input")
  range.value = k
  range.setAttribute("aria-valuetext", data.sentences[k])
}

export default function (component) {
  const { parentElement, data, setStateValue } = component
  const host = parentElement.querySelector(".curve")
  const text = getComputedStyle(host).color.match(/\d+/g).map(Number)
  host.classList.toggle("dark", text[0] + text[1] + text[2] > 384)
  const [left, right] = host.querySelectorAll("figcaption")
  left.textContent = `${data.title} g(z), with its tangent`
  right.textContent = "Its slope g′(z)"
  const range = host.querySelector("input")
  Object.assign(range, { min: 0, max: data.z.length - 1, step: 1 })

  const show = (k) => {
    chosen.set(host, k)
    draw(host, data, k)
    write(host, data, k)
  }
  const tell = () => setStateValue("z", data.z[chosen.get(host)])
  range.oninput = () => show(+range.value)
  range.onchange = tell
  for (const svg of host.querySelectorAll("svg")) {
    const follow = (event) => {
      const box = svg.getBoundingClientRect()
      const part = (((event.clientX - box.left) / box.width) * WIDTH - LEFT) / (WIDTH - LEFT - RIGHT)
      show(Math.round(Math.min(1, Math.max(0, part)) * (data.z.length - 1)))
    }
    svg.onpointerdown = (event) => {
      svg.setPointerCapture(event.pointerId)
      follow(event)
    }
    svg.onpointermove = (event) => svg.hasPointerCapture(event.pointerId) && follow(event)
    svg.onlostpointercapture = tell
  }
  show(chosen.get(host) ?? data.chosen)
}
