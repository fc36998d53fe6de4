"""The live stage: runs in play, the channel they are watched over, and the component that paints them."""
