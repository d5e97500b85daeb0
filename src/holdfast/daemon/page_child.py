"""The process that makes the page of one week and keeps it: `page_child CONFIG WEEK`."""

import os
import sys

from holdfast.app import app_for
from holdfast.report.use_cases import keep_page

if __name__ == "__main__":
    os.umask(0o077)
    config, week = sys.argv[1:]
    app_for(os.environ, config).call(keep_page, week=week)
