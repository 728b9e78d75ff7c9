#include "base/subprocess.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <mutex>

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/line_splitter.h"
#include "base/unique_fd.h"

namespace lakeport {
namespace {

using SteadyClock = std::chrono::steady_clock;

Error SystemError(const std::string& what) { return Unavailable("{}: {}", what, std::strerror(errno)); }

// The same open file above the three standard streams, so that setting those up in the child can't overwrite it.
Result<UniqueFd> AboveStandardStreams(UniqueFd fd) {
  if (fd.get() > STDERR_FILENO) return fd;
  UniqueFd moved(fcntl(fd.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
  if (!moved.is_open()) return SystemError("cannot duplicate a file descriptor");
  return moved;
}

struct Pipe {
  UniqueFd read_end;
  UniqueFd write_end;
};

Result<Pipe> MakePipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return SystemError("cannot make a pipe");
  Pipe pipe{UniqueFd(ends[0]), UniqueFd(ends[1])};
  LP_ASSIGN(pipe.read_end, AboveStandardStreams(std::move(pipe.read_end)));
  LP_ASSIGN(pipe.write_end, AboveStandardStreams(std::move(pipe.write_end)));
  return pipe;
}

// A file in memory that holds `text`: unlike a pipe it takes any amount, whether or not the child reads it.
Result<UniqueFd> MakeInput(std::string_view text) {
  UniqueFd file(memfd_create("standard-input", MFD_CLOEXEC));
  if (!file.is_open()) return SystemError("cannot make the child's standard input");
  while (!text.empty()) {
    ssize_t written = write(file.get(), text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return SystemError("cannot write the child's standard input");
    text.remove_prefix(static_cast<size_t>(written));
  }
  lseek(file.get(), 0, SEEK_SET);
  return AboveStandardStreams(std::move(file));
}

std::vector<std::string> MakeEnvironment(const std::map<std::string, std::string>& extra) {
  std::vector<std::string> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    std::string_view text(*variable);
    if (!extra.contains(std::string(text.substr(0, text.find('='))))) variables.emplace_back(text);
  }
  for (const auto& [name, value] : extra) variables.push_back(name + "=" + value);
  return variables;
}

std::vector<char*> PointersTo(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (auto& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// What the child needs between fork and exec, where memory can't be had: another thread may have held its lock.
struct ChildSetup {
  pid_t parent;
  int input, output, errors, failure;
  char* const* argv;
  char* const* environment;
};

// Only async-signal-safe calls.
[[noreturn]] void RunChild(const ChildSetup& setup) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != setup.parent) _exit(127);
  struct sigaction standard {};
  standard.sa_handler = SIG_DFL;
  for (int signal = 1; signal < NSIG; ++signal) sigaction(signal, &standard, nullptr);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  dup2(setup.input, STDIN_FILENO);
  dup2(setup.output, STDOUT_FILENO);
  dup2(setup.errors, STDERR_FILENO);
  close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
  execve(setup.argv[0], setup.argv, setup.environment);
  int reason = errno;
  [[maybe_unused]] auto written = write(setup.failure, &reason, sizeof reason);
  _exit(127);
}

Error StartError(const std::string& program, int reason) {
  switch (reason) {
    case ENOENT:
    case ENOTDIR: return NotFound("there is no program {}", program);
    case EACCES:
    case EPERM:
      return Error(ErrorKind::kPermissionDenied, fmt::format("{} can't be run: {}", program, std::strerror(reason)));
    case ENOEXEC: return InvalidArgument("{} is not a program", program);
    default: return Unavailable("cannot start {}: {}", program, std::strerror(reason));
  }
}

int PollTimeout(SteadyClock::time_point until) {
  auto left = std::chrono::ceil<std::chrono::milliseconds>(until - SteadyClock::now());
  return static_cast<int>(std::clamp<int64_t>(left.count(), 0, 60'000));
}

// One of the child's output streams.
struct OutputStream {
  UniqueFd fd;
  const Subprocess::LineSink& sink;
  LineSplitter lines{Subprocess::kMaxLineBytes};

  // Takes what is there, at most `limit` bytes; false at the end, or when there is nothing.
  bool ReadSome(size_t limit) {
    std::array<char, 64 << 10> buffer;
    ssize_t got = read(fd.get(), buffer.data(), std::min(limit, buffer.size()));
    if (got > 0) lines.Feed({buffer.data(), static_cast<size_t>(got)}, sink);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) fd.Reset();
    return got > 0;
  }

  // Reads on after the process has ended: what it wrote itself is in the pipe by then. A process that it left behind
  // may go on writing, so no more than a pipe holds.
  void Drain() {
    if (fd.is_open()) {
      int capacity = fcntl(fd.get(), F_GETPIPE_SZ);
      size_t left = capacity > 0 ? static_cast<size_t>(capacity) : 64 << 10;
      fcntl(fd.get(), F_SETFL, O_NONBLOCK);
      for (size_t chunk = 4096; left > 0 && ReadSome(std::min(left, chunk)); left -= std::min(left, chunk)) {
      }
    }
    lines.Finish(sink);
    fd.Reset();
  }
};

class PosixProcess final : public Subprocess {
 public:
  PosixProcess(pid_t pid, UniqueFd pidfd, UniqueFd output, UniqueFd errors)
      : pid_(pid), pidfd_(std::move(pidfd)), output_(std::move(output)), errors_(std::move(errors)) {}

  ~PosixProcess() override {
    Kill();
    Reap();
  }

  int pid() const override { return pid_; }
  void Terminate() override { Signal(SIGTERM); }
  void Kill() override { Signal(SIGKILL); }

  Result<ProcessExit> Wait(const LineSink& on_stdout, const LineSink& on_stderr,
                           std::chrono::milliseconds tick_interval, const std::function<void()>& tick) override {
    OutputStream output{std::move(output_), on_stdout};
    OutputStream errors{std::move(errors_), on_stderr};
    auto next_tick = SteadyClock::now() + tick_interval;
    for (bool running = !Exit().has_value(); running;) {
      pollfd polled[] = {{output.fd.get(), POLLIN, 0}, {errors.fd.get(), POLLIN, 0}, {pidfd_.get(), POLLIN, 0}};
      if (poll(polled, 3, PollTimeout(next_tick)) < 0 && errno != EINTR)
        return SystemError("cannot wait for the child");
      if (polled[0].revents != 0) output.ReadSome(kMaxLineBytes);
      if (polled[1].revents != 0) errors.ReadSome(kMaxLineBytes);
      running = polled[2].revents == 0;
      if (SteadyClock::now() < next_tick) continue;
      tick();
      next_tick = SteadyClock::now() + tick_interval;
    }
    Kill();
    output.Drain();
    errors.Drain();
    return Reap();
  }

 private:
  // The group's number is not given away again while the ended child has not been reaped.
  void Signal(int signal) {
    std::lock_guard lock(mutex_);
    if (!exit_.has_value()) kill(-pid_, signal);
  }

  // Waits for the end first without the lock, so that Kill can bring it about.
  ProcessExit Reap() {
    if (auto known = Exit()) return *known;
    siginfo_t info{};
    while (waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
    }
    std::lock_guard lock(mutex_);
    while (waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED) != 0 && errno == EINTR) {
    }
    exit_ = info.si_code == CLD_EXITED ? ProcessExit{info.si_status, 0} : ProcessExit{-1, info.si_status};
    return *exit_;
  }

  std::optional<ProcessExit> Exit() {
    std::lock_guard lock(mutex_);
    return exit_;
  }

  const pid_t pid_;
  UniqueFd pidfd_;  // readable when the process has ended
  UniqueFd output_;
  UniqueFd errors_;
  std::mutex mutex_;
  std::optional<ProcessExit> exit_;  // guarded by mutex_; set once reaped
};

}  // namespace

Result<std::unique_ptr<Subprocess>> StartProcess(const ProcessRequest& request) {
  if (request.argv.empty()) return InvalidArgument("no program is named");
  LP_ASSIGN(auto input, MakeInput(request.standard_input));
  LP_ASSIGN(auto output, MakePipe());
  LP_ASSIGN(auto errors, MakePipe());
  LP_ASSIGN(auto failure, MakePipe());
  auto arguments = request.argv;
  auto environment = MakeEnvironment(request.extra_environment);
  auto argument_pointers = PointersTo(arguments);
  auto environment_pointers = PointersTo(environment);
  ChildSetup setup{.parent = getpid(),
                   .input = input.get(),
                   .output = output.write_end.get(),
                   .errors = errors.write_end.get(),
                   .failure = failure.write_end.get(),
                   .argv = argument_pointers.data(),
                   .environment = environment_pointers.data()};
  pid_t pid = fork();
  if (pid < 0) return SystemError("cannot start " + request.argv[0]);
  if (pid == 0) RunChild(setup);
  failure.write_end.Reset();
  int reason = 0;
  ssize_t got = 0;
  while ((got = read(failure.read_end.get(), &reason, sizeof reason)) < 0 && errno == EINTR) {
  }
  UniqueFd pidfd(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  bool can_wait = pidfd.is_open();
  auto process =
      std::make_unique<PosixProcess>(pid, std::move(pidfd), std::move(output.read_end), std::move(errors.read_end));
  if (got > 0) return StartError(request.argv[0], reason);
  if (!can_wait) return Unsupported("this kernel has no pidfd_open; Linux 5.11 or later is needed");
  return std::unique_ptr<Subprocess>(std::move(process));
}

std::string ThisExecutable() {
  std::array<char, 4096> path;
  ssize_t length = readlink("/proc/self/exe", path.data(), path.size());
  std::string text(path.data(), length > 0 ? static_cast<size_t>(length) : 0);
  bool replaced = text.empty() || text.ends_with(" (deleted)");
  return replaced ? "/proc/self/exe" : text;
}

}  // namespace lakeport
