#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>

#include "formats/footer.h"
#include "storage/file_io.h"

namespace lakeport::ingest {

using FooterPtr = std::shared_ptr<const formats::FileFooter>;

// How many columns of footers a job keeps in memory between planning a table and running it. For one thread.
class FooterBudget {
 public:
  explicit FooterBudget(int64_t columns) : left_(columns) {}
  bool Take(int64_t columns);
  void Return(int64_t columns) { left_ += columns; }

 private:
  int64_t left_;
};

// Footers of one table's files that were read while it was planned, so that they need not be read again. A file that
// has changed since is not found. Find may be called from several threads while nothing is kept.
class KeptFooters {
 public:
  explicit KeptFooters(std::shared_ptr<FooterBudget> budget) : budget_(std::move(budget)) {}
  ~KeptFooters();
  KeptFooters(const KeptFooters&) = delete;
  KeptFooters& operator=(const KeptFooters&) = delete;

  void Keep(const storage::FileInfo& file, FooterPtr footer);  // drops it when the budget is used up
  FooterPtr Find(const storage::FileInfo& file) const;         // nullptr: not kept

 private:
  struct Kept {
    int64_t size = 0;
    Timestamp modified{};
    FooterPtr footer;
  };
  const std::shared_ptr<FooterBudget> budget_;
  int64_t columns_ = 0;
  std::unordered_map<std::string, Kept> footers_;  // by location
};

}  // namespace lakeport::ingest
