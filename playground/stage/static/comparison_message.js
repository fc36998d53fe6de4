// Messages about a comparison: a header as JSON, then arrays. See comparison_packing.py for the layout.

import { reader, toRecord } from "./message.js"

export const KINDS = ["activations", "weights", "gradients"]

// In a deep network sizes reach beyond 32 bits: they come as powers of ten.
const fromDecades = (decades) => Float64Array.from(decades, (decade) => 10 ** decade)

// Every keyframe has a record for each column, their fields one after another, for every column and layer its spread,
// its gradient's norm and how many units differ, and for each of KINDS as many histograms with their ends.
export function decodeComparison(header, buffer, start) {
  const take = reader(buffer, start)
  if (header.kind === "surface") return decodeSurface(header, take)
  const sets = Object.fromEntries((header.sets ?? []).map(([name, m]) => [name, take(Float32Array, 3 * m)]))
  const curves = (header.curves ?? []).map(([iteration, ...costs], at) => ({ iteration, costs, devCosts: header.dev_curves[at] }))
  const { grid, layers, bins, units } = header
  const keyframes = header.records.map((rows) => ({
    iteration: rows[0][0],
    revision: header.revision,
    records: rows.map(toRecord),
  }))
  for (const keyframe of keyframes) {
    const cells = keyframe.records.length * layers
    keyframe.spread = fromDecades(take(Float32Array, cells))
    keyframe.gradient = fromDecades(take(Float32Array, cells))
    keyframe.different = take(Float32Array, cells)
    keyframe.ends = fromDecades(take(Float32Array, KINDS.length * cells))
  }
  for (const keyframe of keyframes) {
    keyframe.clock = Float64Array.of(keyframe.iteration)
    keyframe.places = header.surface === null ? null : take(Float32Array, 2 * keyframe.records.length)
  }
  for (const keyframe of keyframes) {
    keyframe.field = take(Int16Array, keyframe.records.length * grid ** 2)
    keyframe.histograms = take(Int16Array, KINDS.length * keyframe.records.length * layers * bins)
  }
  for (const keyframe of keyframes) keyframe.dropped = take(Uint8Array, keyframe.records.length * units)
  return { ...header, sets, curves, keyframes }
}

// The cost slice: its values row by row from below, and where every network stood in it, iteration by iteration.
function decodeSurface(header, take) {
  if (header.version === undefined) return header
  const { side, networks, iterations } = header
  const costs = take(Float32Array, side ** 2)
  const path = iterations.map((iteration) => ({ iteration, places: take(Float32Array, 2 * networks) }))
  return { ...header, costs, path }
}
