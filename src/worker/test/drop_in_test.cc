#include "worker/drop_in.h"

#include <fcntl.h>
#include <sys/fsuid.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/utf8.h"
#include "base/uuid.h"
#include "launch/new_job.h"
#include "worker/job_file.h"
#include "worker/testing/worker_test_base.h"

namespace lakeport::worker {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kRequest = R"({"engine":"ingest","from":"hive","database":"sales","to":"lake"})";

class DropInTest : public WorkerTestBase {
 protected:
  void Put(const std::string& name, const std::string& text) {
    std::ofstream(state_.queue() + "/" + name, std::ios::binary) << text;
  }
  void Sweep() { ASSERT_THAT(drop_in_.Sweep(now_), IsOk()); }
  void SweepWhenSettled() {
    Sweep();
    now_ += milliseconds(2000);
    Sweep();
  }
  std::vector<std::string> Names(const std::string& directory) {
    return ListNames(directory, 1000, [](const std::string&) { return true; });
  }
  std::vector<queue::Job> Jobs() { return store_->List({}, "", 1000)->jobs; }
  std::string Reason(const std::string& name) { return Read(state_.rejected() + "/" + name + ".reason.txt"); }
  // What is in queue/ is rejected, with a reason that says so.
  void ExpectRejected(const std::string& name, const std::string& reason) {
    SweepWhenSettled();
    EXPECT_THAT(Names(state_.queue()), IsEmpty());
    EXPECT_THAT(Names(state_.rejected()), ElementsAre(name, name + ".reason.txt"));
    EXPECT_THAT(Reason(name), HasSubstr(reason));
    EXPECT_THAT(Jobs(), IsEmpty());
  }

