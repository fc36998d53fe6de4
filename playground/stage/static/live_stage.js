// What every stage does: it talks to its run, plays keyframes forward and back, and answers buttons and keys.

import { coloursFor } from "./colours.js"
import { Connection } from "./connection.js"
import { listenToKeys } from "./keys.js"
import { leaveFullScreen, toggleFullScreen } from "./full_screen.js"
import { Journey } from "./journey.js"
import { recall, remember } from "./memory.js"
import { PULL, Playback } from "./playback.js"
import { TimeTravel } from "./time_travel.js"

export const SPEEDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
const KEYFRAMES_PER_SECOND = 30
const SLOW_MOTION = 0.1
const CALM = 0.15 // of the pace, and without blending, where the system asks for less motion
const REOPEN_AFTER = 800 // milliseconds
const REOPEN_EVERY = 3000
const ADDRESS_EVERY = 500
const FOLLOW_EVERY = 1500
const SHOWN_ON_THE_WAY = 200 // keyframes while a run is brought to the iteration where the tab was

const stages = new WeakMap()
let shown = 0 // stages that are mounted: when one page follows another, the new one may come before the old one goes

// The two functions by which the page shows stages of this kind.
export function component(Kind) {
  return {
    mount(component) {
      const { parentElement } = component
      if (!stages.has(parentElement)) stages.set(parentElement, new Kind(component))
      stages.get(parentElement).update(component)
    },
    unmount(parentElement) {
      stages.get(parentElement)?.close()
      stages.delete(parentElement)
    },
  }
}

// A kind of stage adds how a scene and a keyframe look: setColours(), setScene(scene), keep(keyframe), layout(),
// paint(), write(now), stopped, whether there is nothing left to train, and readView(), what the address keeps of how
// it looks, with the defaults that are left out of it.
export class LiveStage {
  constructor({ parentElement, data }, markup) {
    this.root = parentElement.querySelector("[data-stage]")
    this.root.innerHTML = markup
    shown += 1
    this.name = data.name
    this.kept = recall(data.name)
    this.goal = null // where the tab was, while the run is on its way there
    this.parts = Object.fromEntries(
      [...this.root.querySelectorAll("[data-part]")].map((element) => [element.dataset.part, element]),
    )
    addStylesheet(new URL(data.stylesheet, document.baseURI).href)
    this.playback = new Playback((keyframe, shown) => this.reached(keyframe, shown))
    this.travel = new TimeTravel(this.parts, {
      moved: () => (this.pictureStale = this.figuresStale = true),
      play: () => this.setPlaying(true),
      tell: (iteration) => this.tellLook(iteration),
    })
    this.journey = new Journey(this.parts, {
      start: () => this.startJourney(),
      say: (words) => this.say(words),
      newest: () => this.playback.newest,
      stride: () => this.stride,
    })
    this.playing = false
    this.slow = false
    this.calm = matchMedia("(prefers-reduced-motion: reduce)")
    this.listen()
    this.paintLoop = requestAnimationFrame((now) => this.tick(now))
  }

  // Called by Streamlit on every rerun and theme change.
  update({ data, setTriggerValue }) {
    this.askPage = (what, which = null) => setTriggerValue("asked", { what, which })
    this.showPresented(data.present)
    this.readColours()
    if (data.token !== this.token) this.connect(data)
    else this.playback.passOver(data.revision)
    this.layoutStale = this.pictureStale = true
  }

  connect(data) {
    this.connection?.close()
    const kept = this.token ? this.state() : this.kept
    const isSame = kept?.token === data.token
    this.resuming = data.resumes && !isSame && kept ? { ...kept, wasShown: Boolean(this.token) } : null
    this.playOnceShown = isSame && kept.playing
    this.token = data.token
    clearTimeout(this.asking)
    const address = new URL(data.channel, document.baseURI)
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:"
    this.connection = new Connection(address.href, data.token, {
      scene: (message) => this.showScene(message),
      notice: (message) => this.showChange(message),
      burst: (message) => this.showBurst(message),
      past: (message) => this.showPast(message),
      surface: (message) => this.showSurface(message),
      truth: (message) => this.showTruth(message),
      down: () => this.say("Connection lost. Trying again …"),
      blocked: () => this.say(blockedWords(address.pathname)),
      lost: () => this.waitForAnother(),
    })
  }

