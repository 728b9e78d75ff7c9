#include "base/stop_signal.h"

#include <csignal>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

namespace lakeport {
namespace {

// Written by the signal handler, where almost nothing is allowed; read by a thread that may do anything.
int stop_pipe[2] = {-1, -1};

void OnSignal(int) {
  char byte = 0;
  [[maybe_unused]] auto written = write(stop_pipe[1], &byte, 1);
}

}  // namespace

std::stop_token StopOnSignals() {
  static std::stop_source source;
  if (pipe2(stop_pipe, O_CLOEXEC) != 0) return source.get_token();
  std::thread([] {
    char byte = 0;
    while (read(stop_pipe[0], &byte, 1) < 0) {
    }
    source.request_stop();
  }).detach();
  struct sigaction action {};
  action.sa_handler = OnSignal;
  action.sa_flags = static_cast<int>(SA_RESTART | SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  return source.get_token();
}

}  // namespace lakeport
