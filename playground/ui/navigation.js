// What Streamlit's page links lack: the mark of the open page for assistive technology, addresses that also work in
// a new tab (the start page's own is empty, which would lead to the page one is on), and the open page in sight.
export default function ({ data }) {
  const row = document.querySelector(".st-key-navigation")
  if (!row) return
  row.setAttribute("role", "navigation")
  row.setAttribute("aria-label", "Pages")
  const links = new MutationObserver(() => mark(row, data)) // links may come after this
  links.observe(row, { childList: true, subtree: true })
  const size = new ResizeObserver(() => showOpenPage(row))
  size.observe(row)
  mark(row, data)
  return () => {
    links.disconnect()
    size.disconnect()
  }
}

function mark(row, { pages, open }) {
  for (const link of row.querySelectorAll("a")) {
    const page = pages.find(({ title }) => title === link.textContent.trim())
    if (!page) continue
    link.href = new URL(page.path || ".", document.baseURI).href
    if (page.path === open) link.setAttribute("aria-current", "page")
    else link.removeAttribute("aria-current")
  }
  showOpenPage(row)
}

// Where the row is wider than the window, it begins with the open page in its middle.
function showOpenPage(row) {
  const link = row.querySelector("[aria-current]")
  if (!link) return
  const { left, width } = link.getBoundingClientRect()
  row.scrollLeft += left + width / 2 - row.getBoundingClientRect().left - row.clientWidth / 2
}
