"""Every way contracts change."""

from napulse.contracts.actions.contracts import (
    ContractData,
    create_contract,
    delete_contract,
    edit_contract,
    end_contract,
    reopen_contract,
    restore_contract,
    sign_contract,
    unsign_contract,
)
from napulse.contracts.actions.moves import MoveData, correct, redo_move, transfer, undo_move
from napulse.contracts.actions.remunerations import (
    RemunerationData,
    add_remuneration,
    delete_remuneration,
    edit_remuneration,
    restore_remuneration,
)
from napulse.contracts.actions.terms import (
    AmendmentData,
    TermData,
    add_amendment,
    add_term,
    edit_term,
    remove_term,
    restore_amendment,
    restore_term,
    revoke_amendment,
)

__all__ = [
    "AmendmentData",
    "ContractData",
    "MoveData",
    "RemunerationData",
    "TermData",
    "add_amendment",
    "add_remuneration",
    "add_term",
    "correct",
    "create_contract",
    "delete_contract",
    "delete_remuneration",
    "edit_contract",
    "edit_remuneration",
    "edit_term",
    "end_contract",
    "redo_move",
    "remove_term",
    "reopen_contract",
    "restore_amendment",
    "restore_contract",
    "restore_remuneration",
    "restore_term",
    "revoke_amendment",
    "sign_contract",
    "transfer",
    "undo_move",
    "unsign_contract",
]
