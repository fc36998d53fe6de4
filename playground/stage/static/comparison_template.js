// The comparison's markup: a bar of buttons, a row of columns, and what they have in common below.

import { bar, small } from "./template.js"

const NAMES = { cost: "Cost", data: "Data cost", penalty: "Penalty", train: "Train", dev: "Dev", test: "Test", gap: "Gap", epochs: "Epochs" }

const column = (title, at, figures) => `
  <section class="stage-column" aria-label="${title}">
    <h3>${title}</h3>
    <canvas data-plane="${at}" role="img"></canvas>
    <dl>${figures.map((name) => `<div><dt>${NAMES[name]}</dt><dd data-figure="${name}">–</dd></div>`).join("")}</dl>
    <p class="stage-hint" data-published="${at}"></p>
    <p class="stage-hint" data-note="${at}"></p>
    <canvas data-thinned="${at}" role="img" hidden></canvas>
  </section>`

const histogram = (title, at) =>
  `<canvas data-histogram="${at}" role="img" aria-label="Histograms of ${title}, a row for each layer"></canvas>`

export const columns = (titles, figures) => titles.map((title, at) => column(title, at, figures)).join("")
export const histograms = (titles) => titles.map(histogram).join("")

export const comparisonTemplate = (speeds) => `
  ${bar(speeds, "", "15,000")}
  <div class="stage-travel" data-part="travel" role="group" aria-label="Time travel">
    ${small("backwards", "arrow_back", "Play backwards")}
    ${small("slow", "slow_motion_video", "Slow motion")}
    <input type="range" class="stage-scrub" data-part="scrub" min="0" max="1" step="1" value="0" aria-label="Iteration that shows" />
    ${small("newest", "last_page", "Back to the newest iteration")}
    <output class="stage-iteration" data-part="iteration"></output>
  </div>
  <p class="stage-words" data-part="words" role="status" hidden></p>
  <div class="stage-columns" data-part="columns"></div>
  <div class="stage-charts">
    <div class="stage-cost-chart">
      <ul class="legend" data-part="costsLegend" aria-label="Lines of the chart"></ul>
      <div class="stage-plot" data-part="costs"></div>
    </div>
    <div data-part="spread"></div>
    <div data-part="gradient"></div>
    <figure class="stage-surface" data-part="surface" hidden>
      <canvas role="img" aria-label="The cost over a plane, with the path of every network"></canvas>
      <figcaption class="stage-hint">Cost over a plane through the common start (ring), darker is lower. <span data-part="share"></span></figcaption>
    </figure>
  </div>
  <ul class="stage-said" data-part="said" aria-label="What the comparison shows"></ul>
  <div class="stage-check-row">
    <label data-part="kinds">Histograms, a row for each layer, of
      <select data-part="kind">
        <option value="activations">activations</option>
        <option value="weights">weights</option>
        <option value="gradients">gradients</option>
      </select>
    </label>
    <label class="stage-check"><input type="checkbox" data-part="log" checked /> Log scale of the cost</label>
    <label class="stage-check" data-part="ofDevLabel" hidden><input type="checkbox" data-part="ofDev" /> Costs on the dev set</label>
    <label class="stage-check" data-part="byEpochLabel" hidden><input type="checkbox" data-part="byEpoch" /> Costs by epoch</label>
  </div>
  <div class="stage-columns" data-part="histograms"></div>
  <p class="stage-unseen" data-part="live" aria-live="polite"></p>`
