#include "jobs/ingest/stores.h"

namespace lakeport::ingest {

Result<storage::FileIO*> Stores::Get(const Location& location) {
  std::lock_guard lock(mutex_);
  auto& store = stores_[location.scheme() + "://" + location.authority()];
  if (store == nullptr) {
    LP_ASSIGN(store, open_(location));
  }
  return store.get();
}

}  // namespace lakeport::ingest
