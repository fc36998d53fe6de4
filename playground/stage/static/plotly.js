// Plotly's script, loaded once, from where this server has it.

let loading

export function loadPlotly(address) {
  loading ??= new Promise((resolve, reject) => {
    if (window.Plotly) return resolve(window.Plotly)
    const script = document.createElement("script")
    script.src = address
    script.onload = () => resolve(window.Plotly)
    script.onerror = reject
    document.head.append(script)
  })
  return loading
}
