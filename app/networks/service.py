"""Found networks, join and leave them, and read the sums that their members agreed to share, and no others."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.kit import constraints
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.kit.pagination import PageRequest
from app.kit.schema import Page
from app.networks import repository
from app.networks.errors import (
    LeadInvites,
    MeasuresUnknown,
    MembershipOvertaken,
    MembershipStands,
    NotAnAuthority,
)
from app.networks.models import Network, NetworkAct, NetworkShares
from app.networks.rules import FEWEST_MEMBERS, MAY_BECOME, MemberStatus, Openness, Part, Total, disclosed, open_to_all
from app.networks.schemas import (
    MemberOut,
    NetworkCreate,
    NetworkLineOut,
    NetworkOut,
    NetworkSumsOut,
    PartOut,
    SharesIn,
    SumOut,
)
from app.organisations import service as organisations
from app.organisations.rules import AUTHORITY_KINDS
from app.performance import service as performance
from app.performance.portfolio.quarters import quarter
from app.performance.service import SupplierSum
from app.rubrics import packs

constraints.means(
    "uq_network_act_network_id_organisation_id_number",
    MembershipOvertaken,
    columns="network_act.network_id, network_act.organisation_id, network_act.number",
)

_NOTE = (
    "Each sum is over the members that agreed to share it, so two sums may be over different members. A sum over too "
    "few members or suppliers is withheld, and so is what could be worked out from others. Not shared is not nought."
)


def found(call: Call, body: NetworkCreate) -> NetworkOut:
    """Found a network; the caller's authority leads it, and shares nothing before it is a member like any other."""
    tx, actor, now = call.tx, call.actor, call.now
    row = Network(
        id=new_id(now),
        **body.model_dump(),
        lead_id=actor.organisation_id,
        founded_by=actor.person_id,
        founded_at=now,
    )
    repository.add(tx, row)
    after = {"name": row.name, "fewest_suppliers": row.fewest_suppliers}
    audit.record(tx, actor, Action.NETWORK_FOUNDED, row, log_id=row.lead_id, now=now, after=after)
    return _out(tx, actor, row)


def invite(call: Call, network_id: UUID, organisation_id: UUID) -> NetworkOut:
    """Invite an authority, the lead's own too; it decides by itself whether it joins and what it shares."""
    tx, actor = call.tx, call.actor
    row = _visible(tx, actor, network_id)
    if actor.organisation_id != row.lead_id:
        raise LeadInvites(organisations.get(tx, row.lead_id).name)
    invited = organisations.get(tx, organisation_id)
    if invited.kind not in AUTHORITY_KINDS or invited.successor_id is not None:
        raise NotAnAuthority(invited.name)
    _step(call, row, organisation_id, MemberStatus.INVITED)
    return _out(tx, actor, row)


def join(call: Call, network_id: UUID, body: SharesIn) -> NetworkOut:
    """Join with what the caller's authority chooses to share, or state that anew."""
    tx, actor = call.tx, call.actor
    row = _visible(tx, actor, network_id)
    library = {measure["id"] for measure in packs.measures()["measures"]}
    if unknown := [(place, name) for place, name in enumerate(body.measures) if name not in library]:
        raise MeasuresUnknown(unknown)
    _step(call, row, actor.organisation_id, MemberStatus.JOINED, shares=body)
    return _out(tx, actor, row)


def leave(call: Call, network_id: UUID, reason: str) -> NetworkOut:
    """Leave a network, or decline to join it: from here on nothing is shared."""
    row = _visible(call.tx, call.actor, network_id)
    _step(call, row, call.actor.organisation_id, MemberStatus.LEFT, reason=reason)
    return _out(call.tx, call.actor, row)


def leave_all(call: Call, organisation_id: UUID, reason: str) -> None:
    """End every membership of a body that closes: what it agreed to is not inherited."""
    newest = {act.network_id: act for act in repository.acts_of(call.tx, organisation_id)}
    for network_id, act in newest.items():
        network = repository.get(call.tx, network_id)
        if network is not None and act.status != MemberStatus.LEFT:
            _step(call, network, organisation_id, MemberStatus.LEFT, reason=reason)


def read(tx: Session, actor: Actor, network_id: UUID) -> NetworkOut:
    """Return a network that the actor's authority leads or was invited to; raise NotFound."""
    return _out(tx, actor, _visible(tx, actor, network_id))


def listed(tx: Session, actor: Actor, asked: PageRequest) -> Page[NetworkOut]:
    """Return a page of the networks that the actor's authority leads or was invited to."""
    rows, following = repository.page(tx, actor.organisation_id, asked)
    return Page[NetworkOut](items=_outs(tx, actor, rows), next=following)


