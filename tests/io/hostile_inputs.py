r"""Files made to do harm, one list per format, and what each is answered with.

Run as ``python -m tests.io.hostile_inputs FORMAT``, it reads them one after the other with little
time and memory, and prints what came of each.  An answer is a pattern that the error must fit, or
``READ`` where the file says something that can be meant.
"""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import negotiation as ng
from negotiation.errors import NegotiationError
from tests.fuzzing.samples import NEGOLOG, PROFILE, SAMPLES, TABLES, WEB_PROFILE, XML_DOMAIN

READ = "read"
SECONDS = 5
"""Of the processor, for each file."""

MEGABYTES = 1000
"""Of memory, beyond what Python and the library hold."""

MANY = 10**5
DEEP = 10**6
UGLY = "<b>\x1b[31m\u202e\nname"

Case = tuple[str | bytes, str]


def common(format: str) -> dict[str, Case]:
    """Return what any file of text may be spoilt by."""
    whole = SAMPLES[format][0]
    half = len(whole) // 2
    latin = "XML|UTF-8" if format == "genius" else "not text in UTF-8"
    zero = "XML" if format == "genius" else "holds a zero byte"
    refused = ""
    return {
        "empty": (b"", refused),
        "blank": (b" \n" * MANY, refused),
        "zero bytes": (b"\0" * DEEP, refused if format == "genius" else zero),
        "a zero byte": (f"{whole[:half]}\0{whole[half:]}", zero),
        "Latin-1": (whole.encode() + b"\xe9", latin),
        "half a surrogate pair": (whole.encode() + b"\xed\xa0\x80", latin),
        "UTF-16": (whole.encode("utf-16"), READ),
        "UTF-16 without its mark": (
            whole.encode("utf-16-le"),
            READ if format == "genius" else "zero byte|not text",
        ),
        "UTF-16 cut": (whole.encode("utf-16")[:-1], refused),
        "a byte order mark": (b"\xef\xbb\xbf" + whole.encode(), READ),
        "too many bytes": (b" " * (32 * 2**20 + 1), "at most 33,554,432 bytes"),
        "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 99, refused),
    }


def entities(declared: str, used: str) -> str:
    return f"<!DOCTYPE utility_space [{declared}]>\n<utility_space>{used}</utility_space>"


