// The figures beside the picture, and the same in words for screen readers, at a rate that can be listened to.

const WRITE_EVERY = 100 // milliseconds: faster numbers cannot be read
const ANNOUNCE_EVERY = 6000

export class Figures {
  constructor(parts) {
    this.parts = parts
    this.writtenAt = 0
    this.announcedAt = 0
  }

  // Writes what changed, if the last time was long enough ago; with `now` left out, at once.
  write(keyframe, now = Infinity) {
    if (now - this.writtenAt < WRITE_EVERY) return false
    if (now !== Infinity) this.writtenAt = now
    const texts = textsOf(keyframe)
    for (const [name, text] of Object.entries(texts)) {
      this.parts.figures.querySelector(`[data-figure="${name}"]`).textContent = text
    }
    this.words = `Iteration ${texts.iteration}: cost ${texts.cost}, train accuracy ${texts.train}`
    if (keyframe.devAccuracy !== null) this.words += `, dev accuracy ${texts.dev}`
    this.parts.canvas.setAttribute("aria-label", `Decision boundary at iteration ${texts.iteration}: cost ${texts.cost}, train accuracy ${texts.train}`)
    return true
  }

  // Says how things stand, politely: at once when something was pressed, else now and then.
  announce(now, atOnce = false) {
    if (!this.words || this.words === this.parts.live.textContent) return
    if (!atOnce && now - this.announcedAt < ANNOUNCE_EVERY) return
    this.announcedAt = now
    this.parts.live.textContent = this.words
  }
}

function textsOf({ iteration, cost, trainAccuracy, devAccuracy, testAccuracy }) {
  const percent = (share) => (share === null ? "–" : `${(100 * share).toFixed(1)} %`)
  return {
    iteration: iteration.toLocaleString("en"),
    cost: cost < 1e-4 || cost >= 1e4 ? cost.toExponential(3) : cost.toFixed(4),
    train: percent(trainAccuracy),
    dev: percent(devAccuracy),
    test: percent(testAccuracy),
  }
}
