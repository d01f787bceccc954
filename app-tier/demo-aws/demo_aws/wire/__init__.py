"""What every AWS service has in common on the wire: signatures, protocols, validation, throttling, paging, faults."""
