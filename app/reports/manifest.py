"""Reports of the office as a part of the site."""

from app.core.slices import Slice

REPORTS = Slice(routes="app.reports.routes", work=["app.reports.timers"])
