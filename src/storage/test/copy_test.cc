#include "storage/copy.h"

#include <gtest/gtest.h>

#include "base/testing/matchers.h"
#include "base/testing/temp_dir.h"
#include "storage/content_hash.h"
#include "storage/local_file_io.h"
#include "storage/testing/forwarding_file_io.h"
#include "storage/testing/memory_file_io.h"

namespace lakeport::storage {
namespace {

// Turns one bit of what is written, at `position` of the file.
class BitFlippingFileIO final : public ForwardingFileIO {
 public:
  BitFlippingFileIO(FileIO& target, size_t position, int bit)
      : ForwardingFileIO(target), position_(position), bit_(bit) {}
  Result<std::unique_ptr<OutputFile>> Create(const Location& location, WriteMode mode) override {
    LP_ASSIGN(auto file, target_.Create(location, mode));
    return std::unique_ptr<OutputFile>(std::make_unique<Flipper>(std::move(file), *this));
  }

 private:
  struct Flipper final : ForwardingOutputFile {
    Flipper(std::unique_ptr<OutputFile> file, const BitFlippingFileIO& owner)
        : ForwardingOutputFile(std::move(file)), io(owner) {}
    Status Append(std::string_view bytes) override {
      std::string changed(bytes);
      auto begin = static_cast<size_t>(size());
      if (io.position_ >= begin && io.position_ < begin + changed.size()) {
        changed[io.position_ - begin] = static_cast<char>(changed[io.position_ - begin] ^ (1 << io.bit_));
      }
      return target_->Append(changed);
    }
    const BitFlippingFileIO& io;
  };
  size_t position_;
  int bit_;
};

// Keeps all but the last byte of what is written.
class CuttingFileIO final : public ForwardingFileIO {
 public:
  using ForwardingFileIO::ForwardingFileIO;
  Result<std::unique_ptr<OutputFile>> Create(const Location& location, WriteMode mode) override {
    LP_ASSIGN(auto file, target_.Create(location, mode));
    return std::unique_ptr<OutputFile>(std::make_unique<Cutter>(std::move(file)));
  }

 private:
  struct Cutter final : ForwardingOutputFile {
    using ForwardingOutputFile::ForwardingOutputFile;
    Status Append(std::string_view bytes) override { return target_->Append(bytes.substr(0, bytes.size() - 1)); }
  };
};

class CopyFileTest : public testing::Test {
 protected:
  CopyFileTest() {
    for (size_t i = 0; i < bytes_.size(); ++i) bytes_[i] = static_cast<char>(i * 31 + i / 256);
    EXPECT_TRUE(WriteFile(from_io_, from_, bytes_, WriteMode::kCreate).ok());
  }
  FileInfo Listed() { return from_io_.Stat(from_).value(); }

