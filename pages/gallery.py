"""The gallery: experiments worth seeing, each a card that opens it in the playground."""

from playground.ui.gallery import show_topic
from playground.ui.presets import TOPICS

for topic in TOPICS:
    show_topic(topic)