  // The server no longer knows this run. Where the page has replaced it, the next one comes in a moment; to ask the
  // page before it has told the browser of its controls' new values would put back the old ones.
  waitForAnother() {
    this.asking = setTimeout(() => this.reopen(), REOPEN_AFTER)
  }

  // The server no longer knows this run: the page opens it anew. It is asked until it has, for right after a
  // restart of the server the page itself may not be connected yet.
  reopen() {
    this.say("The server has let this run go. Opening it again …")
    this.askPage("lost")
    this.asking = setTimeout(() => this.reopen(), REOPEN_EVERY)
  }

  // What shows: the newest keyframe of the run, or an earlier one.
  get view() {
    return this.travel.active ? this.travel : this.playback
  }

  showScene(scene) {
    if (this.resuming) return this.resume()
    this.scene = scene
    this.playback.show(scene.keyframes[0])
    this.travel.begin(scene.keyframes[0])
    this.pastFrom = scene.keyframes[0].iteration > 0 ? 0 : null
    this.say("")
    this.setScene(scene)
    this.story = scene.story
    this.moved = scene.moved
    this.layoutStale = this.pictureStale = this.figuresStale = true
    if (this.playOnceShown) this.setPlaying(true)
    this.playOnceShown = false
  }

  // Asks the server to go on from the run that this tab showed before the page was loaded anew.
  resume() {
    this.goal = this.resuming
    this.resuming = null
    this.playing = this.goal.playing
    this.writePlaying()
    this.connection.insist({ resume: this.goal.token })
  }

  // Brings a run whose older self is gone to the iteration where the tab was; where that is reached, all is as it was.
  chase() {
    const { iteration, playing, story, wasShown } = this.goal
    const at = this.playback.current.iteration
    if (at >= iteration || this.stopped || !this.story || story !== this.story) {
      this.setPlaying(playing && (at > 0 || wasShown))
      return
    }
    this.say(`Going on to iteration ${iteration.toLocaleString("en")} …`)
    const stride = Math.min(SPEEDS.at(-1), Math.ceil(iteration / SHOWN_ON_THE_WAY), iteration - at)
    this.connection.ask({ pull: 1, stride })
  }

  // How it looks at first: as usual, or as this tab left this very run, and where the address says so, otherwise.
  viewAtFirst({ token, view }) {
    return { ...this.usual, ...(this.kept?.token === token ? this.kept.view : {}), ...view }
  }

  // What the tab remembers.
  state() {
    return {
      token: this.token,
      story: this.story,
      iteration: this.goal?.iteration ?? this.playback.current?.iteration ?? 0,
      playing: this.goal?.playing ?? this.playing,
      view: this.readView(),
    }
  }

  remember() {
    if (this.scene && !this.resuming) remember(this.name, this.state())
  }

  showBurst(burst) {
    this.playback.add(burst.keyframes)
    if (burst.words) this.say(burst.words)
    if (!this.playing || this.goal) this.catchUp()
    this.moved = burst.moved
    this.pictureStale = true
  }

  // Keeps what the server still had of the time before this page was opened, and asks for more.
  showPast({ keyframes }) {
    this.travel.merge(keyframes)
    this.pastFrom = keyframes.length ? keyframes[keyframes.length - 1].iteration + 1 : null
  }

  // Something was changed, perhaps at an earlier iteration.
  showChange({ revision, iteration }) {
    this.playback.passOver(revision, iteration)
    if (this.travel.active) this.playback.current = this.travel.current // what is looked at stays on screen
    this.travel.cut(iteration)
    this.say("")
    this.connection.insist({ look: true })
  }

  // Tells the server which earlier iteration shows; says whether it was told.
  tellLook(iteration) {
    return this.connection.ask({ look_at: iteration })
  }

  // Shows the newest keyframe there is, so that what is seen is where the run stands.
  catchUp() {
    while (this.playback.queue.length) this.playback.advance(1)
    this.pictureStale = true
  }

  reached(keyframe, shown) {
    this.keep(keyframe)
    this.travel.add(keyframe)
    if (shown) this.figuresStale = true
  }

