#pragma once

#include <atomic>
#include <barrier>
#include <limits>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/testing/matchers.h"
#include "storage/file_io.h"

namespace lakeport::storage {

// A store, and an empty directory on it (or a prefix, where there are no directories) for one test.
class FileIOFixture {
 public:
  virtual ~FileIOFixture() = default;
  virtual FileIO& io() = 0;
  virtual Location root() = 0;
  // Names that other stores take and this one refuses, with InvalidArgument, before it has written anything.
  virtual std::set<std::string> RefusedNames() { return {}; }
};

struct FileIOSuiteParameter {
  std::string name;
  std::unique_ptr<FileIOFixture> (*make)();
};

// What every FileIO does. One file of a test program includes this and writes
//   INSTANTIATE_TEST_SUITE_P(Local, FileIOSuite, testing::Values(FileIOSuiteParameter{...}), NameOfFileIO);
class FileIOSuite : public testing::TestWithParam<FileIOSuiteParameter> {
 protected:
  FileIO& io() { return fixture_->io(); }
  FileIOFixture& fixture() { return *fixture_; }
  Location At(const std::string& relative) { return fixture_->root().Child(relative).value(); }
  void Put(const std::string& relative, std::string_view bytes, WriteMode mode = WriteMode::kCreate) {
    ASSERT_THAT(WriteFile(io(), At(relative), bytes, mode), IsOk());
  }
  std::string Get(const std::string& relative) {
    auto bytes = ReadFile(io(), At(relative));
    EXPECT_THAT(bytes, IsOk());
    return bytes.ok() ? *bytes : "";
  }

