// Space, →, R and Esc anywhere on the page, but never where a key already has a meaning.

// Where a key keeps its own meaning: everywhere that one types, and where it presses or moves something.
const TYPING = "input:not([type=range], [type=radio], [type=checkbox]), textarea, select, [contenteditable]"
const KEYS = {
  " ": "button, a, summary, [role=button], [role=checkbox], [role=option], input[type=checkbox], input[type=radio]",
  arrowright: "input, [role=slider], [role=radiogroup], [role=tablist], [role=menu], [role=listbox]",
  r: "[role=menu], [role=listbox], [role=combobox]",
  escape: "[role=menu], [role=listbox], [role=combobox], [role=dialog], [data-testid=stPopoverBody]",
}

// Calls the action of a key that is pressed; returns what ends the listening.
export function listenToKeys(actions) {
  const press = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const key = event.key.toLowerCase()
    if (!(key in KEYS) || (event.repeat && key !== "arrowright")) return
    if (event.composedPath()[0].closest?.(`${TYPING}, ${KEYS[key]}`)) return
    event.preventDefault()
    actions[key]()
  }
  document.addEventListener("keydown", press)
  return () => document.removeEventListener("keydown", press)
}
