// Playback: keyframes come in bursts and are shown at an even pace, blended in between.

const SLOWEST = 0.2
const LOW = 6
export const PULL = 8

// Between two arrays, into `out`; of longer arrays the part that begins at `start`.
export function mix(out, from, to, share, start) {
  for (let i = 0; i < out.length; i++) out[i] = from[start + i] + share * (to[start + i] - from[start + i])
}

export class Playback {
  // `reached(keyframe)` is called for every keyframe that becomes the one shown, or is passed over.
  constructor(reached) {
    this.reached = reached
    this.queue = []
    this.current = null
    this.progress = 0
    this.revision = 0
    this.standsAt = Infinity
  }

  // Shows this keyframe and forgets whatever was to come.
  show(keyframe) {
    this.queue = []
    this.progress = 0
    this.current = keyframe
    this.revision = keyframe.revision
    this.standsAt = Infinity
  }

  add(keyframes) {
    if (keyframes.length) this.passOver(keyframes[keyframes.length - 1].revision)
    for (const keyframe of keyframes) {
      if (keyframe.revision >= this.revision) this.queue.push(keyframe)
      else this.drop(keyframe)
    }
  }

  // From `revision` on, something was changed: what was trained before is passed over, so the change shows at once.
  // `standsAt` is where the run stands then; what was trained beyond that was taken back.
  passOver(revision, standsAt = Infinity) {
    if (revision <= this.revision) return
    this.revision = revision
    this.standsAt = standsAt
    const old = this.queue.filter((keyframe) => keyframe.revision < revision)
    this.queue = this.queue.filter((keyframe) => keyframe.revision >= revision)
    for (const keyframe of old) this.drop(keyframe)
    this.progress = 0
  }

  drop(keyframe) {
    if (keyframe.iteration <= this.standsAt) this.reached(keyframe, false)
  }

  // The newest keyframe there is, shown or still to come.
  get newest() {
    return this.queue[this.queue.length - 1] ?? this.current
  }

  get hungry() {
    return this.queue.length < LOW
  }

  // Moves on by so many keyframes; a short queue is played slower rather than run dry. Says whether anything moved.
  advance(keyframes) {
    if (!this.queue.length) return false
    this.progress += keyframes * Math.max(SLOWEST, Math.min(1, this.queue.length / (LOW - 2)))
    while (this.progress >= 1 && this.queue.length) {
      this.current = this.queue.shift()
      this.progress -= 1
      this.reached(this.current, true)
    }
    if (!this.queue.length) this.progress = 0
    return true
  }

  // What to paint: between the keyframe shown and the next, into `out`; `kind` is "field" or "maps", and of the
  // maps the part that begins at `start`.
  blend(out, kind = "field", start = 0) {
    const from = this.current[kind]
    const to = this.queue.length ? this.queue[0][kind] : from
    mix(out, from, to, this.queue.length ? this.progress : 0, start)
  }
}
