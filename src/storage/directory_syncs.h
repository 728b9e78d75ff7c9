#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "base/result.h"

namespace lakeport::storage {

// Makes names in directories durable, for many threads at once: those that wait for the same directory share one call
// of fsync, which began after the last of them asked. Safe from several threads.
class DirectorySyncs {
 public:
  // Returns once every name that was in the directory at the time of the call is durable.
  Status Sync(const std::string& directory);

 private:
  struct Group {
    int waiting = 0;        // threads in Sync
    bool running = false;   // an fsync is under way
    uint64_t begun = 0;     // how many fsyncs have begun
    uint64_t finished = 0;  // and how many are over
    uint64_t failed = 0;    // the number of the last one that failed; the kernel tells of a failure once
    Status failure{};       // what it said
  };

  std::mutex mutex_;
  std::condition_variable finished_;
  std::map<std::string, Group> groups_;  // of directories that somebody waits for
};

}  // namespace lakeport::storage
