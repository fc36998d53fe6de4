// What belongs to ever later iterations, thinned evenly, as thinned.py does on the server.

export class Thinned {
  constructor(limit) {
    this.limit = limit
    this.items = []
    this.gap = 0
  }

  // Keeps an item, unless it belongs before the newest; one of the same iteration takes the newest's place.
  add(item) {
    const { items } = this
    const last = items[items.length - 1]
    if (last && item.iteration < last.iteration) return
    const spare = items.length > 1 && last.iteration - items[items.length - 2].iteration < this.gap
    if (last && (last.iteration === item.iteration || spare)) items.pop()
    items.push(item)
    if (items.length >= this.limit) this.thin()
  }

  // Forgets what came after an iteration, and returns it.
  cut(iteration) {
    const later = this.items.filter((item) => item.iteration > iteration)
    this.items = this.items.filter((item) => item.iteration <= iteration)
    return later
  }

  // Puts in what it has no item for yet, anywhere.
  merge(items) {
    const known = new Set(this.items.map((item) => item.iteration))
    this.items.push(...items.filter((item) => !known.has(item.iteration)))
    this.items.sort((a, b) => a.iteration - b.iteration)
    if (this.items.length >= this.limit) this.thin()
  }

  thin() {
    const newest = this.items.pop()
    this.gap = Math.max(2 * this.gap, (2 * (newest.iteration - this.items[0].iteration)) / this.limit)
    let kept = -Infinity
    this.items = this.items.filter(({ iteration }) => iteration - kept >= this.gap && ((kept = iteration), true))
    this.items.push(newest)
  }
}
