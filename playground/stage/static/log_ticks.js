// Ticks of a logarithmic axis: as many as have room, at round numbers.

const SETS = [[1, 2, 3, 5, 7], [1, 2, 5], [1, 3], [1]]
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"

// Values between `low` and `high`, at most so many, with what is written beside them.
export function logTicks(low, high, most) {
  const [from, to] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))]
  const decades = Array.from({ length: to - from + 1 }, (_, k) => from + k)
  const inside = (value) => value >= low * 0.999 && value <= high * 1.001
  for (const digits of SETS) {
    const values = decades.flatMap((power) => digits.map((digit) => round(digit, power))).filter(inside)
    if (values.length <= most) return labelled(values.length ? values : [round(1, to)])
  }
  const step = Math.ceil(decades.length / most)
  return labelled(decades.filter((power) => power % step === 0).map((power) => round(1, power)).filter(inside))
}

const round = (digit, power) => Number(`${digit}e${power}`)

const labelled = (tickvals) => ({ tickmode: "array", tickvals, ticktext: tickvals.map(write) })

function write(value) {
  if (value >= 1e-3 && value < 1e5) return value.toLocaleString("en", { maximumSignificantDigits: 2 })
  const [digit, power] = value.toExponential(0).split("e")
  const raised = [...String(Math.abs(power))].map((figure) => SUPERSCRIPTS[figure]).join("")
  return `${digit === "1" ? "" : `${digit}·`}10${power < 0 ? "⁻" : ""}${raised}`
}

// The ends of all these numbers on a logarithmic axis, with a little room, as Plotly takes them: powers of ten.
export function logRange(values) {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value))
  if (!positive.length) return [-1, 0]
  const [low, high] = [Math.log10(min(positive)), Math.log10(max(positive))]
  const room = Math.max(0.05, 0.05 * (high - low))
  return [low - room, high + room]
}

const min = (values) => values.reduce((least, value) => Math.min(least, value), Infinity)
const max = (values) => values.reduce((most, value) => Math.max(most, value), -Infinity)
