#include "base/uuid.h"

#include <algorithm>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lakeport {
namespace {

TEST(UuidTest, IsTextOfTheFormThatOneIsRecognisedBy) {
  EXPECT_TRUE(IsUuid(NewUuid4()));
  EXPECT_TRUE(IsUuid(NewUuid7()));
  EXPECT_EQ(NewUuid4()[14], '4');
  EXPECT_EQ(NewUuid7()[14], '7');
  EXPECT_THAT(NewUuid7()[19], testing::AnyOf('8', '9', 'a', 'b'));
}

TEST(UuidTest, ThoseMadeInTheSameMillisecondSortByTheirOrder) {
  std::vector<std::string> ids;
  for (int i = 0; i < 10'000; ++i) ids.push_back(NewUuid7());
  EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
}

TEST(UuidTest, ThreadsMakeNoneTwiceAndEachSeesItsOwnInOrder) {
  std::vector<std::vector<std::string>> made(4);
  std::vector<std::thread> threads;
  for (auto& ids : made) {
    threads.emplace_back([&ids] {
      for (int i = 0; i < 1'000; ++i) ids.push_back(NewUuid7());
    });
  }
  for (auto& thread : threads) thread.join();
  std::set<std::string> all;
  for (const auto& ids : made) {
    EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
    all.insert(ids.begin(), ids.end());
  }
  EXPECT_EQ(all.size(), 4'000u);
}

TEST(UuidTest, OtherTextIsNone) {
  for (const char* text : {"", "019a3f2e-7c1b-7d30-8a4e-5b6c7d8e9f0", "019A3F2E-7C1B-7D30-8A4E-5B6C7D8E9F01",
                           "019a3f2e-7c1b-7d30-8a4e-5b6c7d8e9f01\n", "019a3f2e_7c1b_7d30_8a4e_5b6c7d8e9f01"}) {
    EXPECT_FALSE(IsUuid(text)) << text;
  }
}

}  // namespace
}  // namespace lakeport
