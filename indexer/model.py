"""The nouns of Photodesk and how they travel: Document, Block, Record, Hit, Finding, Table.

Frozen dataclasses (`noun.py`), so that reading a caption never pays for a validator; pydantic reads the
same classes where something comes in from outside and where the JSON Schemas are made (`schema.py`).
Names follow IPTC Photo Metadata 2025.1 in snake case; a field that has an IPTC name states it.
"""

from __future__ import annotations

from typing import Literal

from indexer.noun import Noun, noun

Certainty = Literal["exact", "likely", "guess"]
Kind = Literal["photo", "composite", "video", "illustration", "graphic"]
Severity = Literal["error", "warning"]

FLAGS = (
    "handout", "pool", "courtesy", "file", "composite", "illustration", "screengrab", "social", "submitted", "stock",
    "archive", "public-domain", "creative-commons", "contributor", "staff", "ai-generated",
)  # fmt: skip
"""Every flag a record can carry: how the picture was come by, or what it is."""

_STRICT = {"extra": "forbid", "frozen": True, "use_attribute_docstrings": True}


@noun
class Evidence(Noun):
    """Where one value was read: `text[start:end]` of its record, by which pattern, how certainly."""

    __pydantic_config__ = _STRICT

    field: str
    """Path of the value in the record, such as `credit.photographers.0` or `location.city`."""
    start: int
    """First character, counted in the record's text."""
    end: int
    """One past the last character."""
    pattern: str
    """Name of the pattern or rule that read it."""
    certainty: Certainty = "exact"


@noun
class Photographer(Noun):
    """Who made the picture (IPTC Creator)."""

    __pydantic_config__ = _STRICT

    name: str
    """In natural case and order: `Ihor Tkachov`. IPTC Creator."""
    printed: str = ""
    """As printed: `TKACHOV Ihor`."""


@noun
class Agency(Noun):
    """One link of the chain through which the picture came."""

    __pydantic_config__ = _STRICT

    name: str
    """The name of the authority list, or as printed when the list does not know it."""
    id: str | None = None
    """Entry of the authority list (`getty-images`); null when unknown."""
    printed: str = ""
    """As printed: `AFP PHOTO`."""


@noun
class CreditPart(Noun):
    """The credit of one panel of a composite."""

    __pydantic_config__ = _STRICT

    raw: str
    """As printed, with its label."""
    label: str = ""
    """The panel's printed position: `Left`."""
    photographers: tuple[Photographer, ...] = ()
    agencies: tuple[Agency, ...] = ()
    via: str | None = None


@noun
class Credit(Noun):
    """A credit line, read. IPTC Credit Line, Creator and Source as one statement."""

    __pydantic_config__ = _STRICT

    raw: str = ""
    """As printed, without outer brackets and bare label; empty when there is none. IPTC Credit Line."""
    photographers: tuple[Photographer, ...] = ()
    """In printed order. IPTC Creator."""
    agencies: tuple[Agency, ...] = ()
    """The chain in printed order, each once: who made it first, who delivered it last. IPTC Source, Image Supplier."""
    via: str | None = None
    """Name of the distributor when the line says `via`. IPTC Image Supplier."""
    flags: tuple[str, ...] = ()
    """Members of FLAGS."""
    unread: tuple[str, ...] = ()
    """Parts of the line that no rule claimed, as printed."""
    label: str = ""
    """The label in front, as printed: `Photo by`."""
    client: str | None = None
    """For whom it was shot, when the line says so (`Getty Images for CLIENT`)."""
    restrictions: str = ""
    """Restriction words behind the credit, as printed. IPTC Instructions."""
    catalogue_number: str = ""
    """The supplier's number for the picture, as printed. PLUS Image Supplier Image ID."""
    parts: tuple[CreditPart, ...] = ()
    """One credit a panel, in order, when a composite names them apart."""


