#pragma once

#include "base/json.h"
#include "base/result.h"
#include "iceberg/snapshot.h"

namespace lakeport::iceberg {

// Snapshots, references and the two logs as JSON (spec, "Snapshots", "Snapshot References", Appendix C). Unknown
// members of snapshots and references are kept. Reading fails with CorruptData that names the member.
Json SnapshotToJson(const Snapshot& snapshot, int32_t format_version);
Result<Snapshot> SnapshotFromJson(const Json& json);

Json SnapshotRefToJson(const SnapshotRef& ref);
Result<SnapshotRef> SnapshotRefFromJson(const Json& json);

Json SnapshotLogEntryToJson(const SnapshotLogEntry& entry);
Result<SnapshotLogEntry> SnapshotLogEntryFromJson(const Json& json);

Json MetadataLogEntryToJson(const MetadataLogEntry& entry);
Result<MetadataLogEntry> MetadataLogEntryFromJson(const Json& json);

}  // namespace lakeport::iceberg
