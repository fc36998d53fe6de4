// The stage's markup.

const icon = (name) => `<span class="stage-icon" data-icon aria-hidden="true">${name}</span>`

const button = (part, name, label, title, kind = "") => `
  <button type="button" class="stage-button ${kind}" data-part="${part}" title="${title}">
    ${icon(name)}<span data-label>${label}</span>
  </button>`

export const small = (part, name, label, kind = "") => `
  <button type="button" class="stage-button stage-small ${kind}" data-part="${part}" title="${label}" aria-label="${label}">${icon(name)}</button>`

const figure = (name, label) => `
  <div class="stage-figure"><dt>${label}</dt><dd data-figure="${name}">–</dd></div>`

const mark = (shape, kind, label, set = "") => `
  <span class="stage-mark" ${set && `data-set="${set}"`}>
    <canvas width="14" height="14" data-shape="${shape}" data-class="${kind}" aria-hidden="true"></canvas>${label}
  </span>`

const extras = `
    ${button("weights", "casino", "New weights", "Draw other initial weights: the next seed", "stage-extra stage-brief")}
    ${button("data", "scatter_plot", "New data", "Draw other points: the next seed", "stage-extra stage-brief")}`

// The way into presenting and, while presenting, the way out and to the whole screen.
const present = `
    ${button("present", "present_to_all", "Present", "Present: large type, and only the stage", "stage-present")}
    ${small("fullScreen", "fullscreen", "Full screen", "stage-full-screen")}`

const run = (target) => `
    <form class="stage-run" data-part="run" aria-label="Run to a goal" novalidate>
      <span>Run to</span>
      <select data-part="figure" aria-label="What to run to">
        <option value="iteration">iteration</option>
        <option value="train_accuracy">train acc. ≥</option>
        <option value="dev_accuracy">dev acc. ≥</option>
        <option value="cost">cost J ≤</option>
      </select>
      <input type="text" inputmode="decimal" autocomplete="off" data-part="target" value="${target}" />
      <button type="submit" class="stage-button stage-small" title="Train at full speed and stop there" aria-label="Run there and stop">${icon("fast_forward")}</button>
    </form>`

export const bar = (speeds, more, target) => `
  <div class="stage-bar" role="toolbar" aria-label="Training">
    ${button("play", "play_arrow", "Play", "Play or pause (Space)", "stage-primary")}
    ${button("step", "skip_next", "Step", "One iteration (→)", "stage-brief")}
    ${button("reset", "replay", "Reset", "Back to the same initial weights (R)", "stage-brief")}
    ${more}${present}
    <label class="stage-speed"><span class="stage-wide">Speed</span>
      <input type="range" data-part="speed" min="0" max="${speeds.length - 1}" step="1" aria-label="Speed" />
      <span data-part="speedText"></span>
    </label>
    ${run(target)}
  </div>`

const figures = `
    <dl class="stage-figures" data-part="figures">
      ${figure("iteration", "Iteration")}${figure("cost", "Cost <i>J</i>")}
      ${figure("train", "Train acc.")}${figure("dev", "Dev acc.")}${figure("test", "Test acc.")}
    </dl>`

const network = `
  <div class="stage-network">
    <div class="stage-diagram" data-part="diagramBox">
      <canvas data-part="diagram" aria-hidden="true"></canvas>
      <div data-part="units" role="group" aria-label="Units of the network">
        <div class="stage-inspector" data-part="inspector" role="group" hidden></div>
      </div>
    </div>
    <div class="stage-options">
      <label class="stage-check"><input type="checkbox" data-part="byGradient" /> Show links by gradient</label>
      <label class="stage-check"><input type="checkbox" data-part="truth" /> Show the best possible border</label>
      <span class="stage-hint" data-part="truthText"></span>
      <span class="stage-hint" data-part="masks"></span>
    </div>
  </div>`

const plane = `
  <div class="stage-left">
    <div class="stage-plane" data-part="plane"><canvas data-part="canvas" role="img"></canvas>
      <output class="stage-pointed" data-part="pointed" hidden></output>
      <p class="stage-words" data-part="words" role="status" hidden></p></div>
    <div class="stage-legend" data-part="legend">
      ${mark("train", "0", "Class 0")}${mark("train", "1", "Class 1")}
      ${mark("train", "", "Train", "train")}${mark("dev", "", "Dev", "dev")}${mark("test", "", "Test", "test")}
    </div>
  </div>`

const findings = `
    <ul class="stage-findings" data-part="findings" aria-label="What the numbers say" aria-live="polite"></ul>`

const costs = `
  <div class="stage-costs stage-curve">
    <div class="stage-travel" data-part="travel" role="group" aria-label="Time travel">
      ${small("backwards", "arrow_back", "Play backwards")}
      ${small("slow", "slow_motion_video", "Slow motion")}
      ${button("goOn", "fork_right", "Continue from here", "Train on from this iteration; what came after stays as a pale curve", "stage-small stage-go-on")}
      ${small("newest", "last_page", "Back to the newest iteration")}
      <label class="stage-check"><input type="checkbox" data-part="log" /> Log scale</label>
      <ul class="legend" data-part="curveLegend" aria-label="Lines of the chart"></ul>
    </div>
    <div class="stage-plot" data-part="curve"></div>
    <input type="range" class="stage-scrub" data-part="scrub" min="0" max="1" step="1" value="0" aria-label="Iteration that shows" />
  </div>`

export const template = (speeds) => `${bar(speeds, extras, "2,000")}
  <div class="stage-view">${figures}${network}<div class="stage-right">${plane}${findings}</div>${costs}</div>
  <p class="stage-unseen" data-part="live" aria-live="polite"></p>`
