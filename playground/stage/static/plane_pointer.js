// What the plane says where one points: the place and the network's answer there.

export class PlanePointer {
  constructor({ plane, pointed }) {
    this.plane = plane
    this.pointed = pointed
    this.at = null
    plane.addEventListener("pointermove", (event) => {
      const { left, top } = plane.getBoundingClientRect()
      this.at = [event.clientX - left, event.clientY - top]
      this.stale = true
    })
    plane.addEventListener("pointerleave", () => {
      this.at = null
      this.pointed.hidden = true
    })
  }

  // Writes it, for a field of logits in these steps over a region that is drawn in this square.
  write(square, [x1Low, x1High, x2Low, x2High], field, step) {
    this.stale = false
    if (!this.at) return
    const right = (this.at[0] - square.x) / square.side
    const up = 1 - (this.at[1] - square.y) / square.side
    const inside = right >= 0 && right <= 1 && up >= 0 && up <= 1
    this.pointed.hidden = !inside
    if (!inside) return
    const answer = 1 / (1 + Math.exp(-step * field.at(right, up)))
    const [x1, x2] = [x1Low + right * (x1High - x1Low), x2Low + up * (x2High - x2Low)].map(signed)
    this.pointed.textContent = `x₁ ${x1}, x₂ ${x2}: ŷ = ${answer.toFixed(3)}`
    const { offsetWidth, offsetHeight } = this.pointed
    const beside = this.at[0] + 14 + offsetWidth < this.plane.clientWidth ? this.at[0] + 14 : this.at[0] - 14 - offsetWidth
    const above = this.at[1] > offsetHeight + 10 ? this.at[1] - offsetHeight - 6 : this.at[1] + 18
    Object.assign(this.pointed.style, { left: `${beside}px`, top: `${above}px` })
  }
}

const signed = (value) => value.toFixed(2).replace("-", "−")
