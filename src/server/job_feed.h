#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "queue/job_store.h"
#include "server/event_stream.h"

namespace lakeport::server {

// Changes to any job, for the pages that show lists. One thread looks at the queue twice a second, however many
// clients follow: at the jobs that run or are retried, at the newest, and at what was seen there the last time. The
// last 5,000 changes are kept for clients that come back. Safe from several threads.
class JobFeed {
 public:
  explicit JobFeed(queue::JobStore& store);
  ~JobFeed();

  // From `last_event_id` on, as the client has it; empty: from now on. The stream must not outlive the feed.
  std::unique_ptr<EventStream> Follow(const std::string& last_event_id);

 private:
  friend class JobFeedStream;
  struct Change {
    int64_t number = 0;
    Json job;
  };

  void Run(std::stop_token stop);
  void Look();
  void Record(const queue::Job& job);
  std::vector<queue::Job> ListWatched();

  queue::JobStore& store_;
  const std::string epoch_;                        // tells this feed's numbers from those of an earlier portal
  std::map<std::string, std::string> signatures_;  // of the jobs watched, by id; only the feed's thread
  std::mutex mutex_;
  std::deque<Change> changes_;  // guarded by mutex_, as is last_number_
  int64_t last_number_ = 0;
  std::jthread thread_;
};

}  // namespace lakeport::server
