"""Decide a lot with a second person's approval, publish it, hear what is said against it, and say who won."""

from app.awards.service.allocating import allocation
from app.awards.service.counting import read_standstill
from app.awards.service.deciding import abandon, approve, bind, check_still_rests, decide, void
from app.awards.service.leaving import exclude, withdraw
from app.awards.service.log import keep_back
from app.awards.service.publishing import assessed, publish_notice, summaries_missing, summary_issued
from app.awards.service.reading import (
    check_stands,
    decided_for_lot,
    get,
    get_for_update,
    listed,
    notices,
    of_tender,
    owned,
    read,
    read_notice,
    several,
    standing,
)
from app.awards.service.representing import (
    decide_representation,
    hindrances,
    represent,
    representations,
    representations_of,
)
from app.awards.service.telling import (
    attempted,
    attempted_on_told,
    check_told,
    check_whole,
    is_told,
    may_know_told,
    sight,
    whole_sight,
)

__all__ = [
    "abandon",
    "allocation",
    "approve",
    "assessed",
    "attempted",
    "attempted_on_told",
    "bind",
    "check_stands",
    "check_still_rests",
    "check_told",
    "check_whole",
    "decide",
    "decide_representation",
    "decided_for_lot",
    "exclude",
    "get",
    "get_for_update",
    "hindrances",
    "is_told",
    "keep_back",
    "listed",
    "may_know_told",
    "notices",
    "of_tender",
    "owned",
    "publish_notice",
    "read",
    "read_notice",
    "read_standstill",
    "represent",
    "representations",
    "representations_of",
    "several",
    "sight",
    "standing",
    "summaries_missing",
    "summary_issued",
    "void",
    "whole_sight",
    "withdraw",
]
