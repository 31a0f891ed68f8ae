"""Work in the background."""

DO_JOB = "jobs.do"
