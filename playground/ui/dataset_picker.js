// Small pictures of the datasets, as radio buttons.

const COLOURS = ["#d9660f", "#3a7fc8"]

function tile({ name, title, points }) {
  const dot = ([x, y, label]) => `<circle cx="${x}" cy="${y}" r="3.4" fill="${COLOURS[label]}"/>`
  return `<label><input type="radio" name="dataset" value="${name}">
    <svg viewBox="0 0 100 100" aria-hidden="true">${points.map(dot).join("")}</svg>${title}</label>`
}

export default function (component) {
  const { parentElement, data, setStateValue } = component
  const tiles = parentElement.querySelector(".tiles")
  if (!tiles.children.length) tiles.innerHTML = data.tiles.map(tile).join("")
  tiles.querySelector(`input[value="${data.chosen}"]`).checked = true
  tiles.onchange = (event) => setStateValue("picked", event.target.value)
}
