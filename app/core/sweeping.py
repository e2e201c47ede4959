"""What the house forgets by itself: tries at its doors and forms that were carried out."""

from app.core import once, throttle

TIMERS = (once.sweep, throttle.sweep)
