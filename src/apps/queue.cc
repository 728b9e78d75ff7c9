#include <filesystem>

#include "apps/programs.h"
#include "db/database.h"
#include "queue/sql_job_store.h"

namespace lakeport::apps {

Result<std::unique_ptr<queue::JobStore>> OpenQueue(const std::string& state_dir) {
  std::error_code error;
  auto folder = std::filesystem::absolute(state_dir, error);
  if (!error) std::filesystem::create_directories(folder, error);
  if (error) return PermissionDenied("can't make the state directory {}: {}", state_dir, error.message());
  LP_ASSIGN(auto database, db::OpenDatabase("sqlite://" + (folder / "lakeport.db").string()));
  return queue::OpenSqlJobStore(std::move(database));
}

}  // namespace lakeport::apps
