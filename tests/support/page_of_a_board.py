"""What tests look at in a page with a board."""

#: Milliseconds: the machine may be busy.
PATIENCE = 120_000


def verdict(page):
    """Wait until chip and Python have answered, and return the sentence."""
    status = page.get_by_role("status")
    status.filter(has_text="The chip reads").wait_for()
    return status.inner_text()


def cell(page, row, column):
    return page.get_by_role("gridcell", name=f"row {row}, column {column}", exact=True)


def inked(page):
    return page.locator("[role=gridcell][aria-selected=true]").count()
