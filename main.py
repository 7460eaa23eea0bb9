"""Opens the Emoji Mirror; ``python main.py --help`` lists what else it does."""

import sys

# Written so that any Python understands this file: an old one gets the sentence.
if sys.version_info < (3, 11):
    sys.exit(
        "Emoji Mirror needs Python 3.11 or newer, and this is Python %d.%d. "
        "Run 'python3 set_up.py': it looks for a newer one." % tuple(sys.version_info[:2])
    )

if __name__ == "__main__":
    from emoji_gui.ending import end_at_once

    end_at_once()
    from emoji_gui.cli import run_process

    run_process()
