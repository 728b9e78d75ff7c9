#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/uuid.h"
#include "db/database.h"
#include "queue/sql_job_store.h"

namespace lakeport::queue {

// A real store, in a SQLite file that goes away with this object. For tests of what uses a queue.
class TemporaryJobStore {
 public:
  explicit TemporaryJobStore(const Clock* clock = nullptr) {
    std::filesystem::create_directories(folder_);
    auto database = db::OpenDatabase("sqlite://" + (folder_ / "queue.db").string());
    store_ = OpenSqlJobStore(std::move(database).value(), {.clock = clock}).value();
  }
  ~TemporaryJobStore() {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }
  TemporaryJobStore(const TemporaryJobStore&) = delete;
  TemporaryJobStore& operator=(const TemporaryJobStore&) = delete;

  JobStore& operator*() { return *store_; }
  JobStore* operator->() { return store_.get(); }
  const std::filesystem::path& folder() const { return folder_; }

 private:
  const std::filesystem::path folder_ = std::filesystem::temp_directory_path() / ("lakeport-queue-" + NewUuid4());
  std::unique_ptr<JobStore> store_;
};

}  // namespace lakeport::queue
