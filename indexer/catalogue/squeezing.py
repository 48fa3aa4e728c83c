"""Text ↔ the bytes in which the catalogue keeps it: a record's JSON takes a third of its length.

Short texts compress badly alone. Here each is compressed as if DICTIONARY had stood before it: the words of a record's
JSON and of many captions. What was compressed with it can only be read with it, so it is never changed: a better one
gets the next number.
"""

from __future__ import annotations

import zlib

_LEVEL, _WINDOW, _MEMORY = 6, -13, 6
"""Of zlib: nothing is shorter at a higher level, and records fit a window of eight kilobytes. Negative: no heading."""

DICTIONARY = (
    b'"layers":[{"name":"iptc","byline":"","credit":"","copyright_notice":"","instructions":"","usage_terms":"",'
    b'"metadata":{"file":{"path":"","format":"JPEG","width":,"height":,"size":},"image":"","alt":"",'
    b'"mentioned":[{"name":"restrictions":["unread":["flags":["handout","pool","file","courtesy","illustration"],'
    b'"parts":[{"panel":"left","kind":"video","line":,"column":,"headline":"","title":"","event":"","published":"20",'
    b'"document":"","record_id":""date_text":"Monday","sublocation":"","region":"","latitude":,"longitude":-,'
    b'"role":"President","position":"right","position_text":"left"},{"name":"","role":"","certainty":"likely"}],'
    b'"date_created":"2024-0","published":"2025-1FILE - In this photo released by the press service of the mayor, '
    b"police officers, soldiers, protesters, workers, people, women, children and firefighters stand, walk, sit, "
    b"attend, react, gesture, wave, speak, celebrate and hold flags with pictures of the victims near the damaged "
    b"building after the attack during a ceremony at the start of the first half of the match between them for the "
    b"opening of the World Cup at the stadium in the city of London, Paris, Berlin, New York, Los Angeles, California,"
    b" United States, Germany, France, Italy, Spain, China, Japan, Britain, Ukraine, Russia, Israel on Monday, "
    b"Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday, January February March April May June July August "
    b"September October November December 2021, 2022, 2023, 2024, 2025. The President, Prime Minister and Foreign "
    b"Minister speaks with his wife and her husband to journalists before a meeting at the parliament, left, right, "
    b"center, second from left. (Photo by /AFP) (AP Photo/) (/Reuters) via Getty Images) Handout Pool Anadolu Agency "
    b'EPA NurPhoto PA Wire Bloomberg dpa picture alliance{"text":"A man walks past the","caption":[0,'
    b'1"credit":{"raw":"Photo by /","photographers":[{"name":"","printed":""}],"agencies":[{"name":"The Associated '
    b'Press","id":"ap","printed":"AP Photo"},{"name":"Reuters","id":"reuters","printed":"REUTERS"},{"name":"AFP",'
    b'"id":"afp","printed":"AFP"},{"name":"Getty Images","id":"getty-images","printed":"Getty Images"}],"via":"Getty '
    b'Images"},"location":{"city":"","country":"United States","country_code":"US","latitude":4,"longitude":1,'
    b'"inferred":["country","country_code"]},"persons_shown":[{"name":"","role":"","position":"left",'
    b'"position_text":"left"},{"name":""}],"subject":"A","keywords":["","date_created":"2023-","date_text":"on '
    b'"evidence":[["credit",1,1,"brackets at the end"],["credit.photographers.0",1,1,"person, then the chain"],'
    b'["credit.agencies.0",,"person, then the chain"],["credit.agencies.1",,"person, then the chain"],["date_created",'
    b',"weekday-and-month-day"],["date_created",,"month-day"],["date_created",,"weekday","likely"],["persons_shown.0",'
    b',"title-and-name"],["persons_shown.0.role",,"title-and-name"],["persons_shown.0.position",,"position"],'
    b'["persons_shown.1",,"name","likely"],["location.city",,"place-in"],["location.country",,"place-in"],'
    b'["location.region",,"place-in"],["location.country",,"place-inferred","likely"],["subject",0,4,"first-clause",'
    b'"likely"]],"record_id":"0","asset_id":"1","document":"stories/20.txt"}'
)
"""What is likeliest stands last, where a reference to it is shortest.

>>> zlib.crc32(DICTIONARY)
1874727667
"""

_NUMBER = b"\1"
"""Stands before what was compressed with this dictionary."""


def squeeze(text: str) -> bytes:
    """Return `text`, which has no halves of surrogate pairs, compressed.

    >>> len(squeeze('{"text":"A man walks past the harbour in Oslo."}')) < 30
    True
    """
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _WINDOW, _MEMORY, zlib.Z_DEFAULT_STRATEGY, DICTIONARY)
    return _NUMBER + packer.compress(text.encode()) + packer.flush()


def inflate(kept: bytes | str) -> str:
    """Return the text that was squeezed; what is kept as text, as it was before there was a dictionary, as it is.

    Raises ValueError when it was not.

    >>> inflate(squeeze("Zoë")), inflate("Zoë")
    ('Zoë', 'Zoë')
    """
    if isinstance(kept, str):
        return kept
    if kept[:1] != _NUMBER:
        raise ValueError("compressed by a newer Photodesk, or damaged")
    try:
        return zlib.decompressobj(_WINDOW, DICTIONARY).decompress(kept[1:]).decode()
    except zlib.error as error:
        raise ValueError(f"damaged: {error}") from None
