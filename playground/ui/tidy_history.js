// One click is one entry in the browser's history.
//
// When a page is left, Streamlit first puts the address without the page's parameters into the history, then that of the
// next page, then once more for every parameter that it restores there. Going back would lead to those: to addresses at
// which nobody ever was, without any setting. Here, only the first change of the address after a click or a key makes an
// entry; those that follow, and those that nobody asked for, take its place.

const TIDY = Symbol.for("playground-tidy-history")

function tidyHistory() {
  if (window[TIDY]) return
  window[TIDY] = true
  let asked = false
  const ask = () => (asked = true)
  for (const gesture of ["pointerdown", "keydown"]) window.addEventListener(gesture, ask, { capture: true, passive: true })
  window.addEventListener("popstate", () => (asked = false), { capture: true })
  const { history } = window
  const push = history.pushState.bind(history)
  history.pushState = (...entry) => {
    if (asked) push(...entry)
    else history.replaceState(...entry)
    asked = false
  }
}

export default function ({ parentElement }) {
  tidyHistory()
  const box = (parentElement.host ?? parentElement).closest('[data-testid="stElementContainer"]')
  if (box) box.style.display = "none"
}
