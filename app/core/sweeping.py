"""What the house forgets by itself: tries at its doors, forms that were carried out, texts that nobody came back
for."""

from app.core import kept, once, throttle

TIMERS = (once.sweep, throttle.sweep, kept.sweep)
