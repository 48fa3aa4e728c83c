"""What the class names and labels of a page say of an element: caption, credit, or nothing to be read."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from ...text import lazy_pattern

Sign = Literal["caption", "credit", "drop", "hidden", ""]

CAPTION = frozenset(
    "caption captions captiontext legend legende légende bildunterschrift untertitel bildtext epigrafe epígrafe"
    " didascalia leyenda pie onderschrift bildbeschreibung imagecaption photocaption cutline figcaption dek".split()
)
"""Last words of a class name that mark a caption."""
CREDIT = frozenset(
    "credit credits crédit crédits credito crédito byline copyright source sources photographer photographers"
    " attribution photocredit imagecredit creditline provider fotograf fotografo fotógrafo photographe quelle"
    " bildquelle bildnachweis nachweis urheber rechte fonte fuente autor auteur author agency kilde bron"
    " copyrightholder creator".split()
)
"""Last words of a class name that mark a credit, inside a picture's own element."""
_MORE = frozenset("text wrap wrapper container inner label content line name value box area block span link".split())
"""Words behind them that say nothing."""
_DROP = frozenset(
    "toggle hide hidecaption button btn icon share sharing expand enlarge zoom lightbox-trigger fullscreen"
    " counter tooltip ad ads advert advertisement sponsor close nav pagination".split()
)
_HIDDEN = frozenset(
    "visually-hidden visuallyhidden sr-only screen-reader-text screenreader-only u-hidden is-hidden".split()
)
_ELSEWHERE = frozenset(
    "avatar avatars portrait author authors bio advert advertisement ads ad sponsor sponsored promo promos teaser"
    " teasers related recommended recirc recirculation newsletter navigation nav menu footer masthead logo icon"
    " mostread popular breadcrumb comments sidebar".split()
)
"""Words of an element's class that mark it as no part of the story."""
_NOT_ELSEWHERE = frozenset("body main article story content page wrapper container has no with layout".split())

_WORD = lazy_pattern(r"[^\W\d_]+")
_HUMP = lazy_pattern(r"(?<=[a-zà-ÿ])(?=[A-Z])")

CREDIT_LABEL = lazy_pattern(
    r"\W*(?:(?:image|photo|picture|video|media)\s+(?:source|credit|copyright|by)s?|credits?|photographs?|source|copyright"
    r"|bildquelle|bildnachweis|quelle|foto|photo|crédits?(?:\s+photo)?|créditos?|fuente|fonte|bron|kilde)\W*",
    re.IGNORECASE,
)
"""An element that holds just this: what follows beside it is the credit."""
CAPTION_LABEL = lazy_pattern(
    r"\W*(?:image caption|picture caption|caption|bildunterschrift|légende|bildbeschreibung)\W*", re.IGNORECASE
)


def _words(name: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(_HUMP.sub(" ", name))]


@lru_cache(maxsize=8192)
def sign_of(classes: str, itemprop: str = "", mark: str = "") -> Sign:
    """Return what an element is by its class, its itemprop and its test mark, the surest first.

    >>> sign_of("article__credit"), sign_of("image__caption attribution"), sign_of("CarouselSlide-infoAttribution")
    ('credit', 'caption', 'credit')
    >>> sign_of("hide-caption"), sign_of("css-1abc"), sign_of("", "copyrightHolder")
    ('drop', '', 'credit')
    """
    if itemprop:
        prop = itemprop.lower()
        if prop in ("caption", "description"):
            return "caption"
        if prop in ("credittext", "creator", "author", "copyrightholder", "copyrightnotice", "copyright", "provider"):
            return "credit"
    for name in (*classes.split(), *mark.split()):
        if name.lower() in _HIDDEN:
            return "hidden"
        words = _words(name)
        if any(word in _DROP for word in words):
            return "drop"
        while len(words) > 1 and words[-1] in _MORE:
            words.pop()
        if words and words[-1] in CREDIT:
            return "credit"
        if words and words[-1] in CAPTION:
            return "caption"
    return ""


@lru_cache(maxsize=8192)
def is_elsewhere(classes: str) -> bool:
    """Say whether a class marks an advertisement, a portrait of the author, a teaser of another story.

    >>> is_elsewhere("author-bio"), is_elsewhere("story-body"), is_elsewhere("ad-slot"), is_elsewhere("has-sidebar")
    (True, False, True, False)
    """
    for name in classes.split():
        words = _words(name)
        if any(word in _ELSEWHERE for word in words) and not any(word in _NOT_ELSEWHERE for word in words):
            return True
    return False


@lru_cache(maxsize=8192)
def is_of_picture(classes: str) -> bool:
    """Say whether a class says that it is about a picture.

    >>> is_of_picture("photo-credit"), is_of_picture("credits")
    (True, False)
    """
    words = {word for name in classes.split() for word in _words(name)}
    return not words.isdisjoint(("photo", "image", "picture", "media", "bild", "foto", "img", "pic", "hero"))


@lru_cache(maxsize=8192)
def is_slide(classes: str) -> bool:
    """Say whether a class marks one picture of a gallery.

    >>> is_slide("Carousel-slide"), is_slide("gallery__item"), is_slide("sidebar")
    (True, True, False)
    """
    return any(
        word in ("slide", "slideshow", "carousel", "gallery", "lightbox", "galeria", "diaporama")
        for word in _words(classes)
    )