@noun
class Location(Noun):
    """Where the picture was taken (IPTC Location Shown)."""

    __pydantic_config__ = _STRICT

    sublocation: str | None = None
    """Quarter, street, building. IPTC Sublocation."""
    city: str | None = None
    """IPTC City."""
    region: str | None = None
    """State or province. IPTC Province or State."""
    country: str | None = None
    """IPTC Country Name."""
    country_code: str | None = None
    """ISO 3166-1, two letters. IPTC Country Code."""
    latitude: float | None = None
    """Degrees north, WGS 84, of the narrowest known place."""
    longitude: float | None = None
    """Degrees east, WGS 84."""
    inferred: tuple[str, ...] = ()
    """Which of the fields above are not printed but follow from the others (a capital's country)."""
    alternatives: tuple[str, ...] = ()
    """Other places of that name that the caption does not rule out, `City, Region, Country`."""


@noun
class Person(Noun):
    """A person in the picture (IPTC Person Shown)."""

    __pydantic_config__ = _STRICT

    name: str
    """Without titles. IPTC Person Shown."""
    role: str | None = None
    """Title, office or description as printed: `Russian President`."""
    position: str | None = None
    """Where in the picture: left, right, centre, top, bottom, front, back, second from left, …"""
    position_text: str = ""
    """The words that say so, as printed: `(L)`."""


@noun
class Layer(Noun):
    """What one layer of a file says, as stored in it: IIM, XMP, EXIF, a page's markup, a row of a table."""

    __pydantic_config__ = _STRICT

    name: str
    """`xmp`, `iim`, `exif`, `png`, `photoshop`, `json-ld`, `microdata`, `html`, `row`, `feed`."""
    values: tuple[tuple[str, str, str], ...] = ()
    """Field of Metadata ("" for what it has no field for), tag as the layer's standard names it (`2:80`,
    `dc:creator`), value; a repeated tag has several entries."""


@noun
class Conflict(Noun):
    """A field on which two layers disagree."""

    __pydantic_config__ = _STRICT

    field: str
    """Field of Metadata."""
    kind: Literal["case", "truncated", "charset", "different"]
    """Case only; cut at the IIM limit; the same bytes read in another character set; really different."""
    layers: tuple[str, ...]
    """Names of the layers, the one that counts first."""
    values: tuple[str, ...]
    """What each of them says."""


