#include "storage/local_file_io.h"

#include <csignal>
#include <fstream>

#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/testing/matchers.h"
#include "base/testing/temp_dir.h"
#include "storage/posix.h"

namespace lakeport::storage {
namespace {

class LocalFileIOTest : public testing::Test {
 protected:
  void Put(const std::string& name, std::string_view bytes) {
    ASSERT_THAT(WriteFile(*io_, directory_.location(name), bytes, WriteMode::kCreate), IsOk());
  }
  std::vector<std::string> NamesOnDisk() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(directory_.path())) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }
  // A child process that begins a file, then is killed.
  void KillWriter(bool unnamed) {
    pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      auto file = MakeLocalFileIO({.write_unnamed = unnamed})->Create(directory_.location("file"), WriteMode::kCreate);
      bool written = file.ok() && (*file)->Append(std::string(1 << 20, 'x')).ok();
      ::raise(written ? SIGKILL : SIGABRT);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    ASSERT_EQ(WTERMSIG(status), SIGKILL);
  }
  Status ListStatus() {
    LP_TRY(io_->List(directory_.location()));
    return Ok();
  }

  TempDir directory_;
  std::unique_ptr<FileIO> io_ = MakeLocalFileIO();
};

TEST_F(LocalFileIOTest, KilledWriterLeavesNothing) {
  KillWriter(true);
  EXPECT_EQ(NamesOnDisk(), std::vector<std::string>());
}

TEST_F(LocalFileIOTest, KilledWriterWithoutUnnamedFilesLeavesAHiddenFileOnly) {
  KillWriter(false);
  auto names = NamesOnDisk();
  ASSERT_EQ(names.size(), 1u);
  EXPECT_TRUE(names[0].starts_with(".lakeport-")) << names[0];
  EXPECT_TRUE(names[0].ends_with(".tmp")) << names[0];
}

