"""The words of NIST SP 1500-103 version 1.0: which keys an object of each kind must and may have.

Only what lies on the way from the report to a mark is restated; what hangs on the side (codes,
annotations, hashes) is neither read nor judged.
"""

from dataclasses import dataclass

VERSION = "1.0.0"
"""The one version of the JSON schema; the schema file's own name says V0."""

NO, UNKNOWN, YES = "no", "unknown", "yes"
"""The three values of `HasIndication` and of `IsAllocable`."""

ANSWERS = frozenset((NO, UNKNOWN, YES))

ORIGINAL = "original"
INTERPRETED = "interpreted"
SNAPSHOT_TYPES = frozenset((ORIGINAL, INTERPRETED, "modified"))


@dataclass(frozen=True)
class Kind:
    """One class of the standard: its `@type` words, the keys it requires and all it allows."""

    types: frozenset[str]
    required: frozenset[str]
    allowed: frozenset[str]


def _kind(types: str, required: str, optional: str) -> Kind:
    needed = frozenset(required.split())
    return Kind(
        types=frozenset(f"CVR.{word}" for word in types.split()),
        required=needed,
        allowed=needed | frozenset(optional.split()) | {"@type"},
    )


REPORT = _kind(
    "CastVoteRecordReport",
    "Election GeneratedDate GpUnit ReportGeneratingDeviceIds ReportingDevice Version",
    "CVR Notes OtherReportType Party ReportType",
)
CVR = _kind(
    "CVR",
    "CVRSnapshot CurrentSnapshotId ElectionId",
    "BallotAuditId BallotImage BallotPrePrintedId BallotSheetId BallotStyleId BallotStyleUnitId "
    "BatchId BatchSequenceId CreatingDeviceId PartyIds UniqueId",
)
SNAPSHOT = _kind("CVRSnapshot", "@id Type", "Annotation CVRContest OtherStatus Status")
MARKED_CONTEST = _kind(
    "CVRContest",
    "ContestId",
    "CVRContestSelection OtherStatus Overvotes Selections Status Undervotes WriteIns",
)
MARKED_SELECTION = _kind(
    "CVRContestSelection",
    "SelectionPosition",
    "ContestSelectionId OptionPosition OtherStatus Rank Status TotalFractionalVotes "
    "TotalNumberVotes",
)
POSITION = _kind(
    "SelectionPosition",
    "HasIndication NumberVotes",
    "CVRWriteIn Code FractionalVotes IsAllocable IsGenerated MarkMetricValue OtherStatus Position "
    "Rank Status",
)
IMAGE = _kind("ImageData", "", "Hash Image Location")
IMAGE_BYTES = _kind("Image", "Data", "FileName MimeType")
DEVICE = _kind(
    "ReportingDevice",
    "@id",
    "Application Code Manufacturer MarkMetricType Model Notes SerialNumber",
)
GP_UNIT = _kind("GpUnit", "@id Type", "Code Name OtherType ReportingDeviceIds")
PARTY = _kind("Party", "@id", "Abbreviation Code Name")
ELECTION = _kind("Election", "@id Contest ElectionScopeId", "Candidate Code Name")
CONTEST = _kind(
    "Contest CandidateContest BallotMeasureContest PartyContest RetentionContest",
    "@id ContestSelection",
    "Abbreviation CandidateId Code Name NumberElected OtherVoteVariation PrimaryPartyId "
    "VoteVariation VotesAllowed",
)
SELECTION = _kind(
    "ContestSelection CandidateSelection BallotMeasureSelection PartySelection",
    "@id",
    "CandidateIds Code IsWriteIn PartyIds Selection",
)
CANDIDATE = _kind("Candidate", "@id", "Code Name PartyId")
CODE = _kind("Code", "Type Value", "Label OtherType")

OWN_ID = "qc-service-id"
"""`OtherType` of the code that keeps a layout's own id where it could not be the `@id` as well."""
