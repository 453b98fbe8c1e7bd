"""A carrier that lives on the clock it is given: a parcel is seen the day after hand-over and delivered two days after.

Goods sent back arrive three days after the label was made. Parcels that get late or lost are reported by the demo page.
"""

from datetime import datetime, timedelta

from orders.actions import ParcelNews, ParcelReport
from orders.carriers.base import TrackRequest

_ROUTE = (
    (timedelta(hours=16), ParcelNews.IN_TRANSIT, "Leipzig"),
    (timedelta(hours=38), ParcelNews.IN_TRANSIT, "Köln"),
    (timedelta(hours=48), ParcelNews.DELIVERED, ""),
)
_BACK = ((timedelta(days=3), ParcelNews.RETURN_RECEIVED, ""),)


class DemoCarrier:
    def track(self, request: TrackRequest, now: datetime) -> tuple[ParcelReport, ...]:
        route = _BACK if request.returning else _ROUTE
        return tuple(
            ParcelReport(
                order=request.order,
                parcel=request.parcel,
                news=news,
                at=request.since + after,
                carrier=request.carrier,
                number=request.number,
                place=place,
                external_id=f"{request.number}/{stop}",
                pushed=False,
            )
            for stop, (after, news, place) in enumerate(route)
            if request.since + after <= now
        )
