// The inspector: what a unit or a link is, in numbers, and fields to set its weights by hand.

const number = (value) => {
  const size = Math.abs(value)
  return size !== 0 && (size < 1e-3 || size >= 1e4) ? value.toExponential(2) : value.toFixed(3)
}

const sub = (l, i) => `<sub>${i + 1}</sub><sup>[${l}]</sup>`

export class Inspector {
  // `on.edit(link, value)` sets a weight or bias, `on.typing()` when somebody is about to, `on.closed()` when the panel
  // is closed.
  constructor(element, on) {
    this.element = element
    this.on = on
    this.made = [] // what was set by hand here, as it was before
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return
      event.stopPropagation() // it closes this, not what lies below
      on.closed()
    })
    element.addEventListener("focusin", (event) => {
      if (event.target.matches("input")) on.typing()
    })
    element.addEventListener("change", (event) => this.set(event.target))
    // A click here is none on the diagram below.
    element.addEventListener("pointermove", (event) => event.stopPropagation())
    element.addEventListener("click", (event) => {
      event.stopPropagation()
      if (event.target.closest("[data-close]")) on.closed()
      if (event.target.closest("[data-undo]")) this.undo()
    })
  }

  set(field) {
    const value = Number(field.value)
    if (field.value === "" || !Number.isFinite(value)) return this.refresh(this.keyframe, true)
    const link = this.fields.get(field)
    this.made.push({ link, before: this.keyframe.weights[this.diagram.links.indexOf(link)] })
    this.on.edit(link, value)
    this.element.querySelector("[data-undo]").hidden = false
  }

  // Sets what was set last back to what it was.
  undo() {
    const { link, before } = this.made.pop()
    this.element.querySelector("[data-undo]").hidden = !this.made.length
    this.on.edit(link, before)
  }

  // Shows what is pointed at; with `fixed`, its weights can be set.
  show(chosen, diagram, keyframe, fixed) {
    this.element.hidden = !chosen
    if (!isSame(chosen, this.chosen)) this.made = []
    Object.assign(this, { chosen, fixed })
    this.fields = new Map()
    this.spots = []
    if (!chosen) return
    this.diagram = diagram
    this.links = "from" in chosen ? [chosen] : diagram.links.filter((link) => link.to === chosen)
    const close = '<button type="button" class="stage-close" data-close aria-label="Close">×</button>'
    const undo = `<button type="button" class="stage-button stage-small" data-undo ${this.made.length ? "" : "hidden"}>Undo</button>`
    const hint = fixed || !this.links.length ? "" : '<span class="stage-hint">Click to set by hand.</span>'
    this.element.innerHTML = `<p>${this.title()} ${hint}</p><ul>${this.rows(fixed)}</ul>${fixed ? undo + close : ""}`
    this.element.setAttribute("aria-label", this.element.querySelector("p").textContent.split(":")[0])
    this.element.dataset.fixed = fixed
    this.element.dataset.side = (chosen.to ?? chosen).x < diagram.width / 2 ? "right" : "left"
    this.element.querySelectorAll("[data-link]").forEach((cell) => this.spots.push(cell))
    for (const field of this.element.querySelectorAll("input")) this.fields.set(field, this.links[field.dataset.at])
    this.refresh(keyframe, true)
  }

  title() {
    const { chosen, diagram } = this
    const last = diagram.scene.shown.length - 1
    if ("from" in chosen) return `Weight <i>w</i><sub>${chosen.i + 1}${chosen.j + 1}</sub><sup>[${chosen.l}]</sup>`
    if (chosen.l === 0) return `Input <i>x</i><sub>${chosen.i + 1}</sub>`
    const g = chosen.l === last ? "sigmoid" : diagram.scene.activation.replace("_", " ")
    const name = chosen.l === last ? "Output" : `Layer ${chosen.l}, unit ${chosen.i + 1}`
    const before = chosen.l === 1 ? "<i>x</i>" : `<i>a</i><sup>[${chosen.l - 1}]</sup>`
    return `${name}: <i>a</i>${sub(chosen.l, chosen.i)} = ${g}(<i>w</i>${sub(chosen.l, chosen.i)} · ${before} + <i>b</i>${sub(chosen.l, chosen.i)})`
  }

  rows(fixed) {
    const shown = this.links.map((link, at) => {
      const name = link.from ? `<i>w</i><sub>${link.i + 1}${link.j + 1}</sub>` : `<i>b</i><sub>${link.i + 1}</sub>`
      const label = link.from ? `weight from unit ${link.j + 1}` : "bias"
      const value = fixed
        ? `<input type="number" step="any" data-at="${at}" aria-label="${label}">`
        : `<span data-link="${at}" data-kind="weights"></span>`
      const gradient = `<i>d${link.from ? "w" : "b"}</i> <span data-link="${at}" data-kind="gradients"></span>`
      return `<li><span>${name}</span>${value}<span class="stage-gradient">${gradient}</span></li>`
    })
    return shown.join("")
  }

  // Writes the current numbers; fields only while nobody types in them, unless told to.
  refresh(keyframe, all = false) {
    this.keyframe = keyframe
    if (this.element.hidden || !this.links) return
    const at = (link) => this.diagram.links.indexOf(link)
    for (const spot of this.spots) {
      spot.textContent = number(keyframe[spot.dataset.kind][at(this.links[spot.dataset.link])])
    }
    for (const [field, link] of this.fields) {
      if (all || document.activeElement !== field) field.value = number(keyframe.weights[at(link)])
    }
  }
}

// Whether two units or links are the same one: they are made anew whenever the diagram is laid out.
const isSame = (one, other) => one?.l === other?.l && one?.i === other?.i && one?.j === other?.j
