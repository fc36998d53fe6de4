// The whole screen for the page, and back.

export const toggleFullScreen = () =>
  document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.()

export const leaveFullScreen = () => document.fullscreenElement && document.exitFullscreen()
