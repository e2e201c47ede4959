"""Reports of the office as a part of the site."""

from app.core.slices import Slice
from app.reports.models import Matter, MonthFigures

REPORTS = Slice(routes="app.reports.routes", work=["app.reports.timers"], tables=[MonthFigures, Matter])
