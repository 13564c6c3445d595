"""proof.json: how the figures are protected, against whom, what that does not cover, and what was checked."""

import json

from caseapp.figures.rounding import BASE, NEAR, POLICY_VERSION, WIDTH
from caseapp.figures.writers.content import Content

PROOF = "proof.json"
FORMAT = "caseapp-release-1"

_PROMISE = (
    "The month was rounded once into cells that are multiples of 5. Every published figure is a sum of those "
    "cells, so tables add up and the same month is always the same. Each month figure is within 7 of the "
    "truth, usually within 4. From all releases together nobody can narrow what is behind a shown month "
    "figure r to less than the whole numbers from max(0, r - 7) to r + 7."
)
_KNOWS = (
    "The attacker has every release, this proof, the program and its method, and knows the relations listed "
    "here. The attacker lacks only the organisation's secret key."
)
_LIKELY = (
    "The promise is about what is possible, not about what is likely: it is not differential privacy. A "
    "reader who knows the method may count on about 4 either way."
)
_MONTHLY = "It holds per month: a person met every month adds up over a year."
_KNOWN = "What a reader already knows about n people shifts an interval by n."
_LISTED = (
    "It speaks of the relations listed here. What further follows, for three or more counts at once, from "
    "each of them being a count of people is not used."
)
_MONTHS = "A sum over months counts a person once a month: person-months, not people."


def write_proof(content: Content) -> bytes:
    """Say what holds.

    Args:
        content: the release.

    Returns:
        JSON, UTF-8.
    """
    specification = content.specification
    data = {
        "format": FORMAT,
        "period": content.period,
        "previous": content.previous,
        "key_fingerprint": content.fingerprint,
        "key_handovers": [
            {"day": each.day, "from": each.old, "signature": each.signature} for each in content.handovers
        ],
        "promise": _PROMISE,
        "policy": {"version": POLICY_VERSION, "base": BASE, "width": WIDTH, "near": NEAR},
        "attacker": {"knows": _KNOWS, "not_covered": [_LIKELY, _MONTHLY, _KNOWN, _LISTED, _MONTHS]},
        "widths": {
            "interval": "from max(0, shown - 7) to shown + 7",
            "narrowest": [0, WIDTH],
            "figures": sum(len(measure.figures) for measure in specification.measures),
            "cells": sum(len(measure.basis) for measure in specification.measures),
        },
        "verdict": {
            "safe": True,
            "checked": [
                "structure: every figure is a multiple of 5 and the sum of its cells",
                "relations: the shown cells keep every public relation",
                "closed form: the interval above, since the shown cells are a possible truth",
                "subtraction: no two published totals over the same people differ",
            ],
        },
        "specification_digest": specification.digest,
        "specification": specification.as_data(),
    }
    return (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode()
