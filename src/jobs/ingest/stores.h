#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/result.h"
#include "storage/file_io.h"

namespace lakeport::ingest {

// The stores that a job reads from, each opened once. Safe from several threads.
class Stores {
 public:
  using Open = std::function<Result<std::unique_ptr<storage::FileIO>>(const Location&)>;

  explicit Stores(Open open) : open_(std::move(open)) {}

  // Lives as long as this.
  Result<storage::FileIO*> Get(const Location& location);

 private:
  const Open open_;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<storage::FileIO>> stores_;  // by scheme and authority; guarded by mutex_
};

}  // namespace lakeport::ingest
