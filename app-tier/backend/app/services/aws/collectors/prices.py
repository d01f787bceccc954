"""List prices of WorkSpaces in every Region. They are the same for everybody: one account reads them."""

from app.services.aws.batch import Batch
from app.services.aws.calls import Clients
from app.services.aws.errors import AwsError, ErrorKind
from app.services.aws.scope import Scope
from app.services.costs import price_list
from app.services.costs.price_list import PriceRecord


class PricesCollector:
    """The price list; the scope's Region is that of the endpoint (`endpoints.home_region`)."""

    kind = "prices"
    actions = ("pricing:GetProducts",)
    after: tuple[str, ...] = ()

    def collect(self, aws: Clients, scope: Scope) -> Batch[PriceRecord]:
        """All pages, a hundred products each. A list without any price is an error, not an empty price list."""
        batch: Batch[PriceRecord] = Batch(scope)
        family = [{"Type": "TERM_MATCH", "Field": "productFamily", "Value": price_list.FAMILY}]
        with batch.guard("GetProducts"):
            pages = aws.pages(
                "pricing",
                "get_products",
                scope,
                ServiceCode=price_list.SERVICE_CODE,
                Filters=family,
                FormatVersion="aws_v1",
                MaxResults=100,
            )
            for page in pages:
                for product in page.get("PriceList") or []:
                    batch.rows += price_list.parse(product)
            if not batch.rows:
                message = f"The Price List API in {scope.region} lists no price of {price_list.SERVICE_CODE}."
                raise AwsError(ErrorKind.INTERNAL, "NoPrices", message)
        return batch
