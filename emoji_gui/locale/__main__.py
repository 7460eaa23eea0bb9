"""Keeps the catalogs: ``python -m emoji_gui.locale update`` after any change of a text.

``update`` brings every ``.po`` in line with the texts of the source and compiles it;
``compile`` only compiles; ``missing`` prints the texts that still want a translation.
It needs Babel (the extra "translate").
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from emoji_gui.language import DOMAIN, ENGLISH, FOLDER, LANGUAGES

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

ROOT: Final = Path(__file__).resolve().parents[2]
KEYWORDS: Final = {
    **dict.fromkeys(("_", "N_", "Sentence")),
    **dict.fromkeys(("PipelineError", "SourceError", "PackError", "OutputError", "ProfileError")),
    "ngettext": (1, 2),
    "Refusal": (2,),
}
ENGLISH_ONLY: Final = (
    *("cli.py", "headless.py", "lines.py", "options.py", "progress.py", "setup/", "locale/"),
    *("installation.py", "modes.py", "pipeline/output.py", "pipeline/styles.py"),
)
"""Parts of ``emoji_gui`` that speak to the command line."""

METHODS: Final = {".py": "python", ".html": "jinja2.ext:babel_extract", ".js": "javascript"}


def texts() -> Catalog:
    """Every text of the source, untranslated."""
    from babel.messages.catalog import Catalog

    found = Catalog(project="Emoji Mirror", charset="utf-8")
    for text, context, where in _sources():
        found.add(text, locations=[(where, 1)], context=context)
    return found


def po_file(language: str) -> Path:
    """The catalog of a language as people edit it."""
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(language: str) -> Catalog:
    """The catalog of a language; an empty one where there is none yet."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po

    file = po_file(language)
    if not file.exists():
        return Catalog(locale=language, project="Emoji Mirror", charset="utf-8")
    with file.open("rb") as opened:
        return read_po(opened, locale=language)


def compiled(catalog: Catalog) -> bytes:
    """A catalog as the program reads it."""
    from babel.messages.mofile import write_mo

    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def forms(text: object) -> tuple[str, ...]:
    """A text of a catalog, or each form of one with plurals."""
    if isinstance(text, (tuple, list)):
        return tuple(map(str, text))
    return (text if isinstance(text, str) else "",)


def missing(catalog: Catalog) -> list[str]:
    """The texts of a catalog that have no translation, or not every plural form."""
    return [forms(m.id)[0] for m in catalog if m.id and not all(forms(m.string))]


def update(language: str) -> Catalog:
    """Take new texts in, drop those that are gone, and write the catalog."""
    from babel.messages.pofile import write_po

    from model.files import write_text

    catalog = read(language)
    catalog.update(texts(), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    file = io.BytesIO()
    write_po(file, catalog, width=98, sort_output=True, include_lineno=False, ignore_obsolete=True)
    po_file(language).parent.mkdir(parents=True, exist_ok=True)
    write_text(po_file(language), file.getvalue().decode())
    return read(language)


def _sources() -> Iterator[tuple[str | tuple[str, ...], str | None, str]]:
    """Texts, their contexts, and the files that they are in."""
    from babel.messages.extract import extract

    package = ROOT / "emoji_gui"
    for path in sorted(package.rglob("*")):
        where = path.relative_to(package).as_posix()
        if path.suffix not in METHODS or where.startswith(ENGLISH_ONLY):
            continue
        with path.open("rb") as file:
            for _line, text, _comments, context in extract(
                METHODS[path.suffix], file, KEYWORDS, (), {"encoding": "utf-8"}
            ):
                if text:
                    yield text, context, f"emoji_gui/{where}"
    yield from _tables()


def _tables() -> Iterator[tuple[str, None, str]]:
    """The texts that stand in tables: the commands, and the names of the packs."""
    from emoji_gui.desktop.commands import COMMANDS

    for command in COMMANDS:
        for text in (command.label, command.tip, command.in_menu):
            if text:
                yield text, None, "emoji_gui/desktop/commands.py"
    for file in sorted((ROOT / "assets" / "emojis").glob("*/pack.json")):
        yield json.loads(file.read_text("utf-8"))["name"], None, f"assets/emojis/{file.parent.name}"


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; 1 where a translation is missing."""
    options = argparse.ArgumentParser(prog="python -m emoji_gui.locale", description=__doc__)
    options.add_argument("what", choices=("update", "compile", "missing"))
    what = options.parse_args(arguments).what
    status = 0
    for language in (code for code in LANGUAGES if code != ENGLISH):
        catalog = update(language) if what == "update" else read(language)
        left = missing(catalog)
        if what != "missing":
            po_file(language).with_suffix(".mo").write_bytes(compiled(catalog))
        for text in left if what == "missing" else ():
            print(f"{language}: {text}")
        print(f"{language}: {len(catalog)} texts, {len(left)} without a translation")
        status = status or int(bool(left))
    return status


if __name__ == "__main__":
    sys.exit(main())
