"""Order actions from the desk and the command line, tried again when another writer was faster."""

from datetime import datetime

from bot.storage import Storage
from orders import service
from orders.actions import DisputeReport, StaffAction
from orders.answers import Reason, Refusal
from orders.policy import Policy
from orders.service import Done, StaleWrite

ATTEMPTS = 2


def perform(storage: Storage, action: StaffAction | DisputeReport, now: datetime, policy: Policy) -> Done | Refusal:
    """Each attempt reads the order anew. CHANGED_MEANWHILE, and nothing done, when all of them came too late."""
    for _ in range(ATTEMPTS):
        try:
            with storage.writes() as session:
                return service.perform(session, action, now, policy=policy)
        except StaleWrite:
            continue
    return Refusal(Reason.CHANGED_MEANWHILE, action.order)
