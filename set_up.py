"""Sets up Emoji Mirror, once, and starts it: ``python3 set_up.py [run|test|train]``."""

import sys

# Written so that any Python understands this file: an old one looks for a newer one.
if sys.version_info < (3, 11):
    import os
    import subprocess

    for name in ("python3.13", "python3.12", "python3.11"):
        try:
            # Trying is the only test: version managers leave commands that do nothing.
            with open(os.devnull, "w") as nowhere:
                works = subprocess.call([name, "-c", ""], stderr=nowhere) == 0
        except OSError:
            works = False
        if works:
            os.execvp(name, [name] + sys.argv)
    sys.exit(
        "Emoji Mirror needs Python 3.11 or newer, and this is Python %d.%d: "
        "install one from https://www.python.org/downloads/ (on Debian or Ubuntu: "
        "'sudo apt-get install python3.11') and run this again." % tuple(sys.version_info[:2])
    )

from emoji_gui.setup.command import main

if __name__ == "__main__":
    sys.exit(main())
