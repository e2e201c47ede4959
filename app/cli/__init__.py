"""The door for scripts: `jinghe`."""

from app.cli.door import main

__all__ = ["main"]
