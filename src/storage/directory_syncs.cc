#include "storage/directory_syncs.h"

#include "storage/posix.h"

namespace lakeport::storage {

Status DirectorySyncs::Sync(const std::string& directory) {
  std::unique_lock lock(mutex_);
  auto position = groups_.try_emplace(directory).first;
  Group& group = position->second;
  ++group.waiting;
  uint64_t wanted = group.begun + 1;  // one that runs now may have begun too early
  finished_.wait(lock, [&] { return group.finished >= wanted || !group.running; });
  if (group.finished < wanted) {
    group.running = true;
    ++group.begun;
    lock.unlock();
    Status synced = SyncDirectory(directory);
    lock.lock();
    group.running = false;
    group.finished = group.begun;
    if (!synced.ok()) {
      group.failed = group.begun;
      group.failure = std::move(synced);
    }
    finished_.notify_all();
  }
  Status outcome = group.failed >= wanted ? group.failure : Ok();
  if (--group.waiting == 0) groups_.erase(position);
  return outcome;
}

}  // namespace lakeport::storage
