// The connection to a run: one request at a time, picked up again by itself when it drops.

import { decode } from "./message.js"

const UNKNOWN_RUN = 4404
const FIRST_RETRY = 250
const LAST_RETRY = 5000

export class Connection {
  // `on` has the functions scene(message), burst(message), notice(message), surface(message), truth(message), down(), and lost() for a run the server forgot.
  constructor(address, token, on) {
    this.address = address
    this.token = token
    this.on = on
    this.retry = FIRST_RETRY
    this.waiting = false
    this.wanted = []
    this.open()
  }

  open() {
    const socket = new WebSocket(this.address)
    socket.binaryType = "arraybuffer"
    this.socket = socket
    this.waiting = true
    socket.onopen = () => socket.send(JSON.stringify({ token: this.token }))
    socket.onmessage = (event) => {
      if (typeof event.data === "string") return this.on.notice(JSON.parse(event.data))
      this.retry = FIRST_RETRY
      this.waiting = false
      const message = decode(event.data)
      this.on[message.kind](message)
      if (this.wanted.length) this.ask(this.wanted.shift())
    }
    socket.onclose = (event) => {
      if (this.closed) return
      this.waiting = true
      if (event.code === UNKNOWN_RUN) return this.on.lost()
      this.on.down()
      this.timer = setTimeout(() => this.open(), this.retry)
      this.retry = Math.min(2 * this.retry, LAST_RETRY)
    }
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
