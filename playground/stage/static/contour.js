// Contours: the line along which values on a grid have one level, as marching squares find it.

// The pieces of the line as [x, y, x, y], in steps of the grid from its lower left corner. Each side of a cell is
// crossed where it would be if values were linear along it.
function pieces(values, grid, level) {
  const found = []
  for (let row = 0; row < grid - 1; row++) {
    for (let column = 0; column < grid - 1; column++) {
      const a = values[row * grid + column] - level
      const b = values[row * grid + column + 1] - level
      const c = values[(row + 1) * grid + column + 1] - level
      const d = values[(row + 1) * grid + column] - level
      const positive = (a > 0) + (b > 0) + (c > 0) + (d > 0)
      if (positive === 0 || positive === 4) continue
      const crossings = []
      if (a > 0 !== b > 0) crossings.push(column + a / (a - b), row)
      if (b > 0 !== c > 0) crossings.push(column + 1, row + b / (b - c))
      if (c > 0 !== d > 0) crossings.push(column + d / (d - c), row + 1)
      if (d > 0 !== a > 0) crossings.push(column, row + a / (a - d))
      for (let k = 0; k + 3 < crossings.length; k += 4) found.push(crossings.slice(k, k + 4))
    }
  }
  return found
}

// Adds the line to a path, over a square at (x, y); rows of the grid go upward.
export function trace(path, values, grid, level, x, y, side) {
  const step = side / (grid - 1)
  for (const [x0, y0, x1, y1] of pieces(values, grid, level)) {
    path.moveTo(x + x0 * step, y + side - y0 * step)
    path.lineTo(x + x1 * step, y + side - y1 * step)
  }
}

// The line as chains of places [[x, y], …] in steps of the grid, so that it can be dashed from end to end.
export function chains(values, grid, level) {
  const rest = new Set(pieces(values, grid, level))
  const at = new Map() // the pieces that end in a place
  const name = (x, y) => `${x.toFixed(4)} ${y.toFixed(4)}`
  for (const piece of rest) {
    for (const end of [name(piece[0], piece[1]), name(piece[2], piece[3])]) at.set(end, [...(at.get(end) ?? []), piece])
  }
  const found = []
  for (const first of rest) {
    rest.delete(first)
    const chain = [first.slice(0, 2), first.slice(2)]
    for (const end of ["push", "unshift"]) {
      for (;;) {
        const [x, y] = end === "push" ? chain[chain.length - 1] : chain[0]
        const next = at.get(name(x, y)).find((piece) => rest.has(piece))
        if (!next) break
        rest.delete(next)
        chain[end](name(next[0], next[1]) === name(x, y) ? next.slice(2) : next.slice(0, 2))
      }
    }
    found.push(chain)
  }
  return found
}
