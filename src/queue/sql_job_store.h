#pragma once

#include <memory>

#include "base/time.h"
#include "db/database.h"
#include "queue/job_store.h"
#include "queue/retry_rule.h"

namespace lakeport::queue {

struct SqlJobStoreOptions {
  // Null: the database's own clock, which every worker shares whatever its machine's clock says.
  const Clock* clock = nullptr;
  RetryRule retry{};
};

// A JobStore in a SQL database, whose tables it makes or brings up to date. Unsupported when the tables were made by a
// later version of the program.
Result<std::unique_ptr<JobStore>> OpenSqlJobStore(std::unique_ptr<db::Database> database,
                                                  SqlJobStoreOptions options = {});
// The same in the database that `uri` names, as db::OpenDatabase takes it.
Result<std::unique_ptr<JobStore>> OpenSqlJobStore(const std::string& uri, SqlJobStoreOptions options = {});

}  // namespace lakeport::queue
