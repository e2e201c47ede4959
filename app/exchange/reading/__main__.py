"""The process that opens a foreign file: `python -m app.exchange.reading FILE DESCRIPTOR SECONDS WANTED`.

Records go to the descriptor, what else is to be said to standard output. It imports nothing of the web, the database or
the models, and ends by itself when its time is over, also when whoever started it is gone.
"""

import errno
import json
import os
import sys
from pathlib import Path
from typing import IO

from app.core.apart import limit
from app.exchange.reading.bounds import MAX_MEMORY, MAX_TRANSCRIPT
from app.exchange.reading.opening import open_table
from app.exchange.reading.table import Wanted
from app.exchange.reading.transcript import refusal, write
from app.exchange.rules import FileRule, UnreadableFile


def main(path: Path, descriptor: int, seconds: float, wanted: Wanted) -> int:
    """Read the file; the exit code is 0 or the number of what the machine refused."""
    limit(seconds, MAX_MEMORY, MAX_TRANSCRIPT)
    try:
        with os.fdopen(descriptor, "wb") as lines:
            answer = _answer(path, lines, wanted)
        sys.stdout.buffer.write(answer)
        sys.stdout.buffer.flush()
    except MemoryError:
        return errno.ENOMEM
    except OSError as error:
        return error.errno or errno.EIO
    return 0


def _answer(path: Path, lines: IO[bytes], wanted: Wanted) -> bytes:
    try:
        return write(open_table(path, wanted), lines)
    except UnreadableFile as error:
        return refusal(error)
    except (MemoryError, OSError):
        raise
    except BaseException:  # noqa: BLE001 - what a library makes of a hostile file is anybody's guess, panics included
        return refusal(UnreadableFile(FileRule.BROKEN_WORKBOOK))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), Wanted(**json.loads(sys.argv[4]))))
