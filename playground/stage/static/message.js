// Messages of the live channel: a header as JSON, then arrays. See packing.py for the layout.

const ROW = ["iteration", "cost", "dataCost", "devCost", "trainAccuracy", "devAccuracy", "testAccuracy"]

export function decode(buffer) {
  const length = new DataView(buffer).getUint32(0, true)
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)))
  let offset = 4 + length
  const sets = {}
  for (const [name, m] of header.sets ?? []) {
    sets[name] = new Float32Array(buffer, offset, 3 * m)
    offset += 12 * m
  }
  const rows = header.records
  const cells = rows.length ? (buffer.byteLength - offset) / 2 / rows.length : 0
  const keyframes = rows.map((row, i) => ({
    ...toRecord(row),
    revision: header.revision,
    field: new Int16Array(buffer, offset + 2 * cells * i, cells),
  }))
  const history = header.history && {
    records: header.history.rows.map(toRecord),
    changes: header.history.changes,
  }
  return { ...header, sets, keyframes, history }
}

function toRecord(row) {
  return Object.fromEntries(ROW.map((name, i) => [name, row[i]]))
}
