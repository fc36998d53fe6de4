// Time travel: a scrubber over the keyframes that are kept, played forward, backward or slowly, all in the browser.

import { mix } from "./playback.js"
import { Thinned } from "./thinned.js"

const MOST = 400 // keyframes kept: some megabytes
const TELL_EVERY = 150 // milliseconds between telling the server what is looked at

export class TimeTravel {
  // `on.moved()` when another moment shows, `on.play()` to set it in motion, `on.tell(iteration)` when another is
  // looked at (null for the newest; says whether it was told), `on.goOn(iteration)`, where there is a button for it,
  // to train on from there.
  constructor(parts, on) {
    this.parts = parts
    this.on = on
    this.kept = new Thinned(MOST)
    this.position = null
    this.backwards = false
    this.told = null
    this.toldAt = 0
    parts.scrub.oninput = () => this.goTo(Number(parts.scrub.value))
    parts.scrub.onkeydown = (event) => this.press(event)
    parts.backwards.onclick = () => this.playBackwards()
    if (parts.goOn) parts.goOn.onclick = () => on.goOn(this.current.iteration)
    parts.newest.onclick = () => this.leave()
  }

  // Whether an earlier moment than the newest shows.
  get active() {
    return this.position !== null
  }

  // The keyframe that shows, with its figures.
  get current() {
    return this.kept.items[Math.floor(this.position)]
  }

  // The iteration that shows, which may lie between two kept moments.
  get iteration() {
    const { items } = this.kept
    const at = Math.floor(this.position)
    const next = items[at + 1] ?? items[at]
    return items[at].iteration + (this.position - at) * (next.iteration - items[at].iteration)
  }

  // What to paint, as Playback has it: between the kept keyframe and the next.
  blend(out, kind = "field", start = 0) {
    const at = Math.floor(this.position)
    const next = this.kept.items[Math.min(at + 1, this.kept.items.length - 1)]
    mix(out, this.current[kind], next[kind], this.position - at, start)
  }

  // Begins anew with a run's newest keyframe.
  begin(keyframe) {
    this.kept = new Thinned(MOST)
    this.told = null
    this.position = null
    this.add(keyframe)
  }

  // Keeps a keyframe; its arrays are copied, for they are parts of a whole message.
  add(keyframe) {
    this.kept.add(copy(keyframe))
    this.stale = true
  }

  // Keeps older keyframes that the server still had.
  merge(keyframes) {
    const at = this.current?.iteration
    this.kept.merge(keyframes.map(copy))
    if (this.active) this.position = this.kept.items.findIndex(({ iteration }) => iteration >= at)
    this.stale = true
  }

  cut(iteration) {
    this.kept.cut(iteration)
    this.position = null
    this.told = null
    this.stale = true
  }

  scrub(position) {
    const last = this.kept.items.length - 1
    this.position = position >= last ? null : Math.max(0, position)
    this.stale = true
    this.on.moved()
  }

  // Shows the kept moment that is nearest to an iteration.
  goTo(iteration) {
    const { items } = this.kept
    const after = items.findIndex((item) => item.iteration >= iteration)
    const before = Math.max(0, after - 1)
    const nearer = after > 0 && iteration - items[before].iteration < items[after].iteration - iteration
    this.scrub(after < 0 ? Infinity : nearer ? before : after)
  }

  // Arrow keys go from one kept moment to the next, however many iterations lie between.
  press(event) {
    const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key]
    if (!by) return
    event.preventDefault()
    this.scrub(Math.floor(this.position ?? this.kept.items.length - 1) + by)
  }

  playBackwards() {
    if (this.kept.items.length < 2) return
    if (!this.active) this.scrub(this.kept.items.length - 2)
    this.backwards = true
    this.on.play()
  }

  // Moves on by so many keyframes; says whether there is further to go.
  advance(keyframes) {
    const position = this.position + (this.backwards ? -keyframes : keyframes)
    this.scrub(position)
    return this.backwards ? position > 0 : this.active
  }

  leave() {
    this.backwards = false
    this.scrub(Infinity)
  }

  // Writes what changed, and tells the server where the eye is.
  tick(now) {
    const looked = this.active ? this.current.iteration : null
    if (looked !== this.told && now - this.toldAt > TELL_EVERY && this.on.tell(looked)) {
      this.told = looked
      this.toldAt = now
    }
    if (!this.stale) return
    this.stale = false
    const { scrub, travel, newest, goOn, backwards } = this.parts
    const last = this.kept.items.length - 1
    const reached = this.kept.items[last].iteration
    scrub.max = Math.max(1, reached)
    scrub.value = this.active ? this.iteration : reached
    scrub.disabled = backwards.disabled = last < 1
    const shown = this.active ? this.current : this.kept.items[last]
    scrub.setAttribute("aria-valuetext", `Iteration ${shown.iteration.toLocaleString("en")}`)
    travel.dataset.active = this.active
    newest.disabled = !this.active
    if (goOn) goOn.disabled = !this.active
  }
}

function copy(keyframe) {
  const own = { ...keyframe }
  for (const [name, value] of Object.entries(own)) if (ArrayBuffer.isView(value)) own[name] = value.slice()
  return own
}
