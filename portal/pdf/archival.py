"""PDF/A-3a and PDF/UA-1 in one file: what WeasyPrint leaves out of a document that is to be both."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

# The file says in its metadata that it is PDF/UA-1 too. PDF/A (ISO 19005-3, 6.6.2.3) wants the property explained.
_IS_ACCESSIBLE = b"""<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1"/>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"
 rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
_END_OF_METADATA = b"</rdf:RDF>"


@dataclass(frozen=True)
class EmbeddedFile:
    """A file inside a PDF: the data that the document shows (ISO 19005-3, annex E: relationship Data)."""

    name: str
    description: str
    content: bytes
    # Never the moment of rendering: the same document gives the same bytes.
    changed_at: datetime


def name_files_once(pdf: Any) -> None:
    """WeasyPrint names each embedded file twice among those that belong to the document."""
    if files := pdf.catalog.get("AF"):
        files[:] = dict.fromkeys(files)


def say_accessible(pdf: Any) -> None:
    """Add PDF/UA-1 to the metadata of a PDF/A that WeasyPrint has made, and is about to write."""
    number = int(pdf.catalog["Metadata"].split()[0])
    metadata = pdf.objects[number]
    written = b"".join(part if isinstance(part, bytes) else part.encode() for part in metadata.stream)
    before, found, after = written.rpartition(_END_OF_METADATA)
    if not found:
        raise ValueError("the PDF's metadata is not as expected")
    metadata.stream = [before, _IS_ACCESSIBLE, found, after]
