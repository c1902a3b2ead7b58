"""Colours, contrast and weight of what browsers load."""

import gzip
import math
import re
from itertools import product
from pathlib import Path

import pytest
from django.core.management import call_command

from inbox.local.folder import REPOSITORY

STATIC = REPOSITORY / "static"
SHEETS = sorted((STATIC / "css").rglob("*.css"))
LITERAL = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch)a?\(", re.IGNORECASE)
NAMED = re.compile(r":[^;{}]*\b(?:white|black|red|green|blue|gr[ae]y|orange|yellow|purple)\b")
KILOBYTE = 1024
TINTS = ["accent", "ok", "warn", "bad", "info", "note", "bot", *(f"label-{n}" for n in range(8))]
TEXT = [
    *product(["ink", "ink-2", "ink-3"], ["canvas", "surface", "hover"]),
    *((f"{name}-ink", f"{name}-tint") for name in TINTS),
    *(("ink", f"{name}-tint") for name in ("accent", "bot", "info", "note")),
    ("ink-3", "accent-tint"), ("ink-2", "accent-tint"),
    ("on-solid", "accent"), ("on-solid", "accent-hover"), ("on-solid", "ok-solid"),
    ("on-solid", "bad-solid"), ("on-warn-solid", "warn-solid"), ("canvas", "ink"),
    ("accent-ink", "surface"), ("bad-ink", "surface"), ("warn-ink", "surface"),
    ("bot-ink", "surface"), ("info-ink", "surface"), ("bad-ink", "canvas"),
]  # fmt: skip
EDGES = [
    ("line-strong", "surface"),
    ("focus", "surface"),
    *((f"{name}-edge", "surface") for name in ("ok", "warn", "bad", "note", "bot", "info")),
]


def test_colours_stand_in_the_tokens_and_nowhere_else():  # VIS-2
    found = []
    for sheet in SHEETS:
        if sheet.name == "tokens.css":
            continue
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
        found += [f"{sheet.name}: {hit}" for hit in LITERAL.findall(text) + NAMED.findall(text)]
    assert found == []


def test_every_colour_that_is_used_is_a_token():
    known = set(re.findall(r"(--[\w-]+):", "".join(sheet.read_text() for sheet in SHEETS)))
    used = set(re.findall(r"var\((--[\w-]+)", "".join(sheet.read_text() for sheet in SHEETS)))
    assert used - known == set()


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT, ids="-on-".join)
def test_text_can_be_read(theme, ink, ground):  # VIS-1
    assert contrast(colour(ink, theme), colour(ground, theme)) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES, ids="-on-".join)
def test_edges_can_be_seen(theme, edge, ground):  # VIS-1
    assert contrast(colour(edge, theme), colour(ground, theme)) >= 3


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """Static files as a production server serves them: hashed, every reference found."""
    from django.contrib.staticfiles import storage
    from django.test import override_settings
    from whitenoise.storage import CompressedManifestStaticFilesStorage

    folder = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=str(folder)):
        storage.staticfiles_storage._wrapped = CompressedManifestStaticFilesStorage(str(folder))
        try:
            call_command("collectstatic", interactive=False, verbosity=0)
        finally:
            from django.utils.functional import empty

            storage.staticfiles_storage._wrapped = empty
    return folder


@pytest.mark.parametrize(
    ("pattern", "limit"),
    [("js/**/*.js", 70), ("fonts/*.woff2", 60)],
    ids=["scripts", "font"],
)
def test_what_a_page_loads_is_small(pattern, limit):  # PERF-4
    files = list(STATIC.glob(pattern))
    if limit == 70:
        import django_htmx

        files.append(Path(django_htmx.__file__).parent / "static/django_htmx/htmx-2.min.js")
    weight = sum(packed(file) for file in files)
    assert 0 < weight <= limit * KILOBYTE


ENTRIES = ("inbox", "pages")  # each page loads one of them beside app.css


def imported_by(*entries):
    text = "".join((STATIC / f"css/{entry}.css").read_text() for entry in entries)
    return [STATIC / "css" / name for name in re.findall(r'url\("([^"]+\.css)"\)', text)]


@pytest.mark.parametrize("entry", ENTRIES)
def test_the_styles_of_a_page_are_small(entry):  # PERF-4
    files = [STATIC / f"css/{name}.css" for name in ("app", entry)] + imported_by("app", entry)
    assert 0 < sum(packed(file) for file in files) <= 45 * KILOBYTE


def test_everything_that_styles_name_is_there_once(collected):
    entries = {STATIC / f"css/{name}.css" for name in ("app", *ENTRIES)}
    assert sorted(imported_by("app", *ENTRIES)) == sorted(set(SHEETS) - entries)
    for entry in entries:
        (sheet,) = collected.glob(f"css/{entry.stem}.*.css")
        names = re.findall(r'url\("([^"]+\.css)"\)', sheet.read_text())
        assert all((collected / "css" / name).exists() for name in names)


def test_the_import_map_names_every_module():
    mapped = set(
        re.findall(r"'(js/[^']+)'", (REPOSITORY / "templates/_importmap.html").read_text())
    )
    alone = {"js/app.js", "js/first.js"}
    there = {str(path.relative_to(STATIC)) for path in (STATIC / "js").rglob("*.js")}
    assert mapped == there - alone


def test_modules_import_only_what_the_map_names():
    names = set(
        re.findall(
            r'"((?:app|models|controllers)/\w+)":',
            (REPOSITORY / "templates/_importmap.html").read_text(),
        )
    )
    for path in (STATIC / "js").rglob("*.js"):
        for name in re.findall(r'from "([^"]+)"', path.read_text()):
            assert name in names, f"{path.name} imports {name}"


def test_no_html_is_built_from_strings():
    for path in (STATIC / "js").rglob("*.js"):
        text = path.read_text()
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", text
        )


# --- Colour arithmetic ----------------------------------------------------------------------------
def colour(name, theme):
    """A token in linear sRGB."""
    text = (STATIC / "css/tokens.css").read_text()
    pair = re.search(rf"--{name}: light-dark\(oklch\(([^)]+)\), oklch\(([^)]+)\)\)", text)
    lightness, chroma, hue = (float(part) for part in pair[theme + 1].split())
    return linear_srgb(lightness, chroma, hue)


def linear_srgb(lightness, chroma, hue):
    """OKLCH to linear sRGB, cut to the gamut (Björn Ottosson's matrices)."""
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    return [min(1.0, max(0.0, part)) for part in (red, green, blue)]


def contrast(one, other):
    """WCAG 2's ratio."""
    dark, light = sorted(
        0.2126 * red + 0.7152 * green + 0.0722 * blue for red, green, blue in (one, other)
    )
    return (light + 0.05) / (dark + 0.05)


def packed(path):
    return (
        len(gzip.compress(path.read_bytes(), 9)) if path.suffix != ".woff2" else path.stat().st_size
    )
