"""Wire shapes of successions."""

from datetime import date
from uuid import UUID

from pydantic import Field

from app.kit.schema import Day, In, Label, Moment, Out, Reason
from app.networks.succession.rules import SuccessionStatus


class SuccessionCreate(In):
    """One body that is to follow another."""

    predecessor_id: UUID = Field(description="The body that closes or merges into another.")
    successor_id: UUID = Field(description="The body that follows it.")
    legal_basis: Label = Field(description="The order, act or agreement under which it does.")
    takes_effect_on: Day = Field(description="The day from which it takes effect; it is accepted on or after it.")
    reason: Reason


class WithdrawIn(In):
    """Take a proposal back."""

    reason: Reason


class SuccessionOut(Out):
    """Who follows whom, on what basis, and what came of it."""

    id: UUID = Field(description="Identifier.")
    predecessor_id: UUID = Field(description="The body that closes.")
    predecessor_name: str = Field(description="Its name.")
    successor_id: UUID = Field(description="The body that follows.")
    successor_name: str = Field(description="Its name.")
    legal_basis: str = Field(description="The order, act or agreement.")
    takes_effect_on: date = Field(description="The day from which it takes effect.")
    reason: str = Field(description="Why.")
    status: SuccessionStatus = Field(description="Whether it waits, was accepted or was withdrawn.")
    contracts: list[UUID] = Field(description="The contracts that passed, by their ids, which stay as they were.")
    proposed_by: UUID = Field(description="Who proposed it.")
    proposed_at: Moment = Field(description="When.")
    decided_by: UUID | None = Field(description="Who accepted or withdrew it; null while it waits.")
    decided_at: Moment | None = Field(description="When; null while it waits.")
    decision_reason: str | None = Field(description="Why it was withdrawn; null otherwise.")