def sums(tx: Session, actor: Actor, network_id: UUID, *, as_at: date) -> NetworkSumsOut:
    """Return what the members come to together, for the lead and for whoever is a member now; raise NotFound.

    As at the first day of the quarter that `as_at` is in: two days close together would tell what came in between.
    """
    row, as_at = _visible(tx, actor, network_id), quarter(as_at)[0]
    shares = _shares(tx, row.id)
    if actor.organisation_id not in {row.lead_id, *shares}:
        raise NotFound("network", network_id)
    by_line = _by_line(tx, shares, as_at)
    names = organisations.names(tx, shares)
    lines = [_line(row, key, by_line[key], shares, names) for key in sorted(by_line)]
    return NetworkSumsOut(network_id=row.id, as_at=as_at, note=_NOTE, lines=[line for line in lines if line.sums])


def joined(tx: Session) -> dict[UUID, tuple[Network, list[UUID]]]:
    """Return every network with its members of now, whoever asks."""
    found: dict[UUID, tuple[Network, list[UUID]]] = {row.id: (row, []) for row in repository.every(tx)}
    for (network_id, organisation_id), act in _newest(repository.acts(tx, list(found))).items():
        if act.status == MemberStatus.JOINED and act.shares is not None:
            found[network_id][1].append(organisation_id)
    return found


def open_sums(tx: Session, network_id: UUID, publish: Mapping[UUID, Openness], *, as_at: date) -> NetworkSumsOut:
    """Return the sums of a network that everybody may see, none of their parts; checks no access, raises NotFound.

    `publish` says of every member how far it publishes. What is withheld here may be shown to members.
    """
    row, as_at = repository.get(tx, network_id), quarter(as_at)[0]
    if row is None:
        raise NotFound("network", network_id)
    shares = _shares(tx, row.id)
    lines = []
    for key, found_sums in sorted(_by_line(tx, shares, as_at).items()):
        made = []
        for total in Total:
            parts = _parts(total, found_sums, shares)
            if (seen := open_to_all(parts, publish, fewest_suppliers=row.fewest_suppliers)) is not None:
                made.append(
                    SumOut(total=total, quantity=seen[0], members=None, suppliers=None, withheld=seen[1], parts=[])
                )
        title = max(one.title for one in found_sums)
        lines.append(NetworkLineOut(measure=key[0], title=title, unit=key[1], better=key[2], sums=made))
    return NetworkSumsOut(network_id=row.id, as_at=as_at, note=_NOTE, lines=[line for line in lines if line.sums])


def _shares(tx: Session, network_id: UUID) -> dict[UUID, NetworkShares]:
    """Return what each member of now shares."""
    return {
        act.organisation_id: act.shares
        for act in _newest(repository.acts(tx, [network_id])).values()
        if act.status == MemberStatus.JOINED and act.shares is not None
    }


def _by_line(
    tx: Session, shares: Mapping[UUID, NetworkShares], as_at: date
) -> dict[tuple[str, str, str], list[SupplierSum]]:
    found: dict[tuple[str, str, str], list[SupplierSum]] = {}
    for one in performance.by_supplier(tx, sorted(shares), as_at=as_at):
        if not shares[one.authority_id].measures or one.measure in shares[one.authority_id].measures:
            found.setdefault((one.measure, one.unit, one.better), []).append(one)
    return found


def _line(
    network: Network,
    key: tuple[str, str, str],
    found_sums: Sequence[SupplierSum],
    joined: Mapping[UUID, NetworkShares],
    names: Mapping[UUID, str],
) -> NetworkLineOut:
    made = []
    for total in Total:
        if parts := _parts(total, found_sums, joined):
            seen = disclosed(parts, fewest_suppliers=network.fewest_suppliers)
            named = [part for part in parts if part.by_name]
            made.append(
                SumOut(
                    total=total,
                    quantity=seen.total,
                    members=seen.members,
                    suppliers=seen.suppliers,
                    withheld=seen.withheld,
                    parts=[
                        PartOut(organisation_id=part.member, name=names[part.member], quantity=seen.parts[part.member])
                        for part in named
                    ],
                )
            )
    return NetworkLineOut(
        measure=key[0], title=max(one.title for one in found_sums), unit=key[1], better=key[2], sums=made
    )


def _parts(total: Total, found_sums: Iterable[SupplierSum], joined: Mapping[UUID, NetworkShares]) -> list[Part]:
    """Return what each member that shares this total adds to it; one without data adds nothing, and is not counted."""
    values: dict[UUID, Decimal] = {}
    suppliers: dict[UUID, set[UUID]] = {}
    for one in found_sums:
        value: Decimal | None = getattr(one, total.value)
        if value is not None and total.value in joined[one.authority_id].totals:
            values[one.authority_id] = values.get(one.authority_id, Decimal(0)) + value
            suppliers.setdefault(one.authority_id, set()).add(one.supplier_id)
    return [
        Part(member, values[member], frozenset(suppliers[member]), joined[member].by_name) for member in sorted(values)
    ]


