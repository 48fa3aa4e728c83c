"""What the layers call each field of Metadata: IIM datasets, XMP properties, EXIF tags, PNG keywords. Data only.

Sources: IIM 4.2, IPTC Photo Metadata 2025.1, XMP part 1 and 2, Exif 3.0, PNG. Where several tags of a layer stand
for one field, the first of the table that is filled counts. A tag without a field is kept in its layer all the same.
"""

from __future__ import annotations

from typing import NamedTuple


class Dataset(NamedTuple):
    """A dataset of IIM: its name, the field it fills, and the octets it may have by the standard."""

    name: str
    field: str = ""
    limit: int = 0
    repeats: bool = False


IIM: dict[tuple[int, int], Dataset] = {
    (1, 5): Dataset("Destination", "", 1024, True),
    (1, 30): Dataset("Service Identifier", "", 10),
    (1, 40): Dataset("Envelope Number", "", 8),
    (1, 50): Dataset("Product ID", "", 32, True),
    (1, 60): Dataset("Envelope Priority", "", 1),
    (1, 70): Dataset("Date Sent", "", 8),
    (1, 80): Dataset("Time Sent", "", 11),
    (1, 90): Dataset("Coded Character Set", "", 32),
    (1, 100): Dataset("Unique Name of Object", "", 80),
    (2, 5): Dataset("Object Name", "title", 64),
    (2, 7): Dataset("Edit Status", "", 64),
    (2, 8): Dataset("Editorial Update", "", 2),
    (2, 10): Dataset("Urgency", "", 1),
    (2, 12): Dataset("Subject Reference", "", 236, True),
    (2, 15): Dataset("Category", "", 3),
    (2, 20): Dataset("Supplemental Category", "", 32, True),
    (2, 22): Dataset("Fixture Identifier", "", 32),
    (2, 25): Dataset("Keywords", "keywords", 64, True),
    (2, 26): Dataset("Content Location Code", "", 3, True),
    (2, 27): Dataset("Content Location Name", "", 64, True),
    (2, 30): Dataset("Release Date", "release", 8),
    (2, 35): Dataset("Release Time", "release", 11),
    (2, 37): Dataset("Expiration Date", "expires", 8),
    (2, 38): Dataset("Expiration Time", "expires", 11),
    (2, 40): Dataset("Special Instructions", "instructions", 256),
    (2, 42): Dataset("Action Advised", "action", 2),
    (2, 45): Dataset("Reference Service", "", 10, True),
    (2, 47): Dataset("Reference Date", "", 8, True),
    (2, 50): Dataset("Reference Number", "", 8, True),
    (2, 55): Dataset("Date Created", "date_created", 8),
    (2, 60): Dataset("Time Created", "date_created", 11),
    (2, 62): Dataset("Digital Creation Date", "", 8),
    (2, 63): Dataset("Digital Creation Time", "", 11),
    (2, 65): Dataset("Originating Program", "", 32),
    (2, 70): Dataset("Program Version", "", 10),
    (2, 75): Dataset("Object Cycle", "", 1),
    (2, 80): Dataset("By-line", "photographers", 32, True),
    (2, 85): Dataset("By-line Title", "job_title", 32, True),
    (2, 90): Dataset("City", "city", 32),
    (2, 92): Dataset("Sublocation", "sublocation", 32),
    (2, 95): Dataset("Province/State", "region", 32),
    (2, 100): Dataset("Country Code", "country_code", 3),
    (2, 101): Dataset("Country Name", "country", 64),
    (2, 103): Dataset("Original Transmission Reference", "job_id", 32),
    (2, 105): Dataset("Headline", "headline", 256),
    (2, 110): Dataset("Credit", "credit_line", 32),
    (2, 115): Dataset("Source", "source", 32),
    (2, 116): Dataset("Copyright Notice", "copyright_notice", 128),
    (2, 118): Dataset("Contact", "", 128, True),
    (2, 120): Dataset("Caption/Abstract", "description", 2000),
    (2, 122): Dataset("Writer/Editor", "caption_writer", 32, True),
    (2, 130): Dataset("Image Type", "", 2),
    (2, 131): Dataset("Image Orientation", "", 1),
    (2, 135): Dataset("Language Identifier", "", 3),
    (2, 184): Dataset("Job ID", "", 64),
    (2, 187): Dataset("Unique Document ID", "", 128),
    (2, 188): Dataset("Owner ID", "", 128),
}

LIMITS = {dataset.field: dataset.limit for dataset in IIM.values() if dataset.field}
"""Octets that IIM has for a field, or for each value of a field that repeats."""

ACTIONS = {"01": "kill", "02": "replace", "03": "append", "04": "reference"}
"""What 2:42 says."""

NAMESPACES = {
    "cc": "http://creativecommons.org/ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "GettyImagesGIFT": "http://xmp.gettyimages.com/gift/1.0/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
}
"""Usual prefix and address of the namespaces that are read; what a packet itself calls them does not matter."""

