// A journey: training that somebody sent on its way, to an iteration or until a figure is good enough.

const FRAMES = 30 // keyframes at least on the way to an iteration, for a second of it to be seen
const MOST_STRIDE = 1000
const MOST_ITERATION = 1_000_000

const percent = (text) => /^(\d{1,3}(?:\.\d+)?) ?%?$/.test(text) && parseFloat(text) <= 100 ? parseFloat(text) / 100 : null
const share = (level) => `${+(100 * level).toFixed(2)} %`

// What a goal asks for: how its level is read (null for what is none), written and named.
const GOALS = {
  iteration: {
    usual: "1,000",
    read: (text) => (/^\d[\d,\s]*$/.test(text) ? whole(text) : null),
    write: (level) => level.toLocaleString("en"),
    accepted: `a whole number of iterations from 1 to ${MOST_ITERATION.toLocaleString("en")}`,
    field: "Iteration to run to",
  },
  train_accuracy: { usual: "95 %", read: percent, write: share, accepted: "a percentage from 0 to 100", field: "Train accuracy to reach, in percent" },
  dev_accuracy: { usual: "95 %", read: percent, write: share, accepted: "a percentage from 0 to 100", field: "Dev accuracy to reach, in percent" },
  cost: {
    usual: "0.1",
    read: (text) => (/^\d*\.?\d+$/.test(text) ? parseFloat(text) : null),
    write: (level) => `${level}`,
    accepted: "a number from 0, such as 0.1",
    field: "Cost to reach",
  },
}

function whole(text) {
  const number = Number(text.replace(/[,\s]/g, ""))
  return number >= 1 && number <= MOST_ITERATION ? number : null
}

export class Journey {
  // `on.start()` when a journey begins, `on.say(words)` where it cannot, `on.newest()` the newest keyframe there is,
  // `on.stride()` the usual iterations per frame.
  constructor(parts, on) {
    this.parts = parts
    this.on = on
    this.goal = null
    this.levels = Object.fromEntries(Object.entries(GOALS).map(([figure, { usual }]) => [figure, usual]))
    this.levels.iteration = parts.target.value || this.levels.iteration
    parts.run.onsubmit = (event) => {
      event.preventDefault()
      this.begin()
    }
    parts.figure.onchange = () => this.choose()
    parts.target.oninput = () => (this.levels[parts.figure.value] = parts.target.value)
    this.choose()
  }

  choose() {
    const { figure, target } = this.parts
    target.value = this.levels[figure.value]
    target.setAttribute("aria-label", GOALS[figure.value].field)
  }

  begin() {
    const figure = this.parts.figure.value
    const typed = this.parts.target.value.trim()
    const level = GOALS[figure].read(typed)
    if (level === null) return this.on.say(`Run to takes ${GOALS[figure].accepted}, not “${typed.slice(0, 20)}”.`)
    this.parts.target.value = this.levels[figure] = GOALS[figure].write(level)
    const newest = this.on.newest()
    if (figure === "iteration" && level <= newest.iteration) {
      const at = newest.iteration.toLocaleString("en")
      return this.on.say(`The run stands at iteration ${at} already. Reset it first, or go back along the scrubber.`)
    }
    if (isMet({ figure, level }, newest)) return this.on.say("This is reached already.")
    if (figure !== "iteration" && isMissing(figure, newest)) return this.on.say("There are no such points here.")
    this.on.say("")
    this.on.start()
    this.goal = { figure, level, stride: figure === "iteration" ? strideTo(level - newest.iteration) : null }
  }

  end() {
    this.goal = null
  }

  // What a pull asks for on a journey, and nothing otherwise.
  get request() {
    if (!this.goal) return {}
    const { figure, level, stride } = this.goal
    return { stride: stride ?? this.on.stride(), until: { [figure]: level } }
  }

  // Whether a journey ends with this keyframe.
  isOver(keyframe) {
    return this.goal !== null && isMet(this.goal, keyframe)
  }
}

const strideTo = (updates) => Math.min(MOST_STRIDE, Math.ceil(updates / FRAMES))

const FIELDS = { cost: "cost", train_accuracy: "trainAccuracy", dev_accuracy: "devAccuracy" }

// The figures of every network: a comparison has several.
const recordsOf = (keyframe) => keyframe.records ?? [keyframe]

function isMet({ figure, level }, keyframe) {
  if (figure === "iteration") return keyframe.iteration >= level
  return recordsOf(keyframe).every((record) => {
    const value = record[FIELDS[figure]]
    return value !== null && (figure === "cost" ? value <= level : value >= level)
  })
}

const isMissing = (figure, keyframe) => recordsOf(keyframe).some((record) => record[FIELDS[figure]] === null)