@noun
class Metadata(Noun):
    """What a file, page or row says of the picture beside the caption: its layers, merged field by field.

    Every field is IPTC Photo Metadata's unless it says otherwise; empty when nothing says it.
    """

    __pydantic_config__ = _STRICT

    photographers: tuple[str, ...] = ()
    """As embedded, often in capitals. IPTC Creator, IIM 2:80."""
    job_title: str = ""
    """STF, STR, HO, POOL, Staff … IPTC Creator's Job Title, IIM 2:85."""
    credit_line: str = ""
    """IPTC Credit Line, IIM 2:110."""
    source: str = ""
    """IPTC Source, IIM 2:115."""
    copyright_notice: str = ""
    """IPTC Copyright Notice, IIM 2:116."""
    copyright_status: str = ""
    """PLUS Copyright Status: CS-PRO, CS-PUB, CS-UNK; or what xmpRights:Marked says."""
    copyright_owner: str = ""
    """IPTC Copyright Owner (PLUS)."""
    usage_terms: str = ""
    """IPTC Rights Usage Terms."""
    web_statement: str = ""
    """Address of the licence. IPTC Web Statement of Rights; schema.org license."""
    licensor: str = ""
    """IPTC Licensor (PLUS): name, then address of the page, joined with a space; schema.org acquireLicensePage."""
    instructions: str = ""
    """IPTC Instructions, IIM 2:40."""
    description: str = ""
    """The caption as embedded, with whatever credit it ends in. IPTC Description, IIM 2:120."""
    headline: str = ""
    """IPTC Headline, IIM 2:105."""
    title: str = ""
    """IPTC Title, IIM 2:05: a slug or number at the agencies."""
    caption_writer: str = ""
    """IPTC Description Writer, IIM 2:122."""
    alt_text: str = ""
    """IPTC Alt Text (Accessibility); alt of a web page."""
    keywords: tuple[str, ...] = ()
    """IPTC Keywords, IIM 2:25."""
    persons_shown: tuple[str, ...] = ()
    """IPTC Person Shown in the Image."""
    organisations: tuple[str, ...] = ()
    """IPTC Featured Organisation."""
    event: str = ""
    """IPTC Event Name."""
    sublocation: str = ""
    """Of the legacy field, else of Location Shown; so are the next four. IPTC Sublocation, IIM 2:92."""
    city: str = ""
    """IPTC City, IIM 2:90."""
    region: str = ""
    """IPTC Province or State, IIM 2:95."""
    country: str = ""
    """IPTC Country Name, IIM 2:101."""
    country_code: str = ""
    """As embedded: ISO 3166-1, two or three letters. IPTC Country Code, IIM 2:100."""
    latitude: float | None = None
    """Degrees north, WGS 84. EXIF GPS or the location's."""
    longitude: float | None = None
    """Degrees east, WGS 84."""
    date_created: str = ""
    """ISO 8601: year, month, day, or day with time and zone as far as given. IPTC Date Created, IIM 2:55 and 2:60."""
    digital_source_type: str = ""
    """Last part of the IPTC NewsCode: `digitalCapture`, `trainedAlgorithmicMedia` …"""
    ai_system: str = ""
    """IPTC AI System Used (2025.1)."""
    data_mining: str = ""
    """PLUS Data Mining: DMI-…"""
    other_constraints: str = ""
    """PLUS Other Constraints."""
    credit_line_required: str = ""
    """PLUS Credit Line Required: CR-…"""
    model_release: str = ""
    """PLUS Model Release Status: MR-…"""
    property_release: str = ""
    """PLUS Property Release Status: PR-…"""
    supplier: str = ""
    """IPTC Image Supplier (PLUS), by name."""
    supplier_image_id: str = ""
    """The supplier's number for the picture. PLUS Image Supplier Image ID; Getty AssetID."""
    job_id: str = ""
    """IPTC Job Identifier, IIM 2:103."""
    release: str = ""
    """Not before: ISO 8601 date and time. IIM 2:30 and 2:35; ninjs embargoed; NewsML-G2 embargoed."""
    expires: str = ""
    """Not after: ISO 8601 date and time. IIM 2:37 and 2:38."""
    action: str = ""
    """kill, replace, append or reference. IIM 2:42; ninjs and NewsML-G2 pubStatus."""
    layers: tuple[Layer, ...] = ()
    """Everything that was read, the layer that counts most first."""
    conflicts: tuple[Conflict, ...] = ()
    """Where the layers disagree."""


@noun
class FileFacts(Noun):
    """What the bytes of a picture say about themselves."""

    __pydantic_config__ = _STRICT

    sha256: str
    size: int
    """Bytes."""
    format: str
    """As Pillow names it: JPEG, TIFF, PNG, WEBP."""
    width: int = 0
    """Pixels."""
    height: int = 0
    """Pixels."""
    dhash: str = ""
    """Difference hash of the picture, 64 bits in hexadecimal: near pictures differ in few bits."""


@noun
class Record(Noun):
    """What was understood of one appearance of one picture in one document."""

    __pydantic_config__ = _STRICT

    text: str
    """The whole caption block, verbatim."""
    caption: str
    """The block without its credit, character for character. IPTC Description."""
    credit: Credit = Credit()
    location: Location | None = None
    """IPTC Location Shown."""
    persons_shown: tuple[Person, ...] = ()
    """IPTC Person Shown, in printed order."""
    mentioned: tuple[str, ...] = ()
    """People whom the caption names but does not show."""
    subject: str = ""
    """Depicted subject and action."""
    event: str | None = None
    """IPTC Event Name."""
    keywords: tuple[str, ...] = ()
    """IPTC Keywords."""
    date_created: str | None = None
    """ISO 8601, day, month or year. IPTC Date Created."""
    date_text: str | None = None
    """The words it was read from; kept when they alone fix no day."""
    dates: tuple[str, ...] = ()
    """Other dates of the caption, ISO 8601."""
    kind: Kind = "photo"
    """What it is: photo, composite, video, illustration or graphic."""
    headline: str | None = None
    """Title of a video or gallery. IPTC Headline."""
    duration: int | None = None
    """Seconds, of a video."""
    published: str | None = None
    """ISO 8601 day on which the document was published."""
    record_id: str = ""
    """Stable name of this appearance."""
    asset_id: str = ""
    """Name of the picture by its own words, number and file; the catalogue knows which names are one picture."""
    document: str = ""
    """Where it was read: the document's path or address."""
    title: str | None = None
    """Headline of the document."""
    line: int = 1
    """Line of the document on which the block starts."""
    column: int = 1
    """Column of that line, counted in characters from 1."""
    evidence: tuple[Evidence, ...] = ()
    """Where each value was read, by which pattern, how certainly."""
    image: str = ""
    """Path or address of the picture itself, where the document names it."""
    metadata: Metadata | None = None
    """What the file, page or row says beside the caption."""
    file: FileFacts | None = None
    """Of the picture's file, when it was at hand."""
    desk: str = ""
    """Which desk ran it, where the document says so: `sport`."""
    medium: str = ""
    """In which medium it ran, where the document says so: print, web, social, broadcast …"""


