"""Gather, release and merge open data; what other concepts may use is named here."""

from app.opendata.releases.service.gathering import process_of
from app.opendata.releases.service.releasing import (
    EXTENSIONS,
    listed,
    ocid_kept,
    published_releases,
    read,
    record_of,
    record_package,
    record_text,
    release,
    release_of,
    release_package,
    releases_text,
)

__all__ = [
    "EXTENSIONS",
    "listed",
    "ocid_kept",
    "process_of",
    "published_releases",
    "read",
    "record_of",
    "record_package",
    "record_text",
    "release",
    "release_of",
    "release_package",
    "releases_text",
]