  DropIn drop_in_{*store_, state_, milliseconds(2000)};
  DropIn::SteadyTime now_{};
};

TEST_F(DropInTest, AFileBecomesAJobAtOnce) {
  Put("orders.json", kRequest);
  Sweep();
  EXPECT_THAT(Names(state_.queue()), IsEmpty());
  EXPECT_THAT(Names(state_.taken()), IsEmpty());
  ASSERT_EQ(Jobs().size(), 1u);
  auto job = Jobs().front();
  EXPECT_EQ(job.engine, "ingest");
  EXPECT_EQ(job.source, "queue/orders.json");
  EXPECT_EQ(job.user, launch::LocalUser());
}

TEST_F(DropInTest, AFileThatIsBeingWrittenIsWaitedForAsLongAsItGrows) {
  for (size_t length = 0; length < kRequest.size(); length += 10) {
    Put("slow.json", kRequest.substr(0, length));
    Sweep();
    now_ += milliseconds(1900);
    Sweep();
    EXPECT_THAT(Names(state_.queue()), ElementsAre("slow.json")) << length;
  }
  Put("slow.json", kRequest);
  Sweep();
  EXPECT_EQ(Jobs().size(), 1u);
}

TEST_F(DropInTest, AFileThatStaysHalfWrittenIsRejected) {
  Put("half.json", kRequest.substr(0, 20));
  ExpectRejected("half.json", "is not valid JSON");
}

TEST_F(DropInTest, AnEmptyFileIsRejected) {
  Put("empty.json", "");
  ExpectRejected("empty.json", "it is empty");
}

TEST_F(DropInTest, AFileOfNothingButZerosIsRejected) {
  Put("zeros.json", std::string(1000, '\0'));
  ExpectRejected("zeros.json", "is not valid JSON");
}

TEST_F(DropInTest, ARequestThatMakesNoSenseIsRejectedByTheNameOfItsMember) {
  Put("bad.json", R"({"engine":"ingest","from":"hive","database":"sales","to":"lake","mode":"cpoy"})");
  ExpectRejected("bad.json", "\"mode\" must be \"copy\", \"in-place\" or \"rewrite\", not \"cpoy\"");
}

TEST_F(DropInTest, AMemberNamedTwiceIsRejected) {
  Put("twice.json", R"({"engine":"ingest","engine":"ingest","from":"hive","database":"sales","to":"lake"})");
  ExpectRejected("twice.json", "names \"engine\" twice");
}

TEST_F(DropInTest, DeepNestingIsRejected) {
  Put("deep.json", R"({"engine":)" + std::string(1'000'000, '['));
  ExpectRejected("deep.json", "nested more than");
}

TEST_F(DropInTest, AHugeFileIsRejectedUnread) {
  Put("huge.json", "");
  ASSERT_EQ(truncate((state_.queue() + "/huge.json").c_str(), 1'000'000'000), 0);
  ExpectRejected("huge.json", "it is 1000000000 bytes long");
}

TEST_F(DropInTest, ALinkIsNotFollowed) {
  std::ofstream(directory_.path("secret")) << kRequest;
  std::filesystem::create_symlink(directory_.path("secret"), state_.queue() + "/link.json");
  ExpectRejected("link.json", "it is a symbolic link");
  EXPECT_EQ(Read(directory_.path("secret")), kRequest);
}

TEST_F(DropInTest, ALinkToNowhereIsMovedAsWell) {
  std::filesystem::create_symlink("/nowhere", state_.queue() + "/link.json");
  Sweep();
  EXPECT_TRUE(std::filesystem::is_symlink(state_.rejected() + "/link.json"));
}

TEST_F(DropInTest, APipeHoldsNobodyUp) {
  ASSERT_EQ(mkfifo((state_.queue() + "/pipe.json").c_str(), 0600), 0);
  ExpectRejected("pipe.json", "it is a named pipe");
}

TEST_F(DropInTest, ASocketIsRejected) {
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::string path = state_.queue() + "/s.json";
  ASSERT_LT(path.size(), sizeof address.sun_path);
  path.copy(address.sun_path, path.size());
  ASSERT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ExpectRejected("s.json", "it is a socket");
  close(fd);
}

TEST_F(DropInTest, EachKindOfFileThatIsNoPlainOneHasItsRefusal) {
  auto refusal = [](const char* path) { return LookAtFile(path).value().refusal; };
  EXPECT_THAT(refusal("/dev/null"), HasSubstr("it is a device"));
  EXPECT_THAT(refusal("/proc/self/exe"), HasSubstr("it is a symbolic link"));
  EXPECT_EQ(refusal("/proc/self/status"), "");
}

// As another user than root, whom nothing is unreadable to; only this thread's view of files changes.
TEST_F(DropInTest, AFileThatCannotBeReadIsRejected) {
  Put("locked.json", kRequest);
  for (const auto& path : {directory_.path(), state_.queue(), state_.rejected(), state_.taken()})
    chmod(path.c_str(), 0777);
  chmod((state_.queue() + "/locked.json").c_str(), 0000);
  bool is_root = geteuid() == 0;
  if (is_root) setfsuid(65534);
  SweepWhenSettled();
  if (is_root) setfsuid(0);
  EXPECT_THAT(Names(state_.queue()), IsEmpty());
  EXPECT_THAT(Reason("locked.json"), HasSubstr("it can't be read: Permission denied"));
}

TEST_F(DropInTest, NamesOfAnyBytesAreTakenAndRejected) {
  std::string odd = "a\xff\n\x1b[31m'\";$(id).json";
  Put(odd, kRequest);
  Put("bad" + odd, "{");
  SweepWhenSettled();
  ASSERT_EQ(Jobs().size(), 1u);
  EXPECT_TRUE(IsUtf8(Jobs().front().source));
  EXPECT_THAT(Jobs().front().source, HasSubstr("\\xff\\x0a\\x1b"));
  EXPECT_THAT(Names(state_.rejected()), ElementsAre("bad" + odd, "bad" + odd + ".reason.txt"));
}

TEST_F(DropInTest, TheLongestNameIsTakenAndRejected) {
  Put(std::string(255, 'g'), kRequest);
  Put(std::string(255, 'b'), "{");
  SweepWhenSettled();
  EXPECT_EQ(Jobs().size(), 1u);
  EXPECT_THAT(Names(state_.rejected()), ElementsAre(std::string(220, 'b'), std::string(220, 'b') + ".reason.txt"));
}

TEST_F(DropInTest, ARejectedFileReplacesNoOther) {
  for (int i = 0; i < 3; ++i) {
    Put("bad.json", "{" + std::to_string(i));
    SweepWhenSettled();
  }
  EXPECT_THAT(Names(state_.rejected()), ElementsAre("bad.json", "bad.json.2", "bad.json.2.reason.txt", "bad.json.3",
                                                    "bad.json.3.reason.txt", "bad.json.reason.txt"));
  EXPECT_EQ(Read(state_.rejected() + "/bad.json.3"), "{2");
}

TEST_F(DropInTest, WhatIsNotFinishedOrNotAFileIsLeftAlone) {
  for (const char* name : {".hidden.json", "a.json.tmp", "b.json.part", "c.json~"}) Put(name, kRequest);
  std::filesystem::create_directory(state_.queue() + "/directory");
  SweepWhenSettled();
  EXPECT_THAT(Jobs(), IsEmpty());
  EXPECT_EQ(Names(state_.queue()).size(), 4u);
  EXPECT_TRUE(std::filesystem::is_directory(state_.queue() + "/directory"));
}

TEST_F(DropInTest, AFileThatCannotBeMovedIsNotTriedForEver) {
  Put("bad.json", "{");
  std::filesystem::remove_all(state_.rejected());
  testing::internal::CaptureStderr();
  for (int i = 0; i < 10; ++i) SweepWhenSettled();
  std::string log = testing::internal::GetCapturedStderr();
  EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 1) << log;
  EXPECT_THAT(Names(state_.queue()), ElementsAre("bad.json"));
}

// A worker that died between the steps of taking a file.
TEST_F(DropInTest, AFileThatWasTakenButNotSubmittedIsSubmittedByTheNext) {
  std::string id = NewUuid7();
  std::ofstream(state_.taken() + "/" + id + ".orders.json") << kRequest;
  Sweep();
  EXPECT_EQ(Get(id).source, "queue/orders.json");
  EXPECT_THAT(Names(state_.taken()), IsEmpty());
}

TEST_F(DropInTest, AFileThatWasSubmittedButNotRemovedIsNotSubmittedAgain) {
  std::string id = NewUuid7();
  ASSERT_THAT(store_->Submit({.id = id, .engine = "ingest", .label = "first"}), IsOk());
  std::ofstream(state_.taken() + "/" + id + ".orders.json") << kRequest;
  Sweep();
  EXPECT_EQ(Get(id).label, "first");
  EXPECT_EQ(Jobs().size(), 1u);
  EXPECT_THAT(Names(state_.taken()), IsEmpty());
}

TEST_F(DropInTest, ATakenFileThatWasChangedMeanwhileIsRejectedUnderItsName) {
  std::ofstream(state_.taken() + "/" + NewUuid7() + ".orders.json") << "{";
  Sweep();
  EXPECT_THAT(Names(state_.rejected()), ElementsAre("orders.json", "orders.json.reason.txt"));
}

// F16, S02.
TEST_F(DropInTest, ManyWorkersMakeOneJobOfEachFile) {
  constexpr int kFiles = 60;
  for (int i = 0; i < kFiles; ++i) Put(std::to_string(i) + ".json", i % 2 == 0 ? kRequest : "{");
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([this] {
      auto store = OpenStore();
      DropIn drop_in(*store, state_, milliseconds(0));
      for (int sweep = 0; sweep < 3; ++sweep) EXPECT_THAT(drop_in.Sweep({}), IsOk());
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(Jobs().size(), static_cast<size_t>(kFiles / 2));
  EXPECT_EQ(Names(state_.rejected()).size(), static_cast<size_t>(kFiles));
  EXPECT_THAT(Names(state_.queue()), IsEmpty());
  EXPECT_THAT(Names(state_.taken()), IsEmpty());
}

}  // namespace
}  // namespace lakeport::worker
