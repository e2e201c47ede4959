"""What reading an archive from outside may raise. By itself, so that the process that opens foreign files stays small."""

import struct
import zipfile
import zlib
from typing import Final

# What zipfile raises for what is cut short, encrypted, or packed in a way that it does not know.
DAMAGED: Final = (
    zipfile.BadZipFile,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    struct.error,
    zlib.error,
)
