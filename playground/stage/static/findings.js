// Findings: what the numbers say, in plain words, each with one thing to try.

export class Findings {
  // `fix(finding)` does what a finding advises.
  constructor(element, fix) {
    this.element = element
    this.fix = fix
    this.shown = ""
  }

  // Shows these; what stays the same is left alone, so that a button does not move away under the mouse.
  show(findings) {
    const written = JSON.stringify(findings)
    if (written === this.shown) return
    this.shown = written
    const cards = [...this.element.children]
    findings.forEach((finding, at) => {
      if (cards[at]?.dataset.name !== finding.name) this.element.insertBefore(card(finding.name), cards[at] ?? null)
      this.write(this.element.children[at], finding)
    })
    while (this.element.children.length > findings.length) this.element.lastChild.remove()
    this.element.dataset.count = findings.length
  }

  write(item, finding) {
    const { iteration, words, advice } = finding
    const [said, button] = item.children
    said.textContent = words
    said.title = `Found at iteration ${iteration.toLocaleString("en")}`
    button.textContent = advice
    button.onclick = () => this.fix(finding)
  }
}

function card(name) {
  const item = document.createElement("li")
  item.className = "stage-finding"
  item.dataset.name = name
  const button = document.createElement("button")
  button.type = "button"
  button.className = "stage-button stage-fix"
  item.append(document.createElement("p"), button)
  return item
}
