#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace lakeport {

struct ProcessRequest {
  std::vector<std::string> argv;  // argv[0] is the program's path; nothing goes through a shell
  std::string standard_input{};   // written, then closed
  std::map<std::string, std::string> extra_environment{};
};

// How a process ended.
struct ProcessExit {
  int code = 0;    // exit code; -1 when a signal ended it
  int signal = 0;  // 0 unless a signal ended it
};

// A child process in a group of its own, which the kernel kills when this process dies. Its output is read line by
// line; what a line has beyond kMaxLineBytes is dropped. For one thread, but for Terminate and Kill: the thread that
// started it must live as long as it does, for the kernel kills it with that thread.
class Subprocess {
 public:
  static constexpr size_t kMaxLineBytes = 1 << 20;
  using LineSink = std::function<void(std::string_view line)>;
  virtual ~Subprocess() = default;  // kills what still runs, and waits for it

  virtual int pid() const = 0;
  virtual void Terminate() = 0;  // SIGTERM to the group
  virtual void Kill() = 0;       // SIGKILL to the group
  // Calls the sinks, from this thread, until the process has ended and its output is read. Calls `tick` at least every
  // `tick_interval` meanwhile. What the process left running in its group is killed when it ends.
  virtual Result<ProcessExit> Wait(const LineSink& on_stdout, const LineSink& on_stderr,
                                   std::chrono::milliseconds tick_interval, const std::function<void()>& tick) = 0;
};

// NotFound when there is no such program, PermissionDenied when it can't be run. The child gets no other open file than
// its three streams, and no signal blocked or ignored.
Result<std::unique_ptr<Subprocess>> StartProcess(const ProcessRequest& request);

// The path of the program that is running now; still good to start it again when its file has been replaced.
std::string ThisExecutable();

}  // namespace lakeport