# ------------------------------------------------------------------------------------------------------- memberships
def _step(
    call: Call,
    network: Network,
    organisation_id: UUID,
    wanted: MemberStatus,
    *,
    reason: str | None = None,
    shares: SharesIn | None = None,
) -> None:
    """Add one step of a member, with what it shares from then on; raise MembershipStands where it may not be."""
    tx, now = call.tx, call.now
    before = _newest(repository.acts(tx, [network.id])).get((network.id, organisation_id))
    stands = None if before is None else MemberStatus(before.status)
    if wanted not in MAY_BECOME[stands]:
        name = organisations.get(tx, organisation_id).name
        raise MembershipStands(name, f"has {stands.value}" if stands else "was never invited", wanted.value)
    row = NetworkAct(
        id=new_id(now),
        network_id=network.id,
        organisation_id=organisation_id,
        number=before.number + 1 if before else 1,
        status=wanted.value,
        reason=reason,
        acted_by=call.actor.person_id,
        acted_at=now,
        shares=None,
    )
    repository.add(tx, row)
    after: dict[str, Any] = {"network": network.name, "status": wanted.value}
    if shares is not None:
        said = shares.model_dump(mode="json")
        row.shares = NetworkShares(act_id=row.id, **said)
        repository.add(tx, row.shares)
        after |= said
    restated = wanted is MemberStatus.JOINED and stands is MemberStatus.JOINED
    action = Action.NETWORK_SHARES_STATED if restated else _RECORDED[wanted]
    for log_id in dict.fromkeys((organisation_id, network.lead_id)):
        audit.record(tx, call.actor, action, row, log_id=log_id, now=now, reason=reason, after=after)


_RECORDED = {
    MemberStatus.INVITED: Action.NETWORK_INVITED,
    MemberStatus.JOINED: Action.NETWORK_JOINED,
    MemberStatus.LEFT: Action.NETWORK_LEFT,
}


def _newest(acts: Iterable[NetworkAct]) -> dict[tuple[UUID, UUID], NetworkAct]:
    """Return the newest step of each member of each network."""
    return {(act.network_id, act.organisation_id): act for act in acts}


def _visible(tx: Session, actor: Actor, network_id: UUID) -> Network:
    row = repository.get(tx, network_id)
    if row is None:
        raise NotFound("network", network_id)
    if actor.organisation_id != row.lead_id:
        acts = _newest(repository.acts(tx, [row.id]))
        act = acts.get((row.id, actor.organisation_id))
        if act is None:
            raise NotFound("network", network_id)
    return row


def _out(tx: Session, actor: Actor, row: Network) -> NetworkOut:
    return _outs(tx, actor, [row])[0]


def _outs(tx: Session, actor: Actor, rows: Sequence[Network]) -> list[NetworkOut]:
    """Return networks as the actor's body may see them: whoever left sees its own membership and no other."""
    newest = _newest(repository.acts(tx, [row.id for row in rows])) if rows else {}
    own = actor.organisation_id
    ids = [row.lead_id for row in rows] + [organisation_id for _, organisation_id in newest]
    names = organisations.names(tx, ids)
    return [
        NetworkOut(
            id=row.id,
            name=row.name,
            purpose=row.purpose,
            lead_id=row.lead_id,
            lead_name=names[row.lead_id],
            fewest_suppliers=row.fewest_suppliers,
            fewest_members=FEWEST_MEMBERS,
            members=[
                _member_out(act, names)
                for (network_id, organisation_id), act in newest.items()
                if network_id == row.id and (organisation_id == own or _takes_part(row, newest, own))
            ],
            founded_at=row.founded_at,
        )
        for row in rows
    ]


def _takes_part(network: Network, newest: Mapping[tuple[UUID, UUID], NetworkAct], own: UUID) -> bool:
    act = newest.get((network.id, own))
    return network.lead_id == own or (act is not None and act.status != MemberStatus.LEFT)


def _member_out(act: NetworkAct, names: Mapping[UUID, str]) -> MemberOut:
    shares = act.shares
    return MemberOut(
        organisation_id=act.organisation_id,
        name=names[act.organisation_id],
        status=MemberStatus(act.status),
        since=act.acted_at,
        measures=shares.measures if shares else None,
        totals=[Total(each) for each in shares.totals] if shares else None,
        by_name=shares.by_name if shares else None,
    )