  MemoryFileIO from_io_, to_io_;
  const Location from_ = Location::Parse("memory://a/warehouse/f").value();
  const Location to_ = Location::Parse("memory://b/lake/f").value();
  std::string bytes_ = std::string(10'000, '\0');
};

TEST_F(CopyFileTest, CopyHasTheBytesAndTheirHash) {
  auto copied = CopyFile(from_io_, Listed(), to_io_, to_, {.block_size = 999});
  ASSERT_THAT(copied, IsOk());
  EXPECT_EQ(copied->bytes, 10'000);
  EXPECT_FALSE(copied->was_there_already);
  ContentHash hash;
  hash.Update(bytes_);
  EXPECT_EQ(copied->hash, hash.Finish());
  EXPECT_EQ(ReadFile(to_io_, to_).value(), bytes_);
}

TEST_F(CopyFileTest, ProgressCountsEachByteOnce) {
  int64_t told = 0;
  ASSERT_THAT(CopyFile(from_io_, Listed(), to_io_, to_,
                       {.block_size = 4096, .on_bytes = [&](int64_t bytes) { told += bytes; }}),
              IsOk());
  EXPECT_EQ(told, 10'000);
}

TEST_F(CopyFileTest, EmptyFileIsCopied) {
  auto empty = Location::Parse("memory://a/empty").value();
  ASSERT_THAT(WriteFile(from_io_, empty, "", WriteMode::kCreate), IsOk());
  auto copied = CopyFile(from_io_, from_io_.Stat(empty).value(), to_io_, to_);
  ASSERT_THAT(copied, IsOk());
  EXPECT_EQ(copied->bytes, 0);
  EXPECT_EQ(ReadFile(to_io_, to_).value(), "");
}

// P36
TEST_F(CopyFileTest, SecondRunFindsTheCopyThere) {
  auto first = CopyFile(from_io_, Listed(), to_io_, to_);
  auto second = CopyFile(from_io_, Listed(), to_io_, to_);
  ASSERT_THAT(second, IsOk());
  EXPECT_TRUE(second->was_there_already);
  EXPECT_EQ(second->hash, first->hash);
}

// P37
TEST_F(CopyFileTest, NeverOverwritesSomethingElse) {
  std::string other = bytes_;
  other[5000] ^= 1;
  for (const auto& there : {other, std::string("short")}) {
    ASSERT_THAT(WriteFile(to_io_, to_, there, WriteMode::kReplace), IsOk());
    EXPECT_THAT(CopyFile(from_io_, Listed(), to_io_, to_), FailsWith(ErrorKind::kAlreadyExists));
    EXPECT_EQ(ReadFile(to_io_, to_).value(), there);
  }
}

TEST_F(CopyFileTest, TwoCopiesToOnePlaceBothSucceed) {
  auto copy_in_between = [&, done = false](int64_t) mutable {
    if (std::exchange(done, true)) return;
    ASSERT_THAT(CopyFile(from_io_, Listed(), to_io_, to_), IsOk());
  };
  auto copied = CopyFile(from_io_, Listed(), to_io_, to_, {.on_bytes = copy_in_between});
  ASSERT_THAT(copied, IsOk());
  EXPECT_TRUE(copied->was_there_already);
}

TEST_F(CopyFileTest, EveryTurnedBitIsFoundAndTheBadFileRemoved) {
  for (size_t i = 0; i < 1000; ++i) {
    BitFlippingFileIO flipping(to_io_, i * 9973 % bytes_.size(), static_cast<int>(i % 8));
    ASSERT_THAT(CopyFile(from_io_, Listed(), flipping, to_, {.block_size = 4096}), FailsWith(ErrorKind::kCorruptData));
    ASSERT_THAT(to_io_.Stat(to_), FailsWith(ErrorKind::kNotFound));
  }
}

TEST_F(CopyFileTest, WrongLengthIsFoundWithoutReadingBack) {
  CuttingFileIO cutting(to_io_);
  auto copied = CopyFile(from_io_, Listed(), cutting, to_, {.verify = CopyVerify::kLength});
  ASSERT_THAT(copied, FailsWith(ErrorKind::kCorruptData));
  EXPECT_EQ(copied.error().ToString(),
            "CorruptData: memory://b/lake/f has 9999 bytes after 10000 were written; check the store; "
            "while copying memory://a/warehouse/f to memory://b/lake/f");
  EXPECT_TRUE(to_io_.files().empty());
}

TEST_F(CopyFileTest, SourceThatChangedSinceItWasListedIsAConflict) {
  FileInfo listed = Listed();
  listed.size -= 1;
  EXPECT_THAT(CopyFile(from_io_, listed, to_io_, to_), FailsWith(ErrorKind::kConflict));
  listed = Listed();
  listed.modified -= std::chrono::milliseconds(1);
  EXPECT_THAT(CopyFile(from_io_, listed, to_io_, to_), FailsWith(ErrorKind::kConflict));
  EXPECT_TRUE(to_io_.files().empty());
}

TEST_F(CopyFileTest, SourceThatChangesMeanwhileIsAConflict) {
  auto change = [&](int64_t) { ASSERT_THAT(WriteFile(from_io_, from_, "new", WriteMode::kReplace), IsOk()); };
  EXPECT_THAT(CopyFile(from_io_, Listed(), to_io_, to_, {.on_bytes = change}), FailsWith(ErrorKind::kConflict));
  EXPECT_TRUE(to_io_.files().empty());
}

TEST_F(CopyFileTest, MissingSourceIsNotFound) {
  FileInfo listed = Listed();
  ASSERT_THAT(from_io_.Delete(from_), IsOk());
  EXPECT_THAT(CopyFile(from_io_, listed, to_io_, to_), FailsWith(ErrorKind::kNotFound));
}

TEST_F(CopyFileTest, StopLeavesNothing) {
  std::stop_source stop;
  int64_t told = 0;
  auto stop_soon = [&](int64_t bytes) {
    told += bytes;
    stop.request_stop();
  };
  EXPECT_THAT(
      CopyFile(from_io_, Listed(), to_io_, to_, {.block_size = 1000, .on_bytes = stop_soon, .stop = stop.get_token()}),
      FailsWith(ErrorKind::kCancelled));
  EXPECT_EQ(told, 1000);
  EXPECT_TRUE(to_io_.files().empty());
}

TEST(CopyFileLocalTest, CopiesBetweenDirectoriesOfThisMachine) {
  TempDir directory;
  auto io = MakeLocalFileIO();
  std::string bytes(3'000'000, 'x');
  ASSERT_THAT(WriteFile(*io, directory.location("a"), bytes, WriteMode::kCreate), IsOk());
  auto copied = CopyFile(*io, io->Stat(directory.location("a")).value(), *io, directory.location("b/c"));
  ASSERT_THAT(copied, IsOk());
  EXPECT_EQ(ReadFile(*io, directory.location("b/c")).value(), bytes);
}

TEST(CopyFileLocalTest, SourceThatIsCutMeanwhileIsAConflict) {
  TempDir directory;
  auto io = MakeLocalFileIO();
  ASSERT_THAT(WriteFile(*io, directory.location("a"), std::string(10'000, 'x'), WriteMode::kCreate), IsOk());
  auto cut = [&](int64_t) { std::filesystem::resize_file(directory.path("a"), 5000); };
  EXPECT_THAT(CopyFile(*io, io->Stat(directory.location("a")).value(), *io, directory.location("b"),
                       {.block_size = 1000, .on_bytes = cut}),
              FailsWith(ErrorKind::kConflict));
}

TEST(ContentHashTest, IsXxh3OfTheWholeHoweverItIsCut) {
  ContentHash empty;
  EXPECT_EQ(empty.Finish(), "xxh3-128:99aa06d3014798d86001c324468d497f");
  ContentHash whole, pieces;
  whole.Update("hello world");
  pieces.Update("hello");
  pieces.Update(" world");
  EXPECT_EQ(whole.Finish(), pieces.Finish());
  EXPECT_EQ(whole.Finish(), "xxh3-128:df8d09e93f874900a99b8775cc15b6c7");
}

}  // namespace
}  // namespace lakeport::storage
