"""Opens the Emoji Mirror; ``python main.py --help`` lists what else it does."""

import signal
import sys

# Written so that any Python understands this file: an old one gets the sentence.
if sys.version_info < (3, 11):
    sys.exit(
        "Emoji Mirror needs Python 3.11 or newer, and this is Python %d.%d. "
        "Run 'python3 set_up.py': it looks for a newer one." % tuple(sys.version_info[:2])
    )

if __name__ == "__main__":
    # Until there is something to clear up, Ctrl-C ends it without a traceback.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from emoji_gui.cli import run_process

    run_process()
