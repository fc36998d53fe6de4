// Early stopping: of one column, the networks whose dev cost was lower than any before.

export class EarlyStop {
  constructor() {
    this.bests = []
  }

  // Keeps a keyframe's column, if its dev cost is the lowest so far; after going back, what came later is forgotten.
  add(keyframe, at, size) {
    const record = keyframe.records[at]
    this.bests = this.bests.filter((best) => best.iteration < keyframe.iteration)
    const last = this.bests[this.bests.length - 1]
    if (record.devCost === null || (last && last.record.devCost <= record.devCost)) return
    const field = keyframe.field.slice(at * size, (at + 1) * size)
    this.bests.push({ iteration: keyframe.iteration, record, field })
  }

  // The best until an iteration.
  until(iteration) {
    return this.bests.findLast((best) => best.iteration <= iteration)
  }
}
