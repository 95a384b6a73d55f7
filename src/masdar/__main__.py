"""`python -m masdar` is `masdar`."""

from masdar.cli import main

main()
