// Memory: what a tab keeps of its stages, so that they go on after a reload or a walk through other pages.
//
// It lives in the tab's own storage: the address never holds a token. Where a browser keeps nothing, nothing is lost but
// this. Whoever follows a link wants what it tells, from its start; to reload, to go back and to duplicate a tab is to
// go on.

const PREFIX = "playground-stage-"

if (performance.getEntriesByType("navigation")[0]?.type === "navigate") forgetAll()

function forgetAll() {
  try {
    for (const name of Object.keys(sessionStorage)) if (name.startsWith(PREFIX)) sessionStorage.removeItem(name)
  } catch {
    // storage is switched off
  }
}

export function remember(name, record) {
  try {
    sessionStorage.setItem(PREFIX + name, JSON.stringify(record))
  } catch {
    // storage is full or switched off
  }
}

// What was remembered under this name, or null.
export function recall(name) {
  try {
    const { token, story, iteration, playing, view } = JSON.parse(sessionStorage.getItem(PREFIX + name))
    return { token: String(token), story, iteration: Math.max(0, iteration | 0), playing: playing === true, view }
  } catch {
    return null
  }
}