TEST_F(LocalFileIOTest, FailedWriteIsNeverPublished) {
  auto file = io_->Create(directory_.location("file"), WriteMode::kCreate);
  ASSERT_THAT(file, IsOk());
  struct rlimit before {};
  ::getrlimit(RLIMIT_FSIZE, &before);
  auto old_handler = ::signal(SIGXFSZ, SIG_IGN);
  struct rlimit small = {4096, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  Status appended = (*file)->Append(std::string(8192, 'x'));
  ::setrlimit(RLIMIT_FSIZE, &before);
  ::signal(SIGXFSZ, old_handler);
  EXPECT_THAT(appended, FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT((*file)->Close(), FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_EQ(NamesOnDisk(), std::vector<std::string>());
}

TEST_F(LocalFileIOTest, ReadsPastFourGigabytes) {
  Put("file", "");
  std::filesystem::resize_file(directory_.path("file"), 5'000'000'000);
  std::fstream end(directory_.path("file"), std::ios::in | std::ios::out);
  end.seekp(4'999'999'997);
  end << "end";
  end.close();
  auto file = io_->Open(directory_.location("file"));
  ASSERT_THAT(file, IsOk());
  EXPECT_EQ((*file)->size(), 5'000'000'000);
  EXPECT_EQ((*file)->ReadAt(4'999'999'997, 3).value(), "end");
}

TEST_F(LocalFileIOTest, FileThatWasCutWhileOpenIsCorruptData) {
  Put("file", "0123456789");
  auto file = io_->Open(directory_.location("file"));
  ASSERT_THAT(file, IsOk());
  std::filesystem::resize_file(directory_.path("file"), 4);
  EXPECT_THAT((*file)->ReadAt(0, 10), FailsWith(ErrorKind::kCorruptData));
}

TEST_F(LocalFileIOTest, FollowsSymbolicLinksToFilesAndDirectories) {
  Put("real/file", "bytes");
  std::filesystem::create_symlink("real/file", directory_.path("file_link"));
  std::filesystem::create_directory_symlink("real", directory_.path("directory_link"));
  EXPECT_EQ(ReadFile(*io_, directory_.location("file_link")).value(), "bytes");
  EXPECT_EQ(io_->Stat(directory_.location("file_link")).value().size, 5);
  auto listing = io_->List(directory_.location());
  ASSERT_THAT(listing, IsOk());
  EXPECT_EQ(listing->files.size(), 1u);
  EXPECT_EQ(listing->directories.size(), 2u);
  EXPECT_EQ(io_->List(directory_.location("directory_link")).value().files.at(0).size, 5);
}

TEST_F(LocalFileIOTest, ListRefusesALinkThatGoesRound) {
  Put("a/x", "");
  Put("b/y", "");
  std::filesystem::create_directory_symlink("../b", directory_.path("a/to_b"));
  std::filesystem::create_directory_symlink("../a", directory_.path("b/to_a"));
  EXPECT_THAT(io_->List(directory_.location("a")), IsOk());
  auto round = io_->List(directory_.location("a/to_b"));
  ASSERT_THAT(round, FailsWith(ErrorKind::kCorruptData));
  EXPECT_EQ(round.error().message(),
            directory_.path("a/to_b/to_a") + " is a symbolic link back to " + directory_.path("a") + "; remove it");
}

TEST_F(LocalFileIOTest, ListRefusesALinkToNothing) {
  std::filesystem::create_symlink("gone", directory_.path("dangling"));
  EXPECT_THAT(ListStatus(), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(io_->Open(directory_.location("dangling")), FailsWith(ErrorKind::kNotFound));
}

TEST_F(LocalFileIOTest, ListRefusesANameThatIsNotText) {
  std::ofstream(directory_.path("bad\xff.parquet"));
  auto status = ListStatus();
  ASSERT_THAT(status, FailsWith(ErrorKind::kCorruptData));
  EXPECT_NE(status.error().message().find("bad\\xff.parquet"), std::string::npos) << status.error().message();
  std::filesystem::remove(directory_.path("bad\xff.parquet"));
  std::ofstream(directory_.path("new\nline"));
  EXPECT_THAT(ListStatus(), FailsWith(ErrorKind::kCorruptData));
}

TEST_F(LocalFileIOTest, FifoIsNeverOpened) {
  ASSERT_EQ(::mkfifo(directory_.path("fifo").c_str(), 0600), 0);
  EXPECT_THAT(io_->Open(directory_.location("fifo")), FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(io_->Stat(directory_.location("fifo")), FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(ListStatus(), FailsWith(ErrorKind::kCorruptData));
}

TEST_F(LocalFileIOTest, SocketAndDeviceAreNoFiles) {
  int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
  struct sockaddr_un address {};
  address.sun_family = AF_UNIX;
  directory_.path("socket").copy(address.sun_path, sizeof(address.sun_path) - 1);
  ASSERT_EQ(::bind(socket, reinterpret_cast<struct sockaddr*>(&address), sizeof(address)), 0);
  ::close(socket);
  EXPECT_THAT(io_->Open(directory_.location("socket")), FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(ListStatus(), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(io_->Open(Location::Parse("/dev/null").value()), FailsWith(ErrorKind::kInvalidArgument));
}

TEST_F(LocalFileIOTest, DirectoryIsNoFile) {
  Put("d/file", "");
  EXPECT_THAT(io_->Open(directory_.location("d")), FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_TRUE(io_->Stat(directory_.location("d")).value().is_directory);
  EXPECT_THAT(WriteFile(*io_, directory_.location("d"), "", WriteMode::kCreate), FailsWith(ErrorKind::kAlreadyExists));
  EXPECT_THAT(WriteFile(*io_, directory_.location("d"), "", WriteMode::kReplace),
              FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(io_->List(directory_.location("d/file")), FailsWith(ErrorKind::kNotFound));
}

TEST_F(LocalFileIOTest, NothingCanLieBelowAFile) {
  Put("file", "");
  EXPECT_THAT(io_->Create(directory_.location("file/below/it"), WriteMode::kCreate),
              FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(io_->Stat(directory_.location("file/below")), FailsWith(ErrorKind::kNotFound));
}

TEST_F(LocalFileIOTest, DeletesADirectoryOnlyWhenItIsEmpty) {
  Put("d/file", "");
  EXPECT_THAT(io_->Delete(directory_.location("d")), FailsWith(ErrorKind::kInvalidArgument));
  ASSERT_THAT(io_->Delete(directory_.location("d/file")), IsOk());
  EXPECT_THAT(io_->Delete(directory_.location("d")), IsOk());
  EXPECT_THAT(io_->Stat(directory_.location("d")), FailsWith(ErrorKind::kNotFound));
}

TEST_F(LocalFileIOTest, RefusesLocationsOnOtherStoresAndHosts) {
  for (const char* text : {"hdfs://nn:8020/a", "file://otherhost/a"}) {
    auto location = Location::Parse(text).value();
    EXPECT_THAT(io_->Open(location), FailsWith(ErrorKind::kInvalidArgument));
    EXPECT_THAT(io_->Stat(location), FailsWith(ErrorKind::kInvalidArgument));
    EXPECT_THAT(io_->List(location), FailsWith(ErrorKind::kInvalidArgument));
    EXPECT_THAT(io_->Create(location, WriteMode::kCreate), FailsWith(ErrorKind::kInvalidArgument));
    EXPECT_THAT(io_->Delete(location), FailsWith(ErrorKind::kInvalidArgument));
  }
}

TEST(PosixErrorTest, KindTellsWhatToDoAndMessageHow) {
  auto full = PosixError(ENOSPC, "write", "/data/a");
  EXPECT_EQ(full.ToString(),
            "Unavailable: cannot write /data/a: No space left on device; free some space, then run again");
  EXPECT_EQ(PosixError(EACCES, "open", "/a").kind(), ErrorKind::kPermissionDenied);
  EXPECT_EQ(PosixError(EROFS, "open", "/a").kind(), ErrorKind::kPermissionDenied);
  EXPECT_EQ(PosixError(ENOENT, "open", "/a").kind(), ErrorKind::kNotFound);
  EXPECT_EQ(PosixError(EIO, "read", "/a").kind(), ErrorKind::kUnavailable);
  EXPECT_EQ(PosixError(EBADF, "read", "/a").kind(), ErrorKind::kInternal);
}

}  // namespace
}  // namespace lakeport::storage
