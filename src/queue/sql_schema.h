#pragma once

#include "db/database.h"

namespace lakeport::queue {

// Brings the queue's tables up to this program's version, inside the caller's transaction. May be called any number of
// times, by several processes at once.
Status UpgradeSchema(db::Session& session, db::Dialect dialect);

// For tests: the same, but no further than `version`.
Status UpgradeSchemaTo(db::Session& session, db::Dialect dialect, int64_t version);

int64_t SchemaVersion();

}  // namespace lakeport::queue