  tick(now) {
    const seconds = Math.min((now - (this.lastTick ?? now)) / 1000, 0.1)
    this.lastTick = now
    if (this.scene) {
      if (this.goal) this.chase()
      else if (this.playing) this.play(seconds)
      if (this.moved && !this.goal) this.follow(now)
      if (this.pastFrom !== null && !(this.playing && this.playback.hungry)) this.connection.ask({ past: this.pastFrom })
      if (this.layoutStale) this.layoutAnew()
      if (this.pictureStale) {
        this.pictureStale = false
        this.paint()
      }
      this.travel.tick(now)
      this.write(now)
      // The page writes the address too, and puts back what it knew when it last ran.
      if (now - (this.addressAt ?? 0) > ADDRESS_EVERY) this.writeAddress(now)
    }
    this.paintLoop = requestAnimationFrame((next) => this.tick(next))
  }

  // Large type and the stage alone, or as usual; the button says which, and is the way out.
  showPresented(on) {
    const { present } = this.parts
    this.root.dataset.present = document.documentElement.dataset.presented = on // see page.css
    present.setAttribute("aria-pressed", on)
    present.title = on ? "Stop presenting (Esc)" : "Present: large type, and only the stage"
    present.querySelector("[data-icon]").textContent = on ? "cancel_presentation" : "present_to_all"
    present.querySelector("[data-label]").textContent = on ? "Stop presenting" : "Present"
    present.setAttribute("aria-label", present.querySelector("[data-label]").textContent)
  }

  get presented() {
    return this.root.dataset.present === "true"
  }

  togglePresented() {
    if (this.presented) leaveFullScreen()
    this.askPage("present")
  }

  // Esc: leaves what lies over the page, one thing at a time.
  escape() {
    if (this.presented) this.togglePresented()
  }

  // Planned changes have moved live values: the page's controls should show them.
  follow(now) {
    if (now - (this.followedAt ?? -Infinity) < FOLLOW_EVERY) return
    this.followedAt = now
    this.moved = false
    this.askPage("follow")
  }

  readColours() {
    this.colours = coloursFor(this.root)
    this.root.dataset.dark = this.colours.dark
    document.documentElement.style.setProperty("--page-background", this.colours.background) // see page.css
    this.setColours()
  }

  layoutAnew() {
    this.takeRoom()
    this.readColours() // the size of type is known when the stylesheet is there
    this.layout()
    this.layoutStale = false
    this.pictureStale = true
  }

  // Tells the stylesheet how high the part below the bar may be for all to fit into the window with the controls that
  // are at hand below the stage.
  takeRoom() {
    const main = this.root.closest("[data-testid=stMain]")
    const view = this.root.querySelector(".stage-view")
    if (!main || !view) return
    const above = view.getBoundingClientRect().top - main.getBoundingClientRect().top + main.scrollTop
    const below = heightAtHand(main.querySelector(".st-key-at_hand"))
    const gap = parseFloat(getComputedStyle(this.root).fontSize)
    const room = Math.floor(main.clientHeight - above - below - gap)
    if (room === this.room) return
    this.room = room
    this.root.style.setProperty("--room", `${room}px`)
  }

  play(seconds) {
    const pace = seconds * KEYFRAMES_PER_SECOND * (this.slow ? SLOW_MOTION : 1) * (this.calm.matches ? CALM : 1)
    if (this.travel.active) {
      if (!this.travel.advance(pace) && this.travel.active) this.setPlaying(false)
      return
    }
    if (this.playback.hungry && !this.stopped) this.connection.ask({ pull: PULL, stride: this.stride, ...this.journey.request })
    const before = this.playback.current
    if (this.playback.advance(pace)) this.pictureStale ||= !this.calm.matches || before !== this.playback.current
    else if (this.stopped) this.stop()
    else if (this.journey.isOver(before)) this.setPlaying(false)
  }

  // Nothing is left to train.
  stop() {
    this.setPlaying(false)
  }

  // Whoever acts meanwhile need not wait until the run is where the tab was.
  giveUp() {
    if (this.goal) this.say("")
    this.goal = null
  }

  // Iterations per frame.
  get stride() {
    return SPEEDS[this.parts.speed.value]
  }

  setPlaying(on) {
    this.giveUp()
    this.playing = on && (this.travel.active || !this.stopped)
    if (!this.playing) {
      this.journey.end()
      this.travel.backwards = false
      this.catchUp()
    }
    this.writePlaying()
    if (this.scene) this.write(performance.now(), true)
    this.remember()
  }