 private:
  std::unique_ptr<FileIOFixture> fixture_ = GetParam().make();
};

inline std::string NameOfFileIO(const testing::TestParamInfo<FileIOSuiteParameter>& info) { return info.param.name; }

TEST_P(FileIOSuite, WrittenFileReadsBackWholeAndInParts) {
  Put("a/b/file", "0123456789");
  EXPECT_EQ(Get("a/b/file"), "0123456789");
  auto file = io().Open(At("a/b/file"));
  ASSERT_THAT(file, IsOk());
  EXPECT_EQ((*file)->size(), 10);
  EXPECT_EQ((*file)->location(), At("a/b/file"));
  EXPECT_EQ((*file)->ReadAt(3, 4).value(), "3456");
  EXPECT_EQ((*file)->ReadAt(10, 0).value(), "");
}

TEST_P(FileIOSuite, EmptyFileIsAFile) {
  Put("empty", "");
  EXPECT_EQ(Get("empty"), "");
  EXPECT_EQ(io().Stat(At("empty")).value().size, 0);
}

TEST_P(FileIOSuite, AppendsAreJoinedAndCounted) {
  auto file = io().Create(At("file"), WriteMode::kCreate);
  ASSERT_THAT(file, IsOk());
  std::string expected;
  for (int i = 0; i < 100; ++i) {
    std::string piece(static_cast<size_t>(i) * 997, static_cast<char>('a' + i % 26));
    ASSERT_THAT((*file)->Append(piece), IsOk());
    expected += piece;
  }
  EXPECT_EQ((*file)->size(), static_cast<int64_t>(expected.size()));
  ASSERT_THAT((*file)->Close(), IsOk());
  EXPECT_EQ(Get("file"), expected);
}

TEST_P(FileIOSuite, ReadingPastTheEndIsCorruptData) {
  Put("file", "0123456789");
  auto file = io().Open(At("file"));
  ASSERT_THAT(file, IsOk());
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  for (auto [offset, length] : std::vector<std::pair<int64_t, int64_t>>{
           {8, 3}, {11, 0}, {-1, 2}, {0, -1}, {5, kMost}, {kMost, 1}, {kMost, kMost}}) {
    EXPECT_THAT((*file)->ReadAt(offset, length), FailsWith(ErrorKind::kCorruptData)) << offset << ' ' << length;
  }
}

TEST_P(FileIOSuite, WhatIsNotThereIsNotFound) {
  EXPECT_THAT(io().Open(At("none")), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(io().Stat(At("none")), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(io().Stat(At("no/such/directory")), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(io().List(At("no/such/directory")), FailsWith(ErrorKind::kNotFound));
}

TEST_P(FileIOSuite, FileIsNotVisibleBeforeItIsClosed) {
  auto file = io().Create(At("d/file"), WriteMode::kCreate);
  ASSERT_THAT(file, IsOk());
  ASSERT_THAT((*file)->Append("bytes"), IsOk());
  EXPECT_THAT(io().Stat(At("d/file")), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(io().Open(At("d/file")), FailsWith(ErrorKind::kNotFound));
  ASSERT_THAT((*file)->Close(), IsOk());
  EXPECT_EQ(Get("d/file"), "bytes");
}

TEST_P(FileIOSuite, FileThatIsNeverClosedLeavesNothing) {
  Put("d/other", "kept");
  for (auto mode : {WriteMode::kCreate, WriteMode::kReplace}) {
    auto file = io().Create(At("d/file"), mode);
    ASSERT_THAT(file, IsOk());
    ASSERT_THAT((*file)->Append("bytes"), IsOk());
  }
  auto listing = io().List(At("d"));
  ASSERT_THAT(listing, IsOk());
  ASSERT_EQ(listing->files.size(), 1u);
  EXPECT_EQ(listing->files[0].location, At("d/other"));
}

// Cleaners remove empty directories. A file under way is not seen in one.
TEST_P(FileIOSuite, AFileOutlivesTheRemovalOfItsDirectory) {
  for (WriteMode mode : {WriteMode::kCreate, WriteMode::kReplace}) {
    std::string name = mode == WriteMode::kCreate ? "d/e/created" : "d/e/replaced";
    auto file = io().Create(At(name), mode);
    ASSERT_THAT(file, IsOk());
    (void)io().Delete(At("d/e")).ok();
    (void)io().Delete(At("d")).ok();
    ASSERT_THAT((*file)->Append("x"), IsOk());
    EXPECT_THAT((*file)->Close(), IsOk());
    EXPECT_EQ(Get(name), "x");
    EXPECT_THAT(io().Delete(At(name)), IsOk());
  }
}

TEST_P(FileIOSuite, AFileIsMadeWhileAnotherRemovesItsDirectories) {
  constexpr int kRounds = 20;
  std::barrier<> start(2);
  std::thread cleaner([&] {
    for (int i = 0; i < kRounds; ++i) {
      start.arrive_and_wait();
      for (const char* directory : {"d/e", "d", "d/e", "d"}) (void)io().Delete(At(directory)).ok();
    }
  });
  for (int i = 0; i < kRounds; ++i) {
    start.arrive_and_wait();
    EXPECT_THAT(WriteFile(io(), At("d/e/file"), "x", WriteMode::kCreate), IsOk());
    EXPECT_THAT(io().Delete(At("d/e/file")), IsOk());
  }
  cleaner.join();
}

TEST_P(FileIOSuite, CreateNeverOverwrites) {
  Put("file", "first");
  EXPECT_THAT(WriteFile(io(), At("file"), "second", WriteMode::kCreate), FailsWith(ErrorKind::kAlreadyExists));
  EXPECT_EQ(Get("file"), "first");
}

TEST_P(FileIOSuite, OfManyThatCreateOneFileOneWins) {
  std::vector<std::unique_ptr<OutputFile>> files;
  for (int i = 0; i < 8; ++i) {
    auto file = io().Create(At("file"), WriteMode::kCreate);
    ASSERT_THAT(file, IsOk());
    ASSERT_THAT((*file)->Append(std::to_string(i)), IsOk());
    files.push_back(std::move(file).value());
  }
  std::atomic<int> winner = -1, winners = 0, losers = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      Status closed = files[static_cast<size_t>(i)]->Close();
      if (closed.ok()) {
        winner = i;
        ++winners;
      } else {
        losers += closed.error().kind() == ErrorKind::kAlreadyExists ? 1 : 0;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(winners, 1);
  EXPECT_EQ(losers, 7);
  EXPECT_EQ(Get("file"), std::to_string(winner));
}

TEST_P(FileIOSuite, ReplaceMakesTheFileOrReplacesIt) {
  Put("file", "first", WriteMode::kReplace);
  Put("file", "second", WriteMode::kReplace);
  EXPECT_EQ(Get("file"), "second");
}

TEST_P(FileIOSuite, ReadersOfAReplacedFileSeeOldOrNewNeverAMix) {
  const std::string old_bytes(100'000, 'o'), new_bytes(200'000, 'n');
  Put("file", old_bytes);
  std::jthread writer([&](const std::stop_token& stop) {
    for (bool odd = true; !stop.stop_requested(); odd = !odd) {
      static_cast<void>(WriteFile(io(), At("file"), odd ? new_bytes : old_bytes, WriteMode::kReplace));
    }
  });
  for (int i = 0; i < 50; ++i) {
    auto bytes = ReadFile(io(), At("file"));
    if (!bytes.ok() && bytes.error().kind() == ErrorKind::kConflict) continue;  // replaced while it was open
    ASSERT_THAT(bytes, IsOk());
    EXPECT_TRUE(*bytes == old_bytes || *bytes == new_bytes) << bytes->size();
  }
}

TEST_P(FileIOSuite, ClosedFileTakesNothingMore) {
  auto file = io().Create(At("file"), WriteMode::kReplace);
  ASSERT_THAT(file, IsOk());
  ASSERT_THAT((*file)->Append("bytes"), IsOk());
  ASSERT_THAT((*file)->Close(), IsOk());
  EXPECT_THAT((*file)->Append("more"), FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT((*file)->Close(), FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_EQ(Get("file"), "bytes");
}

TEST_P(FileIOSuite, ListShowsImmediateChildrenSorted) {
  for (const char* name : {"d/b", "d/a", "d/sub/x", "d/sub/deeper/y", "d/.hidden", "d/_SUCCESS", "d2/z"})
    Put(name, "12");
  auto listing = io().List(At("d"));
  ASSERT_THAT(listing, IsOk());
  std::vector<std::string> names;
  for (const auto& file : listing->files) {
    names.push_back(file.location.name());
    EXPECT_EQ(file.size, 2);
    EXPECT_FALSE(file.is_directory);
    EXPECT_EQ(file.location, At("d/" + file.location.name()));
  }
  EXPECT_EQ(names, (std::vector<std::string>{".hidden", "_SUCCESS", "a", "b"}));
  EXPECT_EQ(listing->directories, (std::vector<Location>{At("d/sub")}));
}

TEST_P(FileIOSuite, ListAndStatAgree) {
  Put("d/file", "12345");
  auto listing = io().List(At("d"));
  auto info = io().Stat(At("d/file"));
  ASSERT_THAT(listing, IsOk());
  ASSERT_THAT(info, IsOk());
  EXPECT_EQ(listing->files.at(0).size, info->size);
  EXPECT_EQ(listing->files.at(0).modified, info->modified);
  EXPECT_GT(info->modified, FromMillis(1'500'000'000'000));
}

TEST_P(FileIOSuite, NamesAreTakenAsTheyAre) {
  const std::vector<std::string> names = {"a b",  "a%20b",   "a+b",    "k=v",     "a?b#c",     "a'b\"c",
                                          "a:b",  "a,b;c&d", "a..b",   "..b",     "caf\u00e9", "\u6771\u4eac",
                                          "%2e.", "$(x)`y`", "a\\b~c", "[x]{y}*!"};
  const auto refused = fixture().RefusedNames();
  for (const auto& name : names) {
    Status written = WriteFile(io(), At("d/" + name), name, WriteMode::kCreate);
    if (refused.contains(name)) {
      EXPECT_THAT(written, FailsWith(ErrorKind::kInvalidArgument)) << name;
    } else {
      EXPECT_THAT(written, IsOk()) << name;
    }
  }
  auto listing = io().List(At("d"));
  ASSERT_THAT(listing, IsOk());
  EXPECT_EQ(listing->files.size(), names.size() - refused.size());
  for (const auto& file : listing->files) {
    auto bytes = ReadFile(io(), file.location);
    ASSERT_THAT(bytes, IsOk());
    EXPECT_EQ(*bytes, file.location.name());
  }
}

TEST_P(FileIOSuite, DeletedFileIsGoneAndMayBeDeletedAgain) {
  Put("d/file", "x");
  Put("d/other", "y");
  ASSERT_THAT(io().Delete(At("d/file")), IsOk());
  EXPECT_THAT(io().Stat(At("d/file")), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(io().Delete(At("d/file")), IsOk());
  EXPECT_THAT(io().Delete(At("never/was")), IsOk());
  EXPECT_EQ(Get("d/other"), "y");
}

TEST_P(FileIOSuite, DirectoryIsThereOnceItIsMadeUntilItIsDeleted) {
  ASSERT_THAT(io().MakeDirectory(At("a/b")), IsOk());
  auto listing = io().List(At("a/b"));
  ASSERT_THAT(listing, IsOk());
  EXPECT_TRUE(listing->files.empty() && listing->directories.empty());
  EXPECT_EQ(io().List(At("a")).value().directories, (std::vector<Location>{At("a/b")}));
  EXPECT_THAT(io().MakeDirectory(At("a/b")), FailsWith(ErrorKind::kAlreadyExists));
  EXPECT_THAT(io().MakeDirectory(At("a")), FailsWith(ErrorKind::kAlreadyExists));
  ASSERT_THAT(io().Delete(At("a/b")), IsOk());
  EXPECT_THAT(io().List(At("a/b")), FailsWith(ErrorKind::kNotFound));
}

TEST_P(FileIOSuite, DirectoryIsNotMadeWhereAFileIs) {
  Put("a", "bytes");
  EXPECT_THAT(io().MakeDirectory(At("a")), FailsWith(ErrorKind::kAlreadyExists));
  EXPECT_EQ(Get("a"), "bytes");
}

TEST_P(FileIOSuite, OneFileIsReadByManyThreads) {
  std::string bytes;
  for (int i = 0; i < 100'000; ++i) bytes += static_cast<char>('a' + i % 23);
  Put("file", bytes);
  auto file = io().Open(At("file"));
  ASSERT_THAT(file, IsOk());
  std::atomic<int> wrong = 0;
  std::vector<std::jthread> threads;
  for (int64_t t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int64_t i = 0; i < 200; ++i) {
        int64_t offset = (i * 7919 + t * 104729) % 99'000;
        auto part = (*file)->ReadAt(offset, 1000);
        wrong += part.ok() && *part == bytes.substr(static_cast<size_t>(offset), 1000) ? 0 : 1;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(wrong, 0);
}

}  // namespace lakeport::storage
