"""What a site that was built can fail in."""

from pipeline.errors import CheckError


class SiteError(CheckError):
    """The site did not pass its checks: something of a solution before its release, or a link that leads nowhere."""
