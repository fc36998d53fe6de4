// Messages of the live channel: a header as JSON, then arrays. See packing.py for the layout.

import { decodeComparison } from "./comparison_message.js"

const ROW = ["iteration", "cost", "dataCost", "devCost", "maskedCost", "trainAccuracy", "devAccuracy", "testAccuracy"]

export function decode(buffer) {
  const length = new DataView(buffer).getUint32(0, true)
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)))
  if (header.of === "comparison") return decodeComparison(header, buffer, 4 + length)
  const take = reader(buffer, 4 + length)
  if (header.kind === "truth") return { ...header, field: header.known ? new Int16Array(buffer.slice(4 + length)) : null }
  const sets = Object.fromEntries((header.sets ?? []).map(([name, m]) => [name, take(Float32Array, 3 * m)]))
  const keyframes = readKeyframes(header, take)
  const history = header.history && {
    ...header.history,
    records: header.history.rows.map(toRecord),
  }
  return { ...header, sets, keyframes, history }
}

export function reader(buffer, start) {
  let offset = start
  return (Kind, count) => {
    const array = new Kind(buffer, offset, count)
    offset += array.byteLength
    return array
  }
}

function readKeyframes(header, take) {
  const { links, units, grid, map_side: side } = header
  const keyframes = header.records.map((row, k) => ({
    ...toRecord(row),
    revision: header.revision,
    example: header.examples[k],
  }))
  for (const keyframe of keyframes) {
    keyframe.weights = take(Float32Array, links)
    keyframe.gradients = take(Float32Array, links)
    keyframe.tops = take(Float32Array, units)
  }
  for (const keyframe of keyframes) keyframe.field = take(Int16Array, grid ** 2)
  for (const keyframe of keyframes) {
    keyframe.maps = take(Int8Array, units * side ** 2)
    keyframe.dropped = take(Uint8Array, units)
  }
  return keyframes
}

export function toRecord(row) {
  return Object.fromEntries(ROW.map((name, i) => [name, row[i]]))
}
