// The stage's markup.

const button = (part, icon, label, title, kind = "") => `
  <button type="button" class="stage-button ${kind}" data-part="${part}" title="${title}">
    <span class="stage-icon" data-icon aria-hidden="true">${icon}</span><span data-label>${label}</span>
  </button>`

const figure = (name, label) => `
  <div class="stage-figure"><dt>${label}</dt><dd data-figure="${name}">–</dd></div>`

const mark = (shape, kind, label, set = "") => `
  <span class="stage-mark" ${set && `data-set="${set}"`}>
    <canvas width="14" height="14" data-shape="${shape}" data-class="${kind}" aria-hidden="true"></canvas>${label}
  </span>`

export const template = (speeds) => `
  <div class="stage-bar" role="toolbar" aria-label="Training">
    ${button("play", "play_arrow", "Play", "Play or pause (Space)", "stage-primary")}
    ${button("step", "skip_next", "Step", "One iteration (→)")}
    ${button("reset", "replay", "Reset", "Back to the same initial weights (R)")}
    ${button("weights", "casino", "New weights", "Draw other initial weights: the next seed")}
    ${button("data", "scatter_plot", "New data", "Draw other points: the next seed")}
    <label class="stage-speed"><span>Speed</span>
      <input type="range" data-part="speed" min="0" max="${speeds.length - 1}" step="1" value="3" />
      <span data-part="speedText"></span>
    </label>
  </div>
  <div class="stage-view">
    <div class="stage-network">
      <div class="stage-diagram" data-part="diagramBox">
        <canvas data-part="diagram" aria-hidden="true"></canvas>
        <div data-part="units" role="group" aria-label="Units of the network"></div>
      </div>
      <label class="stage-check"><input type="checkbox" data-part="byGradient" /> Show links by gradient</label>
    </div>
    <div class="stage-left">
      <div class="stage-plane" data-part="plane"><canvas data-part="canvas" role="img"></canvas>
        <p class="stage-words" data-part="words" role="status" hidden></p></div>
      <div class="stage-legend" data-part="legend">
        ${mark("train", "0", "Class 0")}${mark("train", "1", "Class 1")}
        ${mark("train", "", "Train", "train")}${mark("dev", "", "Dev", "dev")}${mark("test", "", "Test", "test")}
      </div>
    </div>
    <div class="stage-costs">
      <div class="stage-curve" data-part="curve"></div>
      <label class="stage-check"><input type="checkbox" data-part="log" /> Log scale</label>
      <div class="stage-inspector" data-part="inspector" hidden></div>
    </div>
    <dl class="stage-figures" data-part="figures">
      ${figure("iteration", "Iteration")}${figure("cost", "Cost <i>J</i>")}
      ${figure("train", "Train accuracy")}${figure("dev", "Dev accuracy")}${figure("test", "Test accuracy")}
    </dl>
  </div>`
