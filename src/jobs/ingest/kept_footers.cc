#include "jobs/ingest/kept_footers.h"

namespace lakeport::ingest {
namespace {

int64_t CountColumns(const std::vector<formats::FileColumn>& columns) {
  int64_t count = 0;
  for (const auto& column : columns) count += 1 + CountColumns(column.children);
  return count;
}

}  // namespace

bool FooterBudget::Take(int64_t columns) {
  if (columns > left_) return false;
  left_ -= columns;
  return true;
}

KeptFooters::~KeptFooters() { budget_->Return(columns_); }

void KeptFooters::Keep(const storage::FileInfo& file, FooterPtr footer) {
  int64_t columns = 1 + CountColumns(footer->columns);
  if (!budget_->Take(columns)) return;
  columns_ += columns;
  footers_[file.location.ToString()] = {file.size, file.modified, std::move(footer)};
}

FooterPtr KeptFooters::Find(const storage::FileInfo& file) const {
  auto kept = footers_.find(file.location.ToString());
  if (kept == footers_.end()) return nullptr;
  bool same = kept->second.size == file.size && kept->second.modified == file.modified;
  return same ? kept->second.footer : nullptr;
}

}  // namespace lakeport::ingest
