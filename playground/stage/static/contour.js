// Contours: the line along which values on a grid have one level, as marching squares find it.

// Adds the line to a path, over a square at (x, y); rows of the grid go upward. Each side of a cell is crossed where
// it would be if values were linear along it.
export function trace(path, values, grid, level, x, y, side) {
  const step = side / (grid - 1)
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
      for (let k = 0; k + 3 < crossings.length; k += 4) {
        path.moveTo(x + crossings[k] * step, y + side - crossings[k + 1] * step)
        path.lineTo(x + crossings[k + 2] * step, y + side - crossings[k + 3] * step)
      }
    }
  }
}
