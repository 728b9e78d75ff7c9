#include "audit/archive.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include <gmock/gmock.h>

#include "base/sha256.h"
#include "base/testing/matchers.h"
#include "base/testing/temp_dir.h"

namespace lakeport::audit {
namespace {

constexpr const char* kJob = "01890000-0000-7000-8000-000000000001";

std::string RecordText(int64_t sequence, const std::string& state = "failed") {
  return FormatRecord({.sequence = sequence, .job_id = kJob, .state = state});
}

class ArchiveTest : public testing::Test {
 protected:
  std::set<std::string> Names() {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(directory_.path("archive"))) {
      names.insert(entry.path().filename());
    }
    return names;
  }
  std::string Read(const std::string& name) {
    std::ifstream file(directory_.path("archive/" + name));
    return {std::istreambuf_iterator<char>(file), {}};
  }

  TempDir directory_;
  Archive archive_{directory_.path("archive")};
};

TEST_F(ArchiveTest, ARecordIsWrittenOnceHoweverOftenItIsTried) {
  for (int i = 0; i < 3; ++i) ASSERT_THAT(archive_.Write(kJob, 1, RecordText(1)), IsOk());
  EXPECT_THAT(Names(), testing::ElementsAre(std::string(kJob) + ".json"));
  EXPECT_EQ(Read(std::string(kJob) + ".json"), RecordText(1));
}

TEST_F(ArchiveTest, TheLatestRecordIsUnderTheJobsNameAndNoneIsLost) {
  for (int64_t sequence : {3, 8, 9}) ASSERT_THAT(archive_.Write(kJob, sequence, RecordText(sequence)), IsOk());
  std::string job = kJob;
  EXPECT_THAT(Names(), testing::ElementsAre(job + ".before-8.json", job + ".before-9.json", job + ".json"));
  EXPECT_EQ(Read(job + ".json"), RecordText(9));
  EXPECT_EQ(Read(job + ".before-8.json"), RecordText(3));
}

TEST_F(ArchiveTest, AnEarlierRecordThatComesLateDoesNotTakeTheLatestsPlace) {
  ASSERT_THAT(archive_.Write(kJob, 8, RecordText(8)), IsOk());
  ASSERT_THAT(archive_.Write(kJob, 3, RecordText(3)), IsOk());
  EXPECT_EQ(Read(std::string(kJob) + ".json"), RecordText(8));
  EXPECT_EQ(Read(std::string(kJob) + ".before-8.json"), RecordText(3));
}

TEST_F(ArchiveTest, WhatSomebodyPutInItsPlaceIsKeptAside) {
  ASSERT_THAT(archive_.Write(kJob, 1, RecordText(1)), IsOk());
  std::ofstream(archive_.PathFor(kJob)) << "forged";
  ASSERT_THAT(archive_.Write(kJob, 1, RecordText(1)), IsOk());
  EXPECT_EQ(Read(std::string(kJob) + ".json"), RecordText(1));
  EXPECT_EQ(Read(std::string(kJob) + ".before-1.json"), "forged");
}

TEST_F(ArchiveTest, OnlyAnIdNamesAFile) {
  for (const char* id : {"", "../x", "01890000-0000-7000-8000-00000000000/"}) {
    EXPECT_THAT(archive_.Write(id, 1, RecordText(1)), FailsWith(ErrorKind::kInvalidArgument));
  }
}

TEST_F(ArchiveTest, ManyWritersOfOneRecordLeaveItWhole) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([this] { EXPECT_THAT(archive_.Write(kJob, 1, RecordText(1)), IsOk()); });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(Read(std::string(kJob) + ".json"), RecordText(1));
}

TEST(ArchiveDirectoryTest, AFailedWriteLeavesNothingAndSaysWhere) {
  TempDir directory;
  std::ofstream(directory.path("archive")) << "a file";
  auto status = Archive(directory.path("archive")).Write(kJob, 1, RecordText(1));
  ASSERT_THAT(status, FailsWith(ErrorKind::kUnavailable));
  EXPECT_THAT(status.error().message(), testing::HasSubstr(directory.path("archive")));
}

}  // namespace
}  // namespace lakeport::audit
