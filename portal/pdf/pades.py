"""Signatures in PDF files: PAdES B-B (ETSI EN 319 142-1), invisible, and allowing no change afterwards.

The field is put into the tagged document first, with its description and its place among the tags, which pyHanko's own
field lacks (PDF/UA-1, 7.18.1 and 7.18.4).
"""

import asyncio
from collections.abc import Coroutine
from datetime import datetime
from io import BytesIO
from threading import Thread
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.ades.api import CAdESSignedAttrSpec
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko_certvalidator.registry import SimpleCertificateStore

from portal.pdf.certificates import Credentials

FIELD = "Signature"
_PRINT, _LOCKED = 4, 128
_SIGNATURES_EXIST, _APPEND_ONLY = 1, 2
# Room for the signature and its chain, in bytes. An estimate would cost another signature each time.
_RESERVED = 8192


def with_signature_field(pdf: bytes, *, description: str) -> bytes:
    """A tagged PDF with an empty, invisible signature field, told of among its tags."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        _add_field(opened, description)
        file = BytesIO()
        opened.save(file, deterministic_id=True, fix_metadata_version=False)
    return file.getvalue()


def sign_pdf(pdf: bytes, *, credentials: Credentials, reason: str, at: datetime) -> bytes:
    """Sign a PDF that has the empty field, as of `at`."""
    certificates = SimpleCertificateStore()
    certificates.register_multiple(credentials.chain)
    signer = PdfSigner(
        PdfSignatureMetadata(
            field_name=FIELD,
            reason=reason,
            name=credentials.name,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
            cades_signed_attr_spec=CAdESSignedAttrSpec(),
        ),
        signer=SimpleSigner(
            signing_cert=credentials.certificate, signing_key=credentials.key, cert_registry=certificates
        ),
    )
    return _finished(_signed(signer, pdf, at))


async def _signed(signer: PdfSigner, pdf: bytes, at: datetime) -> bytes:
    """As pyHanko's `sign_pdf`, but with our clock."""
    session = signer.init_signing_session(IncrementalPdfFileWriter(BytesIO(pdf)), existing_fields_only=True)
    session.system_time = at
    reserved = _RESERVED + sum(2 * len(one.dump()) for one in signer.signer.cert_registry)
    document = session.prepare_tbs_document(validation_info=None, bytes_reserved=reserved)
    digest, file = document.digest_tbs_document(output=BytesIO())
    await document.perform_signature(
        document_digest=digest.document_digest,
        pdf_cms_signed_attrs=PdfCMSSignedAttributes(cades_signed_attrs=signer.signature_meta.cades_signed_attr_spec),
    )
    file.seek(0)
    return bytes(file.read())


def _finished(work: Coroutine[Any, Any, bytes]) -> bytes:
    """What `work` returns. It has a thread of its own, since the caller's may already have a loop."""
    result: list[bytes] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            result.append(asyncio.run(work))
        except BaseException as error:  # noqa: BLE001 - raised again below
            failure.append(error)

    thread = Thread(target=run)
    thread.start()
    thread.join()
    if failure:
        raise failure[0]
    return result[0]


def _add_field(pdf: pikepdf.Pdf, description: str) -> None:
    """An invisible field (its box is empty) on the first page, with a Form element that closes the document's tags."""
    page, tree = pdf.pages[0].obj, pdf.Root.StructTreeRoot
    key = int(tree.ParentTreeNextKey) if "/ParentTreeNextKey" in tree else _next_key(tree.ParentTree)
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=FIELD,
            TU=description,
            Rect=Array([0, 0, 0, 0]),
            F=_PRINT + _LOCKED,
            P=page,
            StructParent=key,
        )
    )
    root = _document_element(tree)
    element = pdf.make_indirect(
        Dictionary(
            Type=Name.StructElem,
            S=Name.Form,
            P=root,
            Alt=description,
            K=Dictionary(Type=Name.OBJR, Obj=field, Pg=page),
            Pg=page,
        )
    )
    if not isinstance(root.K, Array):
        root.K = Array([root.K])
    root.K.append(element)
    tree.ParentTree.Nums = Array([*tree.ParentTree.Nums, key, element])
    tree.ParentTreeNextKey = key + 1
    page.Annots = Array([*page.get("/Annots", []), field])
    page.Tabs = Name.S
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]), SigFlags=_SIGNATURES_EXIST + _APPEND_ONLY)


def _next_key(parents: pikepdf.Object) -> int:
    return max((int(key) for key in list(parents.Nums)[::2]), default=-1) + 1


def _document_element(tree: pikepdf.Object) -> pikepdf.Object:
    """The Document element, in which everything else stands."""
    return tree.K[0] if isinstance(tree.K, Array) else tree.K
