"""`python -m app.cli`, the same as `jinghe`."""

from app.cli import main

main()
