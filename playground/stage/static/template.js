// The stage's markup.

const icon = (name) => `<span class="stage-icon" data-icon aria-hidden="true">${name}</span>`

const button = (part, name, label, title, kind = "") => `
  <button type="button" class="stage-button ${kind}" data-part="${part}" title="${title}">
    ${icon(name)}<span data-label>${label}</span>
  </button>`

export const small = (part, name, label) => `
  <button type="button" class="stage-button stage-small" data-part="${part}" title="${label}" aria-label="${label}">${icon(name)}</button>`

const figure = (name, label) => `
  <div class="stage-figure"><dt>${label}</dt><dd data-figure="${name}">–</dd></div>`

const mark = (shape, kind, label, set = "") => `
  <span class="stage-mark" ${set && `data-set="${set}"`}>
    <canvas width="14" height="14" data-shape="${shape}" data-class="${kind}" aria-hidden="true"></canvas>${label}
  </span>`

const extras = `
    ${button("weights", "casino", "New weights", "Draw other initial weights: the next seed", "stage-extra")}
    ${button("data", "scatter_plot", "New data", "Draw other points: the next seed", "stage-extra")}
    ${small("present", "present_to_all", "Present: large type, and only the stage")}`

export const bar = (speeds, more) => `
  <div class="stage-bar" role="toolbar" aria-label="Training">
    ${button("play", "play_arrow", "Play", "Play or pause (Space)", "stage-primary")}
    ${button("step", "skip_next", "Step", "One iteration (→)")}
    ${button("reset", "replay", "Reset", "Back to the same initial weights (R)")}
    ${more}
    <label class="stage-speed"><span>Speed</span>
      <input type="range" data-part="speed" min="0" max="${speeds.length - 1}" step="1" />
      <span data-part="speedText"></span>
    </label>
  </div>`

const network = `
  <div class="stage-network">
    <div class="stage-diagram" data-part="diagramBox">
      <canvas data-part="diagram" aria-hidden="true"></canvas>
      <div data-part="units" role="group" aria-label="Units of the network"></div>
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
      <p class="stage-words" data-part="words" role="status" hidden></p></div>
    <div class="stage-legend" data-part="legend">
      ${mark("train", "0", "Class 0")}${mark("train", "1", "Class 1")}
      ${mark("train", "", "Train", "train")}${mark("dev", "", "Dev", "dev")}${mark("test", "", "Test", "test")}
    </div>
  </div>`

const costs = `
  <div class="stage-costs">
    <div class="stage-chart">
      <div class="stage-curve" data-part="curve"></div>
      <div class="stage-inspector" data-part="inspector" hidden></div>
    </div>
    <div class="stage-travel" data-part="travel" role="group" aria-label="Time travel">
      ${small("backwards", "arrow_back", "Play backwards")}
      ${small("slow", "slow_motion_video", "Slow motion")}
      <input type="range" data-part="scrub" min="0" max="1" step="1" value="0" aria-label="Iteration that shows" />
      ${button("goOn", "fork_right", "Continue from here", "Train on from this iteration; what came after stays as a pale curve", "stage-small")}
      ${small("newest", "last_page", "Back to the newest iteration")}
      <label class="stage-check"><input type="checkbox" data-part="log" /> Log scale</label>
    </div>
  </div>`

const reading = `
  <div class="stage-reading">
    <dl class="stage-figures" data-part="figures">
      ${figure("iteration", "Iteration")}${figure("cost", "Cost <i>J</i>")}
      ${figure("train", "Train acc.")}${figure("dev", "Dev acc.")}${figure("test", "Test acc.")}
    </dl>
    <ul class="stage-findings" data-part="findings" aria-label="What the numbers say" aria-live="polite"></ul>
    <p class="stage-unseen" data-part="live" aria-live="polite"></p>
  </div>`

export const template = (speeds) => `${bar(speeds, extras)}<div class="stage-view">${network}${plane}${costs}${reading}</div>`
