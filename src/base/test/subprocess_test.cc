#include "base/subprocess.h"

#include <csignal>
#include <thread>

#include <gmock/gmock.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/testing/matchers.h"
#include "base/unique_fd.h"

namespace lakeport {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

struct Ran {
  ProcessExit exit;
  std::vector<std::string> output, errors;
  int ticks = 0;
};

ProcessRequest Shell(const std::string& script) { return {.argv = {"/bin/sh", "-c", script}}; }

Ran WaitFor(
    Subprocess& process, const std::function<void()>& on_tick = [] {}, const std::function<void()>& on_output = [] {}) {
  Ran ran;
  auto exit = process.Wait([&](std::string_view line) { ran.output.emplace_back(line), on_output(); },
                           [&](std::string_view line) { ran.errors.emplace_back(line); }, milliseconds(10),
                           [&] { ++ran.ticks, on_tick(); });
  EXPECT_THAT(exit, IsOk());
  ran.exit = *exit;
  return ran;
}

Ran RunToEnd(const ProcessRequest& request) {
  auto process = StartProcess(request);
  EXPECT_THAT(process, IsOk());
  return WaitFor(**process);
}

// Waits for the end of a process that is not our child.
void AwaitDeath(pid_t pid) {
  UniqueFd pidfd(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  if (!pidfd.is_open()) return;
  pollfd polled{pidfd.get(), POLLIN, 0};
  EXPECT_EQ(poll(&polled, 1, 10'000), 1) << "process " << pid << " lives on";
}

TEST(SubprocessTest, ReadsBothStreamsByLineAndTheExitCode) {
  auto ran = RunToEnd(Shell("echo one; echo two >&2; printf three; exit 7"));
  EXPECT_THAT(ran.output, ElementsAre("one", "three"));
  EXPECT_THAT(ran.errors, ElementsAre("two"));
  EXPECT_EQ(ran.exit.code, 7);
  EXPECT_EQ(ran.exit.signal, 0);
}

TEST(SubprocessTest, NothingGoesThroughAShell) {
  auto ran = RunToEnd({.argv = {"/bin/echo", "$HOME;`id`", "a b"}});
  EXPECT_THAT(ran.output, ElementsAre("$HOME;`id` a b"));
}

TEST(SubprocessTest, StandardInputOfAnySizeIsReadToItsEndOrNotAtAll) {
  std::string input(5'000'000, 'x');
  EXPECT_THAT(RunToEnd({.argv = {"/usr/bin/wc", "-c"}, .standard_input = input}).output, ElementsAre("5000000"));
  EXPECT_EQ(RunToEnd({.argv = {"/bin/true"}, .standard_input = input}).exit.code, 0);
}

TEST(SubprocessTest, AddsToTheEnvironmentAndReplacesInIt) {
  ASSERT_EQ(setenv("LAKEPORT_TEST_OLD", "old", 1), 0);
  auto request = Shell("echo $LAKEPORT_TEST_OLD $LAKEPORT_TEST_NEW ${PATH:+path}");
  request.extra_environment = {{"LAKEPORT_TEST_OLD", "replaced"}, {"LAKEPORT_TEST_NEW", "new"}};
  EXPECT_THAT(RunToEnd(request).output, ElementsAre("replaced new path"));
}

TEST(SubprocessTest, AMissingProgramIsNotFound) {
  EXPECT_THAT(StartProcess({.argv = {"/nowhere/program"}}), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(StartProcess({.argv = {"/tmp"}}), FailsWith(ErrorKind::kPermissionDenied));
  EXPECT_THAT(StartProcess({.argv = {}}), FailsWith(ErrorKind::kInvalidArgument));
}

TEST(SubprocessTest, SaysWhichSignalEndedIt) {
  auto ran = RunToEnd(Shell("kill -9 $$"));
  EXPECT_EQ(ran.exit.signal, SIGKILL);
  EXPECT_EQ(ran.exit.code, -1);
}

TEST(SubprocessTest, TerminateReachesTheWholeGroupAndCanBeCaught) {
  auto process = StartProcess(Shell("trap 'echo stopping; exit 130' TERM; echo ready; sleep 1000 & wait"));
  auto ran = WaitFor(
      **process, [] {}, [&] { (*process)->Terminate(); });
  EXPECT_EQ(ran.exit.code, 130);
  EXPECT_THAT(ran.output, testing::Contains("stopping"));
}

TEST(SubprocessTest, KillEndsAProcessThatIgnoresTerminate) {
  auto process = StartProcess(Shell("trap '' TERM; echo ready; while :; do sleep 1000; done"));
  auto terminate = [&] { (*process)->Terminate(); };
  auto ran = WaitFor(
      **process, [&] { (*process)->Kill(); }, terminate);
  EXPECT_EQ(ran.exit.signal, SIGKILL);
}

TEST(SubprocessTest, TicksWhileNothingHappensAndWhileMuchDoes) {
  auto quiet = StartProcess(Shell("sleep 1000"));
  int ticks = 0;
  WaitFor(**quiet, [&] {
    if (++ticks == 3) (*quiet)->Kill();
  });
  EXPECT_GE(ticks, 3);
  auto loud = StartProcess(Shell("yes"));
  auto ran = WaitFor(**loud, [&] { (*loud)->Kill(); });
  EXPECT_GE(ran.ticks, 1);
  EXPECT_FALSE(ran.output.empty());
}

TEST(SubprocessTest, ALineBeyondTheLimitIsCutAndTheNextIsWhole) {
  auto ran = RunToEnd(Shell("head -c 3000000 /dev/zero | tr '\\0' x; echo; echo next"));
  ASSERT_EQ(ran.output.size(), 2u);
  EXPECT_EQ(ran.output[0].size(), Subprocess::kMaxLineBytes);
  EXPECT_EQ(ran.output[1], "next");
}

TEST(SubprocessTest, BytesOfAnyKindArrive) {
  auto ran = RunToEnd(Shell("printf 'a\\000b\\377\\n\\n\\r\\n'"));
  EXPECT_THAT(ran.output, ElementsAre(std::string("a\0b\xff", 4), "", "\r"));
}

TEST(SubprocessTest, AProcessLeftBehindIsKilledAndDoesNotHoldUpTheEnd) {
  auto ran = RunToEnd(Shell("sleep 1000 & echo $!"));
  ASSERT_EQ(ran.output.size(), 1u);
  AwaitDeath(std::stoi(ran.output[0]));
}

TEST(SubprocessTest, AProcessLeftBehindInAnotherGroupDoesNotHoldUpTheEnd) {
  auto ran = RunToEnd(Shell("setsid sh -c 'echo $$; exec yes' & exec sleep 0.1"));
  ASSERT_FALSE(ran.output.empty());
  kill(std::stoi(ran.output[0]), SIGKILL);
}

TEST(SubprocessTest, DestructionKillsWhatStillRuns) {
  auto process = StartProcess(Shell("sleep 1000"));
  pid_t pid = (*process)->pid();
  process->reset();
  EXPECT_EQ(kill(pid, 0), -1);
}

TEST(SubprocessTest, TheChildGetsNoOtherFileAndNoBlockedSignal) {
  UniqueFd leaked(dup(STDOUT_FILENO));
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  auto ran = RunToEnd(Shell("grep -E '^Sig(Blk|Ign)' /proc/self/status; ls /proc/self/fd | wc -l"));
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  EXPECT_THAT(ran.output, ElementsAre("SigBlk:\t0000000000000000", "SigIgn:\t0000000000000000", "4"));
}

TEST(SubprocessTest, IsKilledWithTheThreadThatStartedIt) {
  std::unique_ptr<Subprocess> process;
  std::thread([&] { process = StartProcess(Shell("sleep 1000")).value(); }).join();
  EXPECT_EQ(WaitFor(*process).exit.signal, SIGKILL);
}

TEST(SubprocessTest, IsKilledWithTheProcessThatStartedIt) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  pid_t parent = fork();
  if (parent == 0) {
    auto process = StartProcess(Shell("sleep 1000"));
    pid_t pid = (*process)->pid();
    if (write(ends[1], &pid, sizeof pid) != sizeof pid) _exit(1);
    kill(getpid(), SIGKILL);
  }
  pid_t pid = 0;
  ASSERT_EQ(read(ends[0], &pid, sizeof pid), static_cast<ssize_t>(sizeof pid));
  ASSERT_EQ(waitpid(parent, nullptr, 0), parent);
  AwaitDeath(pid);
  close(ends[0]);
  close(ends[1]);
}

TEST(SubprocessTest, ThisExecutableCanBeStarted) {
  auto ran = RunToEnd({.argv = {ThisExecutable(), "--gtest_list_tests", "--gtest_filter=None.*"}});
  EXPECT_EQ(ran.exit.code, 0);
}

}  // namespace
}  // namespace lakeport
