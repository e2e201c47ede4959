"""The parts that make up this site. A part is added here and nowhere else."""

from app.accounts.manifest import ACCOUNTS
from app.core.slices import Slice
from app.digests.manifest import DIGESTS
from app.exchange.models import Upload, UploadCheck, UploadRow
from app.reports.manifest import REPORTS
from scenarios.awards.manifest import AWARDS
from scenarios.bids.manifest import BIDS
from scenarios.demonstrations.manifest import DEMONSTRATIONS
from scenarios.introductions.manifest import INTRODUCTIONS
from scenarios.manifest import NEEDS
from scenarios.matches.manifest import MATCHES
from scenarios.panels.manifest import PANELS
from scenarios.pilots.manifest import PILOTS
from suppliers.manifest import SUPPLIES

SLICES = (
    Slice(routes="app.pages.routes", work=["app.core.sweeping"]),
    ACCOUNTS,
    Slice(routes="app.vocabulary.routes"),
    SUPPLIES,
    NEEDS,  # before matches: a need ends, then its answers lapse, in one turn of the clock
    INTRODUCTIONS,  # before matches: what hangs on a match goes before it
    MATCHES,
    AWARDS,
    PANELS,  # before bids: what hangs on a tender goes before it
    BIDS,
    PILOTS,
    DEMONSTRATIONS,
    Slice(work=["app.indexing.handlers"]),
    Slice(routes="app.exchange.routes", work=["app.exchange.handlers"], tables=[Upload, UploadCheck, UploadRow]),
    Slice(routes="app.quality.routes", work=["app.quality.timers"]),
    DIGESTS,
    REPORTS,
    Slice(work=["app.demo.deciding"]),
)
