"""Opens the Emoji Mirror; ``python main.py --help`` lists what else it does."""

import sys

# Written so that any Python understands this file: an old one gets the sentence.
if sys.version_info < (3, 11):
    sys.exit(
        "Emoji Mirror needs Python 3.11 or newer, and this is Python %d.%d. "
        "Run 'python3 set_up.py': it looks for a newer one." % tuple(sys.version_info[:2])
    )

from emoji_gui.cli import main

if __name__ == "__main__":
    sys.exit(main())
