// The inspector: what a unit or a link is, in numbers, and fields to set its weights by hand.

const number = (value) => {
  const size = Math.abs(value)
  return size !== 0 && (size < 1e-3 || size >= 1e4) ? value.toExponential(2) : value.toFixed(3)
}

const sub = (l, i) => `<sub>${i + 1}</sub><sup>[${l}]</sup>`

export class Inspector {
  // `edit(link, value)` sets a weight or bias; `closed()` is called when the panel is.
  constructor(element, edit, closed) {
    this.element = element
    this.edit = edit
    element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") closed()
    })
    element.addEventListener("change", (event) => {
      const value = Number(event.target.value)
      if (event.target.value !== "" && Number.isFinite(value)) this.edit(this.fields.get(event.target), value)
      else this.refresh(this.keyframe, true)
    })
    element.addEventListener("click", (event) => {
      if (event.target.closest("[data-close]")) closed()
    })
  }

  // Shows what is pointed at; with `fixed`, its weights can be set.
  show(chosen, diagram, keyframe, fixed) {
    this.element.hidden = !chosen
    Object.assign(this, { chosen, fixed })
    this.fields = new Map()
    this.spots = []
    if (!chosen) return
    this.diagram = diagram
    this.links = "from" in chosen ? [chosen] : diagram.links.filter((link) => link.to === chosen)
    const close = fixed ? '<button type="button" class="stage-close" data-close aria-label="Close">×</button>' : ""
    const hint = fixed || !this.links.length ? "" : '<span class="stage-hint">Click to set by hand.</span>'
    this.element.innerHTML = `<p>${this.title()} ${hint}</p>${close}<ul>${this.rows(fixed)}</ul>`
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
