"""The few drawings that the unlock page and the first run need: no icon table before the first paint.

From Lucide (https://lucide.dev), ISC licence, as packaged by python-lucide; 24-unit grid.
"""

from typing import Final

DRAWINGS: Final[dict[str, str]] = {
    "notebook": (
        '<path d="M2 6h4" />'
        '<path d="M2 10h4" />'
        '<path d="M2 14h4" />'
        '<path d="M2 18h4" />'
        '<rect width="16" height="20" x="4" y="2" rx="2" />'
        '<path d="M16 2v20" />'
    ),
    "eye": (
        '<path d="M2.062 12.348a1 1 0 0 1 0-.696 10.75 10.75 0 0 1 19.876 0 1 1 0 0 1 0 .696 10.75 '
        '10.75 0 0 1-19.876 0" />'
        '<circle cx="12" cy="12" r="3" />'
    ),
    "eye-off": (
        '<path d="M10.733 5.076a10.744 10.744 0 0 1 11.205 6.575 1 1 0 0 1 0 .696 10.747 10.747 0 0 '
        '1-1.444 2.49" />'
        '<path d="M14.084 14.158a3 3 0 0 1-4.242-4.242" />'
        '<path d="M17.479 17.499a10.75 10.75 0 0 1-15.417-5.151 1 1 0 0 1 0-.696 10.75 10.75 0 0 1 '
        '4.446-5.143" />'
        '<path d="m2 2 20 20" />'
    ),
    "info": ('<circle cx="12" cy="12" r="10" /><path d="M12 16v-4" /><path d="M12 8h.01" />'),
    "keyboard": (
        '<path d="M10 8h.01" />'
        '<path d="M12 12h.01" />'
        '<path d="M14 8h.01" />'
        '<path d="M16 12h.01" />'
        '<path d="M18 8h.01" />'
        '<path d="M6 8h.01" />'
        '<path d="M7 16h10" />'
        '<path d="M8 12h.01" />'
        '<rect width="20" height="16" x="2" y="4" rx="2" />'
    ),
    "languages": (
        '<path d="m5 8 6 6" />'
        '<path d="m4 14 6-6 2-3" />'
        '<path d="M2 5h12" />'
        '<path d="M7 2h1" />'
        '<path d="m22 22-5-10-5 10" />'
        '<path d="M14 18h6" />'
    ),
    "chevron-down": ('<path d="m6 9 6 6 6-6" />'),
    "check": ('<path d="M20 6 9 17l-5-5" />'),
    "circle-check": ('<circle cx="12" cy="12" r="10" /><path d="m16 9-5.5 5.5L8 12" />'),
    "circle-alert": (
        '<circle cx="12" cy="12" r="10" />'
        '<line x1="12" x2="12" y1="8" y2="12" />'
        '<line x1="12" x2="12.01" y1="16" y2="16" />'
    ),
    "triangle-alert": (
        '<path d="m21.73 18-8-14a2 2 0 0 0-3.48 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.73-3" />'
        '<path d="M12 9v4" />'
        '<path d="M12 17h.01" />'
    ),
    "lock": (
        '<rect width="18" height="11" x="3" y="11" rx="2" ry="2" /><path d="M7 11V7a5 5 0 0 1 10 0v4" />'
    ),
    "key-round": (
        '<path d="M2.586 17.414A2 2 0 0 0 2 18.828V21a1 1 0 0 0 1 1h3a1 1 0 0 0 1-1v-1a1 1 0 0 1 '
        '1-1h1a1 1 0 0 0 1-1v-1a1 1 0 0 1 1-1h.172a2 2 0 0 0 1.414-.586l.814-.814a6.5 6.5 0 1 0-4-4z" />'
        '<circle cx="16.5" cy="7.5" r=".5" fill="currentColor" />'
    ),
    "arrow-left": ('<path d="m12 19-7-7 7-7" /><path d="M19 12H5" />'),
    "arrow-right": ('<path d="M5 12h14" /><path d="m12 5 7 7-7 7" />'),
    "plus": ('<path d="M5 12h14" /><path d="M12 5v14" />'),
    "circle-question-mark": (
        '<circle cx="12" cy="12" r="10" />'
        '<path d="M9.09 9a3 3 0 0 1 5.83 1c0 2-3 3-3 3" />'
        '<path d="M12 17h.01" />'
    ),
}