@noun
class Block(Noun):
    """One caption block of a document, verbatim, with its place."""

    __pydantic_config__ = _STRICT

    text: str
    line: int = 1
    """Line of the document on which it starts, from 1."""
    column: int = 1
    """Column on that line, in characters, from 1."""
    kind: Kind = "photo"
    headline: str | None = None
    """Title printed with a video or gallery."""
    duration: int | None = None
    """Seconds, of a video."""
    caption_start: int = 0
    """Where in the text the caption proper begins (behind a video's title, age and duration)."""
    loose: bool = False
    """A paragraph of running text: it is a caption only if it closes with a credit."""
    image: str = ""
    """Path or address of the picture itself, where the document names it."""
    metadata: Metadata | None = None
    """What the file, page or row says beside the caption."""
    file: FileFacts | None = None
    """Of the picture's file, when it was at hand."""
    published: str | None = None
    """ISO 8601 day of this block, where a row or feed item states its own."""
    title: str | None = None
    """Headline of the row's or item's own story."""


@noun
class Document(Noun):
    """A story, file or feed item as received."""

    __pydantic_config__ = _STRICT

    path: str
    """Where it was read: path or address."""
    blocks: tuple[Block, ...] = ()
    title: str | None = None
    published: str | None = None
    """ISO 8601 day, when the document or the caller says so."""
    sha256: str = ""
    """Of the bytes as received."""
    more: bool = False
    """Whether the next Document has the same path and goes on with it: a long table comes in parts."""
    desk: str = ""
    """Which desk it is of, when it says so: `sport`."""
    medium: str = ""
    """In which medium it ran, when it says so: print, web, social, broadcast …"""


@noun
class Hit(Noun):
    """One record that a search found."""

    __pydantic_config__ = _STRICT

    record: Record
    score: float = 0.0
    excerpt: str = ""
    """Part of the caption around the words sought; `highlights` points into it."""
    highlights: tuple[tuple[int, int], ...] = ()
    """Start and end of each word found, counted in the excerpt."""


@noun
class Edit(Noun):
    """Characters of a document as received, and what is to stand there instead."""

    __pydantic_config__ = _STRICT

    line: int
    """Of the first character, from 1."""
    column: int
    """In characters, from 1."""
    end_line: int
    end_column: int
    """One past the last character."""
    text: str
    """The new words; empty where something is taken out."""


@noun
class Fix(Noun):
    """How a finding is mended."""

    __pydantic_config__ = _STRICT

    edits: tuple[Edit, ...]
    """In the order of the text; they never overlap."""
    safe: bool = False
    """Whether it can be applied without a look at the picture."""


@noun
class Finding(Noun):
    """One thing a rule found wrong in a document."""

    __pydantic_config__ = _STRICT

    code: str
    """Rule code: `CR001`."""
    message: str
    document: str = ""
    line: int = 1
    """From 1, in the document as received."""
    column: int = 1
    """In characters, from 1."""
    end_line: int = 1
    end_column: int = 1
    """One past the last character."""
    severity: Severity = "error"
    text: str = ""
    """The characters found fault with."""
    suggestion: str | None = None
    """What to print instead."""
    fix: Fix | None = None
    """The edits that mend it, where the rule knows them."""
    context: str = ""
    """The line it stands on, or the part of it around the words."""
    context_column: int = 1
    """Column at which the context begins."""