XMP: dict[str, str] = {
    "dc:creator": "photographers",
    "photoshop:AuthorsPosition": "job_title",
    "photoshop:Credit": "credit_line",
    "photoshop:Source": "source",
    "dc:rights": "copyright_notice",
    "plus:CopyrightStatus": "copyright_status",
    "xmpRights:Marked": "copyright_status",
    "plus:CopyrightOwner/CopyrightOwnerName": "copyright_owner",
    "xmpRights:Owner": "copyright_owner",
    "xmpRights:UsageTerms": "usage_terms",
    "xmpRights:WebStatement": "web_statement",
    "cc:license": "web_statement",
    "plus:Licensor/LicensorName": "licensor",
    "plus:Licensor/LicensorURL": "licensor",
    "photoshop:Instructions": "instructions",
    "dc:description": "description",
    "photoshop:Headline": "headline",
    "dc:title": "title",
    "photoshop:CaptionWriter": "caption_writer",
    "Iptc4xmpCore:AltTextAccessibility": "alt_text",
    "dc:subject": "keywords",
    "Iptc4xmpExt:PersonInImage": "persons_shown",
    "Iptc4xmpExt:PersonInImageWDetails/PersonName": "persons_shown",
    "Iptc4xmpExt:OrganisationInImageName": "organisations",
    "Iptc4xmpExt:Event": "event",
    "Iptc4xmpCore:Location": "sublocation",
    "photoshop:City": "city",
    "photoshop:State": "region",
    "photoshop:Country": "country",
    "Iptc4xmpCore:CountryCode": "country_code",
    "Iptc4xmpExt:LocationShown/Sublocation": "sublocation",
    "Iptc4xmpExt:LocationShown/City": "city",
    "Iptc4xmpExt:LocationShown/ProvinceState": "region",
    "Iptc4xmpExt:LocationShown/CountryName": "country",
    "Iptc4xmpExt:LocationShown/CountryCode": "country_code",
    "Iptc4xmpExt:LocationShown/GPSLatitude": "latitude",
    "Iptc4xmpExt:LocationShown/GPSLongitude": "longitude",
    "exif:GPSLatitude": "latitude",
    "exif:GPSLongitude": "longitude",
    "photoshop:DateCreated": "date_created",
    "exif:DateTimeOriginal": "date_created",
    "Iptc4xmpExt:DigitalSourceType": "digital_source_type",
    "Iptc4xmpExt:AISystemUsed": "ai_system",
    "plus:DataMining": "data_mining",
    "plus:OtherConstraints": "other_constraints",
    "plus:CreditLineRequired": "credit_line_required",
    "plus:ModelReleaseStatus": "model_release",
    "plus:PropertyReleaseStatus": "property_release",
    "plus:ImageSupplier/ImageSupplierName": "supplier",
    "plus:ImageSupplierImageID": "supplier_image_id",
    "GettyImagesGIFT:AssetID": "supplier_image_id",
    "photoshop:TransmissionReference": "job_id",
}
"""Property, or property and member of its structure, and the field it fills."""

XMP_CODES = frozenset((
    "copyright_status", "digital_source_type", "data_mining", "credit_line_required", "model_release",
    "property_release",
))  # fmt: skip
"""Fields whose value is a code, in XMP written as an address: its last part counts."""

EXIF: dict[int, tuple[str, str]] = {
    0x010E: ("ImageDescription", "description"),
    0x9286: ("UserComment", "description"),
    0x9C9C: ("XPComment", "description"),
    0x013B: ("Artist", "photographers"),
    0x9C9D: ("XPAuthor", "photographers"),
    0x8298: ("Copyright", "copyright_notice"),
    0x9C9B: ("XPTitle", "title"),
    0x9C9F: ("XPSubject", ""),
    0x9C9E: ("XPKeywords", "keywords"),
    0x9003: ("DateTimeOriginal", "date_created"),
    0x9011: ("OffsetTimeOriginal", "date_created"),
    0x9004: ("DateTimeDigitized", ""),
    0x0132: ("DateTime", ""),
    0x010F: ("Make", ""),
    0x0110: ("Model", ""),
    0x0131: ("Software", ""),
    0xA430: ("CameraOwnerName", ""),
    0xA431: ("BodySerialNumber", ""),
    0xA420: ("ImageUniqueID", ""),
}

PNG: dict[str, str] = {
    "Title": "title",
    "Author": "photographers",
    "Description": "description",
    "Copyright": "copyright_notice",
    "Creation Time": "date_created",
    "Source": "",
    "Comment": "",
    "Software": "",
    "Disclaimer": "",
    "Warning": "",
}
"""Keywords that the PNG standard gives to text chunks."""

SEVERAL = frozenset(("photographers", "keywords", "persons_shown", "organisations"))
"""Fields of Metadata that hold several values."""
