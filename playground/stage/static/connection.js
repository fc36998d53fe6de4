// The connection to a run: one request at a time, picked up again by itself when it drops.

import { decode } from "./message.js"

const UNKNOWN_RUN = 4404
const FIRST_RETRY = 250
const LAST_RETRY = 5000
const OPENS_WITHIN = 10000
const TRIES = 3 // of a channel that never opened, before a proxy is taken to be in its way

// Whether any channel of this page was ever open: then a later one that fails is a lost connection.
let everOpened = false

export class Connection {
  // `on` has the functions scene(message), burst(message), notice(message), surface(message), truth(message), down(), blocked() for a
  // channel that does not open although the server is there, and lost() for a run the server forgot.
  constructor(address, token, on) {
    this.address = address
    this.token = token
    this.on = on
    this.retry = FIRST_RETRY
    this.waiting = false
    this.wanted = []
    this.failed = 0
    this.open()
  }

  open() {
    const socket = new WebSocket(this.address)
    socket.binaryType = "arraybuffer"
    this.socket = socket
    this.waiting = true
    const patience = setTimeout(() => socket.close(), OPENS_WITHIN)
    socket.onopen = () => {
      clearTimeout(patience)
      everOpened = true
      socket.send(JSON.stringify({ token: this.token }))
    }
    socket.onmessage = (event) => {
      if (typeof event.data === "string") return this.on.notice(JSON.parse(event.data))
      this.retry = FIRST_RETRY
      this.waiting = false
      const message = decode(event.data)
      this.on[message.kind](message)
      if (this.wanted.length) this.ask(this.wanted.shift())
    }
    socket.onclose = (event) => {
      clearTimeout(patience)
      if (this.closed) return
      this.waiting = true
      if (event.code === UNKNOWN_RUN) return this.on.lost()
      this.tell()
      this.timer = setTimeout(() => this.open(), this.retry)
      this.retry = Math.min(2 * this.retry, LAST_RETRY)
    }
  }

  // Says why there is no connection.
  async tell() {
    this.failed += 1
    const blocked = !everOpened && this.failed >= TRIES && (await isServerThere())
    if (this.closed || this.ready) return
    if (blocked) this.on.blocked()
    else this.on.down()
  }

  get ready() {
    return !this.waiting && this.socket.readyState === WebSocket.OPEN
  }

  // Sends a request as soon as none is under way, even if the connection has to come back first.
  insist(message) {
    if (!this.ask(message)) this.wanted.push(message)
  }

  // Sends a request if none is under way; says whether it did.
  ask(message) {
    if (!this.ready) return false
    this.waiting = true
    this.socket.send(JSON.stringify(message))
    return true
  }

  close() {
    this.closed = true
    clearTimeout(this.timer)
    this.socket.close()
  }
}

async function isServerThere() {
  try {
    return (await fetch(new URL("_stcore/health", document.baseURI))).ok
  } catch {
    return false
  }
}