  writePlaying() {
    this.parts.play.querySelector("[data-icon]").textContent = this.playing ? "pause" : "play_arrow"
    this.parts.play.querySelector("[data-label]").textContent = this.playing ? "Pause" : "Play"
  }

  // Sets off from the newest iteration.
  startJourney() {
    this.travel.leave()
    this.setPlaying(true)
  }

  togglePlaying() {
    this.journey.end()
    this.travel.backwards = false
    this.setPlaying(!this.playing)
  }

  // One iteration; of the past, one kept keyframe.
  step() {
    this.setPlaying(false)
    if (this.travel.active) this.travel.advance(1)
    else this.connection.insist({ step: true })
  }

  reset() {
    this.travel.leave()
    this.setPlaying(false)
    this.connection.insist({ reset: true })
  }

  listen() {
    const { play, step, reset, speed, slow } = this.parts
    play.onclick = () => this.togglePlaying()
    step.onclick = () => this.step()
    reset.onclick = () => this.reset()
    slow.onclick = () => slow.setAttribute("aria-pressed", (this.slow = !this.slow))
    slow.setAttribute("aria-pressed", false)
    speed.addEventListener("input", () => this.writeSpeed())
    this.forgetKeys = listenToKeys({
      " ": () => this.togglePlaying(),
      arrowright: () => this.step(),
      r: () => this.reset(),
      escape: () => this.escape(),
    })
    this.parts.present.onclick = () => this.togglePresented()
    this.parts.fullScreen.onclick = () => toggleFullScreen()
    this.makeStale = () => (this.layoutStale = this.pictureStale = true)
    addEventListener("resize", this.makeStale)
    this.sizes = new ResizeObserver(() => (this.layoutStale = this.pictureStale = true))
    this.sizes.observe(this.root)
    const around = this.root.closest("[data-testid=stMainBlockContainer]")
    if (around) this.sizes.observe(around) // something may come or go above or below
    this.leaving = () => this.remember()
    window.addEventListener("pagehide", this.leaving)
    const redraw = () => (this.layoutStale = true) // the axes' numbers, once their font is there
    document.fonts.addEventListener("loadingdone", redraw)
    this.forgetFonts = () => document.fonts.removeEventListener("loadingdone", redraw)
  }

  setSpeed(stride) {
    this.parts.speed.value = Math.max(0, SPEEDS.findLastIndex((speed) => speed <= stride))
    this.writeSpeed()
  }

  writeSpeed() {
    const { speed, speedText } = this.parts
    const { stride } = this
    const unit = stride === 1 ? "iteration" : "iterations"
    const wide = Object.assign(document.createElement("span"), { className: "stage-wide", textContent: ` ${unit}` })
    speedText.replaceChildren(stride.toLocaleString("en"), wide, " per frame")
    speed.setAttribute("aria-valuetext", speedText.textContent)
  }

  // Puts the view into the address, without asking the server.
  writeAddress(now = performance.now()) {
    this.addressAt = now
    this.remember()
    const address = new URL(location.href)
    for (const [name, value] of Object.entries(this.readView())) {
      if (value && value !== this.usual[name]) address.searchParams.set(name, value)
      else address.searchParams.delete(name)
    }
    if (address.href !== location.href) history.replaceState(history.state, "", address)
  }

  say(words) {
    this.parts.words.textContent = words
    this.parts.words.hidden = !words
  }

  close() {
    this.remember()
    window.removeEventListener("pagehide", this.leaving)
    cancelAnimationFrame(this.paintLoop)
    if (--shown === 0) delete document.documentElement.dataset.presented
    clearTimeout(this.asking)
    this.forgetKeys()
    this.forgetFonts()
    removeEventListener("resize", this.makeStale)
    this.sizes.disconnect()
    this.connection?.close()
  }
}

// How high the controls are that stay in the window: all of them, or in a narrow one those that act live.
function heightAtHand(box) {
  return box?.parentElement.offsetHeight || box?.querySelector("[data-testid=stColumn]")?.offsetHeight || 0
}

function blockedWords(path) {
  return (
    "This server's proxy does not let the live channel through: it must pass WebSocket connections on to " +
    `${path}. Please tell whoever runs this server.`
  )
}

function addStylesheet(address) {
  if (document.querySelector(`link[href="${address}"]`)) return
  const link = document.createElement("link")
  link.rel = "stylesheet"
  link.href = address
  document.head.append(link)
}
