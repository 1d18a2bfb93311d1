"""The frozen form of an application: canonical JSON (RFC 8785), its hash, and back to what pages can show. Pure."""

import hashlib
import json
from typing import Any

import rfc8785

from applications.calls.definition import FormDefinition
from applications.cases.models import Case, Party
from applications.drafting.content import AttachedFile, DraftContent
from applications.drafting.fields import Content

FORMAT = 1
# The question, by its key in a call's form, that asks who leads the project.
PROJECT_MANAGER = "manager_name"


def freeze(case: Case, content: DraftContent, form_number: int) -> str:
    """All that an application says, as canonical JSON: the same answers give the same text, to the letter.

    Sums that the form computes are written out, so that the text can be read without the form.
    """
    years = case.call.project_years
    return rfc8785.dumps(
        {
            "format": FORMAT,
            "call": case.call.slug,
            "form_version": form_number,
            "region": {"code": case.region.code, "name": case.region.name, "org_number": case.region.org_number},
            "title": case.title,
            "sections": content.sections,
            "sums": {
                "costs": _by_year(content.costs(years).totals),
                "applied": _by_year(content.applied(years)),
                "co_funding": _by_year(content.funding(years).cofunding),
            },
            "attachments": [_file(file) for file in content.attachments],
        }
    ).decode()


def sha256_of(frozen: str) -> str:
    """The hash of a frozen application, as 64 hexadecimal digits."""
    return hashlib.sha256(frozen.encode()).hexdigest()


def parties_in(content: DraftContent) -> list[Party]:
    """Whom an application names beside its region: partners, and who leads the project where the form asks for it."""
    partners: list[Party] = [
        {"kind": "partner", "name": partner.name, "number": partner.org_number} for partner in content.partners
    ]
    managers: list[Party] = [
        {"kind": "manager", "name": name, "number": ""}
        for section in content.definition.sections
        for question in section.questions
        if question.key == PROJECT_MANAGER and (name := content.answer(section.key, question.key))
    ]
    return [party for party in [*partners, *managers] if party["name"].strip()]


def title_in(frozen: str) -> str:
    """What the project is called in a frozen application."""
    return str(json.loads(frozen).get("title", ""))


def thaw(frozen: str, definition: FormDefinition) -> DraftContent:
    """A frozen application as the content that it was frozen from."""
    data = json.loads(frozen)
    sections: dict[str, Content] = data["sections"]
    files = [
        AttachedFile(
            pk=0,
            file_id=0,
            uuid=file["uuid"],
            name=file["name"],
            content_type=file["content_type"],
            size=file["size"],
            sha256=file["sha256"],
            scan="",
            description=file["description"],
        )
        for file in data.get("attachments", [])
    ]
    return DraftContent(definition=definition, sections=sections, attachments=files)


def _by_year(amounts: dict[int, int]) -> dict[str, int]:
    return {str(year): amount for year, amount in amounts.items()}


def _file(file: AttachedFile) -> dict[str, Any]:
    return {
        "uuid": file.uuid,
        "name": file.name,
        "content_type": file.content_type,
        "size": file.size,
        "sha256": file.sha256,
        "description": file.description,
    }