@noun
class Table(Noun):
    """What a report shows."""

    __pydantic_config__ = _STRICT

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | float | None, ...], ...]
    totals: tuple[str | int | float | None, ...] = ()
    note: str = ""


Effect = Literal["kill", "prohibit", "permit", "duty", "warn"]
Action = Literal[
    "publish", "archive", "resell", "crop", "alter", "train", "attribute", "clear", "mark-file", "count", "licence",
]  # fmt: skip
Answer = Literal["yes", "yes-if", "ask", "no"]


@noun
class Restriction(Noun):
    """One rule that the words of an instruction state, read as ODRL and its profile RightsML do.

    `permit` with a limit permits within that limit only: `until` a day, in a territory, `times` times.
    """

    __pydantic_config__ = _STRICT

    effect: Effect
    action: Action = "publish"
    where: tuple[str, ...] = ()
    """Countries by ISO 3166-1 (`CN`), regions and cities behind their country (`CA/Quebec`)."""
    media: tuple[str, ...] = ()
    """print, magazine, tabloid, broadcast, web, mobile, social, book."""
    who: tuple[str, ...] = ()
    """Titles or groups of clients, as printed, in small letters."""
    since: str = ""
    """ISO 8601 day or time from which it holds (`from`)."""
    until: str = ""
    """ISO 8601 day or time up to which it holds."""
    times: int | None = None
    context: str = ""
    """What the use must or must not be about, or the words of a duty."""
    text: str = ""
    """The words it was read from."""
    name: str = ""
    """Which rule of the table: `embargo`, `no-sales`, `territory` …"""
    source: str = ""
    """Where the words stand: `metadata.instructions`, `credit.restrictions` …"""


@noun
class Reason(Noun):
    """One ground of a clearance, with its evidence."""

    __pydantic_config__ = _STRICT

    kind: str
    """Its rank: kill, embargo, expiry, territory, media, party, times, policy, decision, duty or permit."""
    answer: Answer
    """What it would answer alone."""
    message: str
    evidence: str = ""
    """The words, decision or line of the policy it rests on."""
    source: str = ""
    """Where that stands."""


@noun
class Clearance(Noun):
    """Whether a picture may be run on a day, in a medium, at a place; and why."""

    __pydantic_config__ = _STRICT

    answer: Answer
    """yes, yes-if (the duties are met), ask (somebody must clear it), no."""
    on: str
    media: str
    where: str
    reasons: tuple[Reason, ...] = ()
    """Weightiest first."""
    duties: tuple[str, ...] = ()
    """What has to be done for a `yes-if`."""
    record_id: str = ""
    asset_id: str = ""
    caption: str = ""


@noun
class Decision(Noun):
    """What a person of the desk decided on a picture; never changed, a later one supersedes it."""

    __pydantic_config__ = _STRICT

    effect: Literal["allow", "deny"]
    asset_id: str
    """The picture, for all its uses."""
    record_id: str = ""
    """The appearance that was looked at."""
    since: str = ""
    """ISO 8601 day from which it holds; empty: from ever."""
    until: str = ""
    """ISO 8601 day up to which it holds, included; empty: for good."""
    media: tuple[str, ...] = ()
    """Media it is about; empty: all."""
    where: tuple[str, ...] = ()
    """Territories it is about; empty: everywhere."""
    by: str = ""
    """Who decided."""
    at: str = ""
    """When, ISO 8601 with zone."""
    why: str = ""
    decision_id: str = ""
    """Stable name: the digest of all the above."""
    supersedes: tuple[str, ...] = ()
    """Ids of the decisions that no longer count because of this one."""


@noun
class CreditSplit(Noun):
    """How the credit of a block came apart, for whoever asks why it was read so."""

    __pydantic_config__ = _STRICT

    printed: str
    """The credit, as printed."""
    form: str
    """How it was found in the block: `label`, `brackets at the end` …"""
    parts: tuple[tuple[str, str, str], ...]
    """Separator in front, part as printed, its class in words."""
    pattern: str
    """Row of the table of patterns that won."""
    next_best: str
    """What the runner-up would have given; empty when no other row fits."""
