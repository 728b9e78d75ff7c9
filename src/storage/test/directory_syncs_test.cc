#include "storage/directory_syncs.h"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/testing/matchers.h"
#include "base/testing/temp_dir.h"

namespace lakeport::storage {
namespace {

TEST(DirectorySyncs, ManyThreadsAtOnceAllComeBack) {
  TempDir directory;
  DirectorySyncs syncs;
  std::atomic<int> done = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 20; ++round) done += syncs.Sync(directory.location().path()).ok();
    });
  }
  threads.clear();
  EXPECT_EQ(done, 320);
}

TEST(DirectorySyncs, AFailureIsToldToEachWhoWaitedForIt) {
  TempDir directory;
  DirectorySyncs syncs;
  std::atomic<int> failed = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] { failed += !syncs.Sync(directory.location().path() + "/none").ok(); });
  }
  threads.clear();
  EXPECT_EQ(failed, 8);
  EXPECT_THAT(syncs.Sync(directory.location().path()), IsOk());
}

}  // namespace
}  // namespace lakeport::storage
