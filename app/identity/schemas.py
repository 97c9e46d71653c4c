"""Wire shapes of people, keys and sessions."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, SecretStr, StringConstraints

from app.identity.rules import Role
from app.kit.model import SHORT
from app.kit.schema import In, Moment, Out, Plain, Visible
from app.organisations.schemas import Email


def _is_text(value: SecretStr) -> SecretStr:
    try:
        value.get_secret_value().encode()
    except UnicodeEncodeError:
        message = "it holds half of a character pair, which is no text"
        raise ValueError(message) from None
    return value


GivenPassword = Annotated[SecretStr, Field(max_length=200), AfterValidator(_is_text)]
Password = Annotated[
    SecretStr, Field(min_length=12, max_length=200, description="At least 12 characters."), AfterValidator(_is_text)
]
PersonName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=SHORT), Plain, Visible]
KeyLabel = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), Plain]


class PersonCreate(In):
    """A new person of an organisation."""

    organisation_id: UUID = Field(description="The organisation they act for.")
    name: PersonName = Field(description="Their name.")
    email: Email = Field(description="Their address; nobody else may have it.")
    roles: list[Role] = Field(min_length=1, description="What they do there.")
    password: Password | None = Field(default=None, description="Leave out for somebody who uses keys only.")


class PersonUpdate(In):
    """What may change of a person."""

    name: PersonName = Field(description="Their name.")
    roles: list[Role] = Field(min_length=1, description="What they do there.")
    active: bool = Field(description="False shuts them out at once and revokes their keys.")


class PersonOut(Out):
    """A person."""

    id: UUID = Field(description="Identifier.")
    organisation_id: UUID = Field(description="The organisation they act for.")
    name: str = Field(description="Their name.")
    email: str = Field(description="Their address.")
    roles: list[str] = Field(description="What they do there.")
    active: bool = Field(description="Whether they may sign in.")
    created_at: Moment = Field(description="When they were added.")
    version: int = Field(description="Version, for `If-Match`.")


class WhoAmIOut(Out):
    """Who a credential belongs to."""

    person_id: UUID = Field(description="The person.")
    name: str = Field(description="Their name.")
    organisation_id: UUID = Field(description="Their organisation.")
    organisation_name: str = Field(description="Its name.")
    organisation_kind: str = Field(description="Its kind.")
    roles: list[str] = Field(description="What they do there.")


class KeyCreate(In):
    """A new API key."""

    label: KeyLabel = Field(description="What the key is for.")
    days: int = Field(default=365, ge=1, le=730, description="For how many days it holds.")


class KeyOut(Out):
    """An API key, without its secret."""

    id: UUID = Field(description="Identifier.")
    person_id: UUID = Field(description="Whose key it is.")
    label: str = Field(description="What it is for.")
    prefix: str = Field(description="How the key begins, to recognise it by.")
    created_at: Moment = Field(description="When it was issued.")
    expires_at: Moment = Field(description="Until when it holds.")
    revoked_at: Moment | None = Field(description="When it was revoked; null if it was not.")


class KeyIssuedOut(KeyOut):
    """A new key: the only time that its secret is shown."""

    key: str = Field(description="The key itself. Keep it now; it is not kept here.")


class SessionCreate(In):
    """A sign-in."""

    email: Email = Field(description="Your address.")
    password: GivenPassword = Field(description="Your password.")


class PasswordSet(In):
    """A new password for the person who asks."""

    current: GivenPassword | None = Field(default=None, description="The present password; null if there is none.")
    password: Password
