#include "catalogs/hive_lock.h"

#include <array>

#include <unistd.h>

#include "base/utf8.h"
#include "base/uuid.h"
#include "catalogs/lock_owner.h"
#include "metastore/current_user.h"

namespace lakeport::catalogs {
namespace {

using metastore::LockState;
using std::chrono::steady_clock;

constexpr size_t kMaxTableName = 128;  // in the metastore's table of locks
constexpr int kUnlockTries = 4;

std::string HostName() {
  std::array<char, 129> name{};
  gethostname(name.data(), name.size() - 1);
  return name.data();
}

// Asks for the lock. When the answer got lost it is looked for by its agent, so that none stays behind.
Result<metastore::Lock> Request(metastore::Client& client, const std::string& database, const std::string& table) {
  metastore::LockRequest request{.database = database, .table = table, .user = metastore::CurrentUser()};
  request.host = HostName();
  request.agent = ThisProcess() + ":" + NewUuid4().substr(0, 8);
  auto lock = client.RequestLock(request);
  if (lock.ok() || lock.error().kind() != ErrorKind::kCommitUnknown) return lock;
  LP_ASSIGN(auto held, client.ListLocks(database, table), "looking for a lock after {}", lock.error().ToString());
  for (const auto& one : held) {
    if (one.agent == request.agent) return metastore::Lock{one.id, one.state};
  }
  return Unavailable("the lock on {}.{} was asked for in vain: {}", database, table, lock.error().message());
}

}  // namespace

HiveLock::HiveLock(metastore::Client& client, const HiveLockOptions& options, int64_t id)
    : client_(client), options_(options), id_(id) {
  heart_ = std::jthread([this](const std::stop_token& stop) { KeepAlive(stop); });
}

HiveLock::~HiveLock() {
  heart_.request_stop();
  heart_.join();
  for (int tried = 1; !client_.Unlock(id_).ok() && tried < kUnlockTries; ++tried) {
    std::this_thread::sleep_for(Delay(options_.poll, tried, RandomChance()));
  }
}

Result<std::unique_ptr<HiveLock>> HiveLock::Acquire(metastore::Client& client, const std::string& database,
                                                    const std::string& table, const HiveLockOptions& options) {
  if (table.size() > kMaxTableName) {
    return InvalidArgument("the table name {} has {} letters; this metastore can lock names of at most {}", table,
                           table.size(), kMaxTableName);
  }
  LP_ASSIGN(auto requested, Request(client, database, table));
  std::unique_ptr<HiveLock> lock(new HiveLock(client, options, requested.id));
  LP_TRY(lock->WaitUntilGranted(requested.state, database, table));
  return lock;
}

Status HiveLock::WaitUntilGranted(LockState state, const std::string& database, const std::string& table) {
  const auto begin = steady_clock::now();
  bool took_away = false;
  for (int tries = 1; state == LockState::kWaiting; ++tries) {
    const auto waited = steady_clock::now() - begin;
    if (waited >= options_.patience) return TooLate(database, table);
    if (!took_away && waited >= options_.orphan_patience) {
      LP_TRY(TakeAwayOrphans(database, table));
      took_away = true;
    }
    std::this_thread::sleep_for(Delay(options_.poll, tries, RandomChance()));
    auto checked = client_.CheckLock(id_);
    if (!checked.ok() && checked.error().kind() == ErrorKind::kNotFound) break;
    LP_ASSIGN(auto lock, std::move(checked));
    state = lock.state;
  }
  if (state == LockState::kAcquired) return Ok();
  return Conflict("the metastore took the lock on {}.{} away before it was granted", database, table);
}

Status HiveLock::TakeAwayOrphans(const std::string& database, const std::string& table) {
  LP_ASSIGN(auto held, client_.ListLocks(database, table));
  for (const auto& lock : held) {
    if (lock.id != id_ && IsEndedProcess(lock.agent)) LP_TRY(client_.Unlock(lock.id));
  }
  return Ok();
}

Error HiveLock::TooLate(const std::string& database, const std::string& table) {
  std::string holder = "another program";
  if (auto held = client_.ListLocks(database, table); held.ok()) {
    for (const auto& lock : *held) {
      if (lock.state == LockState::kAcquired) holder = fmt::format("lock {}, {}", lock.id, Printable(lock.agent));
    }
  }
  return Conflict("{}.{} has been locked for {} s by {}; if that program is gone, take its lock away in the metastore",
                  database, table, std::chrono::duration_cast<std::chrono::seconds>(options_.patience).count(), holder);
}

Status HiveLock::Renew() {
  auto status = client_.SendHeartbeat(id_);
  if (status.ok() || status.error().kind() != ErrorKind::kNotFound) return status;
  return Conflict("the metastore has taken the lock away: {}", status.error().message());
}

void HiveLock::KeepAlive(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stopped_.wait_for(lock, stop, options_.heartbeat, [&] { return stop.stop_requested(); })) {
    // What comes of it shows when the lock is renewed before it matters.
    [[maybe_unused]] auto status = client_.SendHeartbeat(id_);
  }
}

}  // namespace lakeport::catalogs