def genius() -> dict[str, Case]:
    laughs = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in pairwise("abcdefghij")
    )
    declares = "line 1: The file declares a document type"
    head = '<utility_space type="nonlinear"><objective name="r">'
    whole = '<issue index="{0}" name="i{0}" type="integer" lowerbound="0" upperbound="9999"/>'
    nowhere = '<hyperRectangle utility="1"><INCLUDES index="1" min="5" max="1"/></hyperRectangle>'
    number = 'evaluation="3"'
    return {
        "an entity bomb": (entities(laughs, "&j;"), declares),
        "an external entity": (
            entities('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;"),
            declares,
        ),
        "an address": (entities('<!ENTITY x SYSTEM "http://127.0.0.1:9/">', "&x;"), declares),
        "a parameter entity": (entities('<!ENTITY % p SYSTEM "p.dtd"> %p;', ""), declares),
        "a DTD": (f'<!DOCTYPE u SYSTEM "u.dtd">{PROFILE.partition("?>")[2]}', declares),
        "an undefined entity": ("<utility_space>&x;</utility_space>", "undefined entity"),
        "deep": ("<objective>" * DEEP, "at most 40 inside each other"),
        "many": ("<a>" + "<b/>" * 400_000, "at most 300,000 elements"),
        "1e400": (PROFILE.replace(number, 'evaluation="1e400"'), "finite number"),
        "NaN": (PROFILE.replace(number, 'evaluation="NaN"'), "finite number"),
        "inf": (PROFILE.replace(number, 'evaluation="inf"'), "finite number"),
        "denormal": (PROFILE.replace(number, 'evaluation="5e-324"'), READ),
        "digits": (PROFILE.replace(number, f'evaluation="{"1" * MANY}"'), "finite number"),
        "almost digits": (PROFILE.replace(number, f'evaluation="{"1" * MANY}x"'), "finite number"),
        "a huge bound": (PROFILE.replace('"-1"', '"-1e300"'), "at most 10,000 options"),
        "10^8 levels": (PROFILE.replace('upperbound="3"', 'upperbound="1e8"'), "at most 10,000"),
        "10^7 levels in short lines": (
            f"<utility_space>{''.join(map(whole.format, range(1000)))}</utility_space>",
            "at most 100,000 options in all",
        ),
        "long names within each other": (
            f'<a name="{"n" * 60}">' * 39 + "<b/>" * MANY + "</a>" * 39,
            "not a GENIUS file",
        ),
        "boxes that hold nowhere": (
            f'{head}{whole.format(1)}<utility maxutility="1"><ufun>{nowhere * 20_000}</ufun>'
            "</utility></objective></utility_space>",
            READ,
        ),
        "an encoding that is none": ('<?xml version="1.0" encoding="rot13"?><a/>', "encoding"),
        "an ugly name": (
            PROFILE.replace('"price"', '"&lt;b&gt;&#x202e;&#10;\x7fname"'),
            READ,
        ),
        "a link": (
            XML_DOMAIN.replace("<utility_space ", '<utility_space file="../../../etc/passwd" '),
            "Beside the domain is no profile",
        ),
    }


def toml() -> dict[str, Case]:
    head = 'name = "a"\nissues.a.options = ["x"]\n'
    actor = head + "actors.A.preferences.a.values.x = "
    named = "issues.a.options = [{}]\n".format(", ".join(f'"{n}"' for n in range(20_000)))
    values = ", ".join(f'"{n}" = 1' for n in range(20_000))
    base = "A base is a file beside this one"
    alike = ", ".join(['"s"'] * 50_000)
    return {
        "deep arrays": ("x = " + "[" * DEEP, "nested too deeply"),
        "deep tables": ("x = " + "{a=" * DEEP, "nested too deeply"),
        "deep keys": (".".join("a" * DEEP) + " = 1", "line 1: A key has at most 40 parts"),
        "deep quoted keys": (".".join(['"a"'] * MANY) + " = 1", "at most 40 parts"),
        "a deep head": ("\n[" + ".".join("a" * MANY) + "]", "line 2: A key has at most 40 parts"),
        "1e400": (actor + "1e400", "finite"),
        "NaN": (actor + "nan", "finite"),
        "inf": (actor + "-inf", "finite"),
        "denormal": (actor + "5e-324", READ),
        "digits": (actor + "9" * MANY, "not valid TOML.*digits"),
        "hexadecimal digits": (actor + "0x" + "f" * MANY, "finite.*too large to show"),
        "digits with lines between": (actor + "1" + "_1" * MANY, "not valid TOML"),
        "digits where a name is due": ("name = 0x" + "f" * MANY + "\n" + TABLES[22:], "text"),
        "a base elsewhere": ('base = "../../etc/passwd"', base),
        "an absolute base": ('base = "/etc/passwd"', base),
        "an address as base": ('base = "file:///etc/passwd"', base),
        "a folder as base": ('base = ".."', base),
        "a long base": (f'base = "{"n" * 5000}"', base),
        "a zero byte in a base": ('base = "a\\u0000b"', base),
        "a base that is itself": ('base = "file"', "in a circle"),
        "a ragged number": (actor + "[[1], [2, 3]]", "number"),
        "an interval without end": (
            actor.replace('options = ["x"]', "range = [0, 1e400]") + "1",
            "finite",
        ),
        "many options": (f'name = "a"\n{named}actors.A.preferences.a.values = {{{values}}}', READ),
        "a name twice among many": (
            f'kind = "game"\nactors = ["A"]\nstrategies = [[{alike}]]\n'
            f"payoffs = [[{', '.join(['1'] * 50_000)}]]",
            "same label",
        ),
        "a payoff table of many axes": (
            f'kind = "game"\nactors = ["A"]\npayoffs = [{"[" * 200}1{"]" * 200}]',
            "payoffs",
        ),
        "an ugly name": (TABLES.replace('"payoff tables"', json.dumps(UGLY)), READ),
        "a distribution that is none": (actor + '{ distribution = "scipy.os" }', "scipy.stats"),
    }


def geniusweb() -> dict[str, Case]:
    ranges = ", ".join(f'"i{n}": {{"range": [0, 9999, 1]}}' for n in range(1000))
    months = "[6, 24, 6.5]"
    return {
        **of_json("geniusweb", WEB_PROFILE.replace(months, "[6, NUMBER, 6.5]")),
        "10^8 levels": (WEB_PROFILE.replace(months, "[0, 1e8, 1]"), "more than 10,000 values"),
        "small steps": (WEB_PROFILE.replace(months, "[0, 1, 1e-999]"), "more than 10,000 values"),
        "no steps": (WEB_PROFILE.replace(months, "[0, 1, 0]"), "step above 0"),
        "10^7 levels in short lines": (
            f'{{"name": "a", "issuesValues": {{{ranges}}}}}',
            "at most 100,000 values in all",
        ),
        "an ugly name": (WEB_PROFILE.replace('"rent"', json.dumps(UGLY)), READ),
    }


def negolog() -> dict[str, Case]:
    return {
        **of_json("negolog", NEGOLOG.replace("0.7", "NUMBER")),
        "an ugly name": (NEGOLOG.replace('"price"', json.dumps(UGLY)), READ),
        "an overflow": (NEGOLOG.replace("0.7", "1e300").replace("1.0", "1e300"), READ),
    }


def of_json(format: str, text: str) -> dict[str, Case]:
    """Return what any JSON may be spoilt by; `text` says NUMBER where a number is due."""
    keys = ", ".join(f'"k{n}": 1' for n in range(MANY))

    def with_number(number: str) -> str:
        return text.replace("NUMBER", number)

    return {
        "deep arrays": ("[" * DEEP, "40 deep"),
        "deep objects": ('{"a":' * DEEP, "40 deep"),
        "an open text": ('{"a": "' + '\\"' * DEEP, "not valid JSON"),
        "1e400": (with_number("1e400"), "finite|proportion"),
        "NaN": (with_number("NaN"), "line .*: A number must be finite"),
        "inf": (with_number("-Infinity"), "line .*: A number must be finite"),
        "a huge exponent": (with_number("1e999999999999"), "proportion"),
        "digits": (with_number("1" * MANY), "proportion"),
        "decimals": (with_number("0." + "1" * MANY), "proportion"),
        "a key twice among many": (f'{{{keys}, "k{MANY - 1}": 1}}', "stands twice"),
        "an unknown key among many": (f"{{{keys}}}", "not a (key here|kind of profile)"),
    }


def nfg() -> dict[str, Case]:
    head = 'NFG 1 R "t" { "A" "B" } '
    blank = " ".join(['""'] * MANY)
    return {
        **of_gambit(head + "{ 1 1 } NUMBER 1"),
        "10^18 cells": (head + "{ 1000000000 1000000000 } 1 2", "ends after 2 of 2,000,000,"),
        "10^18 cells of outcomes": (
            head + '{ 1000000000 1000000000 } { { "" 1 2 } } 1 1',
            "at most 5,000,000 payoffs",
        ),
        "cells beyond counting": (head + f"{{ {'9' * MANY} 1 }} 1 2", "whole number"),
        "many actors": (f'NFG 1 R "t" {{ {blank} }} {{ 1 }} 1', "at most 60 actors"),
        "many strategies": (head + f"{{ {{ {blank} }} {{ {blank} }} }} 1 2", "ends after 2 of"),
        "many braces": (head + "{" * DEEP, "Expected"),
        "an ugly name": (head.replace('"A"', f'"{UGLY}"') + "{ 1 1 } 1 2", READ),
    }


def efg() -> dict[str, Case]:
    head = 'EFG 2 R "t" { "A" } '
    step = 'p "" 1 %d "" { "m" "n" } 0\n'
    steps = "".join(step % n for n in range(1, 100))
    blank = " ".join(['""'] * MANY)
    primes = (10**1500 + n for n in range(1, 400, 2))
    paid = "".join(
        f'p "" 1 {n} "" {{ "m" }} {n} "" {{ {10**1499}/{prime} }}\n'
        for n, prime in enumerate(primes, 1)
    )
    odds = " ".join(f'"m{n}" {10**1497}/{10**1500 + n}' for n in range(1, 400, 2))
    return {
        **of_gambit(head + 't "" 1 "x" { NUMBER }'),
        "deep": (head + "".join(step % n for n in range(1, 20_000)), "1,000 moves in a play"),
        "many moves": (head + f'p "" 1 1 "" {{ {blank} }} 0', "Expected a node after the move"),
        "many actors": (f'EFG 2 R "t" {{ {blank} }} ' + steps, "5,000,000 payoffs in all"),
        "fractions that grow": (head + paid + 't "" 0', "out of all proportion"),
        "chances that grow": (head + f'c "" 1 "" {{ {odds} }} 0', "out of all proportion"),
        "a number of a set": (head + f'p "" 1 {"9" * MANY} "" {{ "m" }} 0', "whole number"),
        "an ugly name": (head.replace('"A"', f'"{UGLY}"') + 't "" 0', READ),
    }


def of_gambit(text: str) -> dict[str, Case]:
    """Return what any file of Gambit may be spoilt by; `text` says NUMBER where one is due."""

    def with_number(number: str) -> str:
        return text.replace("NUMBER", number)

    return {
        "1e400": (with_number("1e400"), "line 1, column .*1e.307"),
        "NaN": (with_number("nan"), "line 1, column .*a number such as"),
        "inf": (with_number("-inf"), "line 1, column .*a number such as"),
        "too small": (with_number("1e-400"), "too small to be told from 0"),
        "denormal": (with_number("5e-324"), READ),
        "a huge exponent": (with_number("1e999999999999"), "out of all proportion"),
        "digits": (with_number("9" * MANY), "out of all proportion"),
        "almost digits": (with_number("9" * MANY + "x"), "a number such as"),
        "nothing below": (with_number("1/0"), "denominator 0"),
        "an open text": (text[:6] + ' R "' + '\\"' * DEEP, "closing quote is missing"),
    }


def csv() -> dict[str, Case]:
    heads = ",".join(f"c{n}" for n in range(MANY))
    ones = ",".join(["1"] * MANY)
    return {
        "many columns": (f"{heads}\n{ones}\n", "10,000 columns"),
        "a cell of 10^7 letters": (f"a,b\n1,{'x' * 10**7}\n", "line 2.*field limit"),
        "a cell of 10^7 letters in quotes": (f'a,b\n1,"{"x" * 10**7}\n', "line 2.*field limit"),
        "blank lines": ("a,b\n1,2\n" + "\n" * 3 * DEEP, "2,000,000 lines"),
        "1e400": ("a,b\n1,1e400\n", "line 2, column 'b'.*finite"),
        "NaN": ("a,b\n1,nan\n", "line 2, column 'b'.*finite"),
        "inf": ("a,b\n1,-inf\n", "line 2, column 'b'.*finite"),
        "denormal": ("a,b\n1,5e-324\n", READ),
        "digits": (f"a,b\n1,{'9' * MANY}\n", "finite.*characters"),
        "almost digits": (f"a,b\n1,{'9' * MANY}x\n", "Text stands right"),
        "digits and points": (f'a;b\n1;"{"1." * 50_000}x"\n', "Text stands right"),
        "digits and commas": (f'a;b\n1;"{"1," * 50_000}1"\n', "thousands separators"),
        "an open quote": ('a,b\n1,"' + "x\n" * MANY, "line 2"),
        "two marks": ("(disagreement point),b\n(disagreement point),2\n", ""),
        "an ugly name": (f'"{UGLY}",b\n1,2\n', READ),
    }


def cases(format: str) -> dict[str, Case]:
    """Return every hostile file of a format."""
    lists: dict[str, Callable[[], dict[str, Case]]] = {
        "csv": csv,
        "gambit-efg": efg,
        "gambit-nfg": nfg,
        "genius": genius,
        "geniusweb": geniusweb,
        "negolog": negolog,
        "toml": toml,
    }
    return {**common(format), **lists[format]()}


def places(folder: Path, suffix: str) -> Iterator[tuple[str, Path, str]]:
    """Yield paths that lead to no ordinary file, and how they are refused."""
    links = {
        "a link to itself": (f"loop{suffix}", "symbolic links"),
        "a device without end": ("/dev/zero", "a device, a pipe or a socket"),
        "a link to nothing": ("/nowhere", "links to '/nowhere', where there is no file"),
        "a link to a folder": ("/", "This is a folder"),
    }
    for name, (goal, words) in links.items():
        place = folder / f"{'loop' if 'itself' in name else name}{suffix}"
        place.symlink_to(goal)
        yield name, place, words
    pipe = folder / f"pipe{suffix}"
    os.mkfifo(pipe)
    yield "a pipe that nobody writes to", pipe, "a device, a pipe or a socket"
    (folder / f"folder{suffix}").mkdir()
    yield "a folder", folder / f"folder{suffix}", "This is a folder"
    yield "a long name", folder / ("n" * 5000 + suffix), "cannot be opened: File name too long"
    yield "a zero byte in a name", folder / f"a\0b{suffix}", "No file has such a name"
    yield "a file as a folder", folder / f"folder{suffix}" / ".." / f"no{suffix}", "no such file"


class _OutOfTime(BaseException):
    """Raised by the clock, past every ``except Exception``."""


def answer(path: Path, format: str) -> str:
    """Return what reading a file comes to: READ, or the error in full."""
    options: dict[str, Any] = {"profiles": []} if format == "negolog" else {}
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        noun = ng.io.read(path, format, **options)
        shown = f"{noun!r}{noun.summary()}"
        page = noun._repr_html_()
        safe = not re.search("[\x1b\u202e]", shown + page) and "<b>" not in page
        return READ if safe else f"shown raw: {shown} {page}"
    except NegotiationError as error:
        named = repr(str(path))[1:100] in str(error)
        return str(error) if named and len(str(error)) < 9000 else f"poorly said: {error}"[:500]
    except (Exception, _OutOfTime) as error:
        return f"!! {type(error).__name__}: {error}"[:500]
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _ring(*_: Any) -> None:
    raise _OutOfTime(f"more than {SECONDS} s")


def main(format: str) -> None:
    """Print what came of every hostile file and path of a format, as JSON."""
    signal.signal(signal.SIGVTALRM, _ring)
    suffix = ng.io.formats[format].suffixes[0]
    told = {}
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / f"file{suffix}"
        files = cases(format)
        path.write_text(SAMPLES[format][0], encoding="utf-8")
        answer(path, format)  # loads what is loaded on first use
        held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        most = held + MEGABYTES * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        for about, (content, words) in files.items():
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            told[about] = (words, answer(path, format))
        path.unlink()
        for about, place, words in places(Path(name), suffix):
            told[about] = (words, answer(place, format))
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1])
